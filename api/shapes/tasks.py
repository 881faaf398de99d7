"""Tasks: rows of the inbox, the card to decide on, and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.shapes.orders import Order
from api.shapes.values import In, Moment, Out, Reason, Variables
from engine import candidates, inbox
from engine.texts import Texts
from kit import money
from kit.db import Reader, Tx
from oms.orders import queries as orders

Comment = Annotated[str, Field(max_length=2000)]
Outcome = Annotated[str, Field(max_length=40)]
View = Literal["mine", "group", "all"]
Due = Literal["overdue", "soon"]
SHOWN = inbox.tasks.CAP - 1


class TaskOrder(Out):
    """What a row of the inbox shows of the order."""

    number: str
    customer_name: str
    customer_code: str
    tier: str
    gross: str
    tags: list[str]
    urgent: bool
    external_no: str | None


class Task(Out):
    """An open task. `assignee` is a user name; without one any member of the groups, and any candidate named by
    login (in small letters), may take it."""

    id: UUID
    name: str
    element_id: str
    process_id: str
    order_id: str | None
    instance_id: str
    candidate_groups: list[str]
    candidate_users: list[str]
    assignee: str | None
    due_at: Moment | None
    created_at: Moment
    remind_at: Moment | None
    priority: int
    reason: str | None
    outcomes: list[str]
    order: TaskOrder | None


class Tasks(Out):
    """A page in order of due time."""

    items: list[Task]
    next_cursor: str | None


class Counts(Out):
    """How many wait for the reader; `capped` when a number stands for "or more"."""

    mine: int
    group: int
    soon: int
    overdue: int
    by_group: dict[str, int]
    capped: bool


class CardCredit(Out):
    """The customer's account beside this order, in yuan."""

    limit: str
    used: str
    frozen: str
    this_order: str
    excess: str


class RuleInput(Out):
    """An input of the decision, with the condition it met."""

    label: str
    value: Any
    condition: str


class Rule(Out):
    """The decision that sent the task here: the row that fired, counted from 1."""

    decision: str
    version: int
    row: int
    inputs: list[RuleInput]
    outputs: Variables


class Card(Out):
    """All that is needed to decide."""

    order: Order | None
    credit: CardCredit | None
    rule: Rule | None
    next: list[str]


class HistoryItem(Out):
    """What people did before."""

    at: Moment
    actor: str
    action: str
    comment: str | None


class Form(Out):
    """JSON Schema 2020-12 in the reader's language, and hints for its renderer."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: Annotated[Variables, Field(alias="schema")]
    ui: Variables


class TaskDetail(Task):
    """A task with its card."""

    form: Form | None
    draft: Variables
    facts: Variables
    card: Card
    history: list[HistoryItem]


class Complete(In):
    """A decision. Without `outcome` the first of the task's outcomes holds."""

    outcome: Outcome | None = None
    comment: Comment | None = None
    variables: Variables = Field(default_factory=dict)


class Completed(Out):
    """`ended`: the whole process has ended."""

    id: UUID
    outcome: str
    instance_id: str
    ended: bool


class Transfer(In):
    """To whom, by user name, and why."""

    to: Annotated[str, Field(max_length=64)]
    reason: Reason


class Draft(In):
    """What was typed so far."""

    variables: Variables


class Bulk(In):
    """The same decision for many tasks, each in its own transaction."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    outcome: Outcome | None = None
    comment: Comment | None = None


class BulkResult(Out):
    """What came of one of them."""

    id: UUID
    ok: bool
    code: str | None
    detail: str | None


class BulkResults(Out):
    """In the order of the request."""

    results: list[BulkResult]


def rows(view: Reader | Tx, tasks: Iterable[inbox.Task], names: Mapping[int, str], texts: Texts) -> list[Task]:
    """Tasks with what is shown of their orders: one query for all. `names` of users; `texts` of the reader."""
    listed = list(tasks)
    ids = {int(task.business_key) for task in listed if task.business_key.isdigit()}
    found = orders.orders(view, ids)
    return [Task(**_task(task, found, names, texts)) for task in listed]


def counts(found: inbox.Counts) -> Counts:
    numbers = {name: min(found.by_group[name], SHOWN) for name in candidates.teams(found.by_group)}
    plain = [found.mine, found.group, found.soon, found.overdue]
    capped = any(count > SHOWN for count in (*plain, *found.by_group.values()))
    mine, group, soon, overdue = (min(count, SHOWN) for count in plain)
    return Counts(mine=mine, group=group, soon=soon, overdue=overdue, by_group=numbers, capped=capped)


def fields(view: Reader | Tx, task: inbox.Task, names: Mapping[int, str], texts: Texts) -> dict[str, Any]:
    """The fields of a row, for the detail."""
    ids = {int(task.business_key)} if task.business_key.isdigit() else set()
    return _task(task, orders.orders(view, ids), names, texts)


def rule(evidence: Mapping[str, Any] | None, texts: Texts) -> Rule | None:
    """The last table that ran with a row that fired."""
    hits = [hit for hit in (evidence or {}).get("rules", ()) if hit.get("rows")]
    if evidence is None or not hits:
        return None
    hit = hits[-1]
    outputs = hit["outputs"]
    return Rule(
        decision=evidence["decision"],
        version=evidence["version"],
        row=hit["rows"][0],
        inputs=[RuleInput(**{**seen, "label": texts.translate(seen["label"])}) for seen in hit["inputs"]],
        outputs=_said(outputs if isinstance(outputs, dict) else {hit["table"]: outputs}, texts),
    )


def _said(outputs: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    return {name: texts.translate(value) if isinstance(value, str) else value for name, value in outputs.items()}


def _task(
    task: inbox.Task, found: Mapping[int, orders.OrderRecord], names: Mapping[int, str], texts: Texts
) -> dict[str, Any]:
    order_id = int(task.business_key) if task.business_key.isdigit() else None
    order = found.get(order_id) if order_id is not None else None
    return {
        "id": task.id,
        "name": texts.translate(task.name),
        "element_id": task.element_id,
        "process_id": task.process_id,
        "order_id": None if order is None else str(order.id),
        "instance_id": str(task.instance_id),
        "candidate_groups": candidates.teams(task.candidate_groups),
        "candidate_users": candidates.persons(task.candidate_groups),
        "assignee": None if task.assignee is None else names[task.assignee],
        "due_at": task.due_at,
        "created_at": task.created_at,
        "remind_at": task.remind_at,
        "priority": task.priority,
        "reason": texts.maybe(task.reason),
        "outcomes": list(task.outcomes),
        "order": None if order is None else _order(order),
    }


def _order(order: orders.OrderRecord) -> TaskOrder:
    return TaskOrder(
        number=order.number,
        customer_name=order.customer_name,
        customer_code=order.customer_code,
        tier=order.tier,
        gross=money.yuan(order.gross_fen),
        tags=order.tags,
        urgent=order.urgent,
        external_no=order.external_no,
    )
