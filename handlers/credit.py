"""credit.*: hold an order's amount, allow an excess, give it back. The order says how much it is worth."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from engine import topics
from engine.topics import Job
from handlers.fields import Model, Nothing, OrderId, OrderOnly, Yuan, YuanIn, fen
from kit import money
from kit.db import Tx
from oms.credit import queries as accounts
from oms.credit import service as credit
from oms.orders import queries
from oms.orders import service as orders


class FreezeResult(Model):
    """Whether the amount is held; if not, by how much it exceeds what is left."""

    granted: bool = Field(title="额度够", description="The amount is frozen")
    excess: Yuan = Field(title="超出金额", description="Excess in yuan, 0 when granted")
    excess_text: str = Field(title="超出金额（文字）", description="The excess with two decimals")
    excess_percent: float = Field(title="超出 %", description="Excess in percent of the limit; 100 without a limit")
    available: Yuan = Field(title="可用额度", description="What is left, in yuan")


class Override(Model):
    """What risk control, or the policy, allows."""

    order_id: OrderId
    amount: YuanIn = Field(title="批准金额", description="Allowed excess in yuan; never more than the excess counts")
    excess: YuanIn = Field(title="超出金额", description="The excess found, in yuan")
    valid_hours: int = Field(title="有效小时", description="The override expires after so many hours", gt=0)
    comment: str | None = Field(None, title="意见", description="Why it is allowed")


@topics.local("credit.try_freeze", title_zh="冻结额度", title_en="Freeze credit for the order")
def try_freeze(tx: Tx, job: Job, given: OrderOnly) -> FreezeResult:
    """An order that exceeds the limit stands at its credit check until somebody, or the policy, has decided."""
    order = queries.locked(tx, given.order_id)
    result = credit.try_freeze(tx, order.customer_id, order.id, order.gross_fen)
    if not result.granted:
        orders.await_credit(tx, order.id)
    percent = 0.0 if result.granted else _percent_of_limit(tx, order.customer_id, result.excess_fen)
    return FreezeResult(
        granted=result.granted,
        excess=money.number(result.excess_fen),
        excess_text=money.yuan(result.excess_fen),
        excess_percent=percent,
        available=money.number(result.available_fen),
    )


@topics.local("credit.grant_override", title_zh="授予超额", title_en="Allow the order to exceed the limit once")
def grant_override(tx: Tx, job: Job, given: Override) -> Nothing:
    order = queries.order(tx, given.order_id)
    credit.grant_override(
        tx,
        order.customer_id,
        order.id,
        fen(min(given.amount, given.excess)),
        reason=f"批准超出额度：{given.comment or '未写意见'}",
        valid_for=timedelta(hours=given.valid_hours),
    )
    return Nothing()


@topics.local("credit.release", title_zh="退回额度", title_en="Give the order's credit back")
def release(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    credit.release(tx, given.order_id)
    return Nothing()


def _percent_of_limit(tx: Tx, customer_id: int, excess_fen: int) -> float:
    limit = accounts.account(tx, customer_id).limit_fen
    return round(excess_fen * 100 / limit, 2) if limit else 100.0
