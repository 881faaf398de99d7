"""The inbox: lists, counts, the card, and what people do with a task.

Rows: whoever may read an order sees where it waits; the card is for candidates, the assignee, and `tasks:read_all`;
only candidates and the assignee act (the engine holds that).
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from fastapi import Response

from api import answers, cards, failures, guard, permissions
from api.guard import Asked, By, Caller
from api.permissions import V1, Permission
from api.shapes import tasks as shapes
from api.shapes.values import Cursor, Limit, RowId, Short, is_row_id
from engine import candidates, errors, inbox, runtime
from kit.db import Reader, Tx
from kit.errors import Failure
from oms.identity import queries as identity

router = guard.router(f"{V1}/tasks")


async def _page(by: Caller, asked: Asked) -> Response | None:
    """The tasks of one order, or the first page of the inbox."""
    pairs = asked.query()
    wanted = dict(pairs)
    order_id, limit = wanted.get("order_id"), wanted.get("limit")
    usual = len(pairs) == (order_id is not None) + (limit is not None)
    if not usual or not (order_id is None or is_row_id(order_id)) or limit not in (None, "20", "50"):
        return None
    key = None if order_id is None else str(int(order_id))
    return _tasks(by, inbox.Query(by.account.id, groups(by), business_key=key, limit=int(limit or 50)))


@router.get("", response_model=shapes.Tasks)
@guard.hot(_page)
async def page(
    by: By,
    view: shapes.View = "all",
    group: Short | None = None,
    order_id: RowId | None = None,
    instance_id: RowId | None = None,
    due: shapes.Due | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 50,
) -> Response:
    """In order of due time: mine, my groups', or both. With an order or instance: every open task of it."""
    query = inbox.Query(
        user_id=by.account.id,
        groups=groups(by),
        view=view,
        group=group,
        business_key=None if order_id is None else str(order_id),
        instance_id=instance_id,
        due=due,
        cursor=cursor,
        limit=limit,
    )
    return _tasks(by, query)


def _tasks(by: Caller, query: inbox.Query) -> Response:
    with by.read() as reader:
        found = inbox.page(reader, query)
        names = by.services.people.names(reader, (task.assignee for task in found.items))
        items = shapes.rows(reader, found.items, names, runtime.texts(reader, by.language))
    return answers.json(shapes.Tasks(items=items, next_cursor=found.next_cursor))


@router.get("/counts", response_model=shapes.Counts)
async def count(by: By) -> Response:
    with by.read() as reader:
        found = inbox.counts(reader, by.account.id, groups(by))
    return answers.json(shapes.counts(found))


async def _complete(by: Caller, asked: Asked) -> Response | None:
    try:
        task_id = UUID(asked.id)
        decision = shapes.Complete.model_validate(await asked.json())
    except ValueError:
        return None
    return await complete(by, task_id, decision)


@router.post("/{id}/complete", response_model=shapes.Completed)
@guard.hot(_complete)
async def complete(by: By, id: UUID, decision: shapes.Complete) -> Response:
    """Decide, once. 409 says who was first."""
    done = await by.write_async(_completion(by, id, decision.outcome, decision.comment, decision.variables))
    return answers.json(_completed(id, done))


@router.post("/bulk")
def complete_many(by: By, wanted: shapes.Bulk) -> shapes.BulkResults:
    """Each task in its own transaction: one that cannot be decided does not hold up the others."""
    return shapes.BulkResults(results=[_one_of_many(by, id, wanted) for id in dict.fromkeys(wanted.ids)])


@router.get("/{id}")
def show(by: By, id: UUID) -> shapes.TaskDetail:
    """The card. 404 for a task of others."""
    with by.read() as reader:
        _require_sight(reader, by, id)
        return cards.detail(reader, id, by)


@router.post("/{id}/claim")
def claim(by: By, id: UUID) -> shapes.Task:
    return _act(by, id, lambda tx: inbox.claim(tx, id, groups=groups(by)))


@router.post("/{id}/unclaim")
def unclaim(by: By, id: UUID) -> shapes.Task:
    return _act(by, id, lambda tx: inbox.unclaim(tx, id))


@router.post("/{id}/transfer")
def transfer(by: By, id: UUID, wanted: shapes.Transfer) -> shapes.Task:
    """Hand it over to a colleague. Needs a reason."""

    def work(tx: Tx) -> None:
        to = identity.user_by_username(tx, wanted.to)
        if not (to.active and permissions.allowed(to.roles, Permission.TASKS_WORK)):
            raise failures.ReceiverCannotWork(at="to", name=wanted.to)
        inbox.transfer(
            tx,
            id,
            to=to.id,
            receiver_groups=frozenset((*to.roles, candidates.person(to.username))),
            reason=wanted.reason,
            groups=groups(by),
            overseer=permissions.allowed(by.account.roles, Permission.TASKS_READ_ALL),
        )

    return _act(by, id, work)


@router.put("/{id}/draft", status_code=204)
def save_draft(by: By, id: UUID, draft: shapes.Draft) -> None:
    """Keep what was typed; nobody else sees it."""

    def work(tx: Tx) -> None:
        _require_sight(tx, by, id)
        inbox.save_draft(tx, id, draft.variables)

    by.write(work)


def groups(by: Caller) -> frozenset[str]:
    """The caller's roles, and the group of one that tasks given to a person by login have."""
    return frozenset({*by.account.roles, candidates.person(by.account.username)})


def _act(by: Caller, task_id: UUID, work: Callable[[Tx], None]) -> shapes.Task:
    def run(tx: Tx) -> shapes.Task:
        _require_sight(tx, by, task_id)
        try:
            work(tx)
        except errors.NotCandidate as refusal:
            raise _by_name(by, tx, refusal) from None
        tx.flush()
        task = inbox.find(tx, task_id)
        names = by.services.people.names(tx, [task.assignee])
        return shapes.rows(tx, [task], names, runtime.texts(tx, by.language))[0]

    return by.write(run)


def _completion(
    by: Caller, task_id: UUID, outcome: str | None, comment: str | None, variables: dict[str, object]
) -> Callable[[Tx], inbox.Completed]:
    members = groups(by)

    def work(tx: Tx) -> inbox.Completed:
        try:
            return inbox.complete(tx, task_id, outcome=outcome, comment=comment, variables=variables, groups=members)
        except errors.NotCandidate as refusal:
            _require_sight(tx, by, task_id)  # who may not see the card does not learn whose it is
            raise _by_name(by, tx, refusal) from None

    return work


def _by_name(by: Caller, tx: Tx, refusal: errors.NotCandidate) -> errors.NotCandidate:
    holder = refusal.params.get("holder")
    return refusal if holder is None else errors.NotCandidate(whom=by.services.people.names(tx, [holder])[holder])


def _completed(task_id: UUID, done: inbox.Completed) -> shapes.Completed:
    return shapes.Completed(id=task_id, outcome=done.outcome, instance_id=str(done.instance_id), ended=done.ended)


def _one_of_many(by: Caller, task_id: UUID, wanted: shapes.Bulk) -> shapes.BulkResult:
    try:
        by.write(_completion(by, task_id, wanted.outcome, wanted.comment, {}))
    except Failure as failure:
        detail = failure.message(by.language)
        return shapes.BulkResult(id=task_id, ok=False, code=failure.code, detail=detail)
    return shapes.BulkResult(id=task_id, ok=True, code=None, detail=None)


def _require_sight(view: Reader | Tx, by: Caller, task_id: UUID) -> None:
    """Raises TaskUnknown for a task of other groups, TaskClosed for one that is done."""
    task = inbox.find(view, task_id)
    mine = task.assignee == by.account.id or not groups(by).isdisjoint(task.candidate_groups)
    if not (mine or by.may(Permission.TASKS_READ_ALL)):
        raise errors.TaskUnknown
