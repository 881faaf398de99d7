"""The decision card: the engine's card of a task together with what the business knows about its order."""

from __future__ import annotations

from uuid import UUID

from api import forms
from api.guard import Caller
from api.shapes import orders as order_shapes
from api.shapes import tasks as shapes
from engine import history, inbox, runtime
from kit import clock, money
from kit.db import Reader
from oms.credit import queries as credits
from oms.credit import rules as credit
from oms.orders import queries as orders


def detail(reader: Reader, task_id: UUID, by: Caller) -> shapes.TaskDetail:
    """Raises TaskClosed, TaskUnknown."""
    card = inbox.card(reader, task_id)
    task = card.task
    names = by.services.people.names(reader, [task.assignee])
    texts = runtime.texts(reader, by.language)
    row = shapes.fields(reader, task, names, texts)
    order = orders.order(reader, int(task.business_key)) if row["order"] is not None else None
    form = None if card.form is None else shapes.Form(**forms.for_reader(card.form, by.language))
    return shapes.TaskDetail(
        **row,
        form=form,
        draft=inbox.draft(reader, task_id, by.account.id),
        facts=card.facts,
        card=shapes.Card(
            order=None if order is None else order_shapes.order(reader, order),
            credit=None if order is None else _credit(reader, order),
            rule=shapes.rule(card.rule, texts),
            next=[texts.translate(name) for name in card.next],
        ),
        history=[_item(entry) for entry in reversed(card.history)],
    )


def _credit(reader: Reader, order: orders.OrderRecord) -> shapes.CardCredit | None:
    """The excess is what the order would take beyond the limit, over what it holds already."""
    account = credits.find_account(reader, order.customer_id)
    if account is None:
        return None
    more = order.gross_fen - credits.frozen_by(reader, order.id)
    excess = credit.excess(account.limit_fen, account.used_fen, account.frozen_fen, more)
    return shapes.CardCredit(
        limit=money.yuan(account.limit_fen),
        used=money.yuan(account.used_fen),
        frozen=money.yuan(account.frozen_fen),
        this_order=money.yuan(order.gross_fen),
        excess=money.yuan(excess),
    )


def _item(entry: history.Entry) -> shapes.HistoryItem:
    outcome = entry.detail.get("outcome")
    action = f"{entry.action}:{outcome}" if outcome else entry.action
    return shapes.HistoryItem(at=clock.aware(entry.at), actor=entry.actor, action=action, comment=entry.reason)
