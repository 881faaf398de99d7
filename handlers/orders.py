"""orders.*: the order's status follows its process. Each may run twice; a forbidden move raises StatusConflict."""

from __future__ import annotations

from pydantic import Field

from engine import topics
from engine.topics import Job
from handlers.fields import Model, Nothing, OrderId, OrderOnly, Yuan
from kit import money
from kit.db import Tx
from oms.credit import service as credit
from oms.customers import service as customers
from oms.inventory import queries as inventory
from oms.orders import queries, rules
from oms.orders import service as orders

VIP = "VIP"  # the tier whose orders carry rules.VIP_TAG


class TierFound(Model):
    """What the decision customer_tier gave."""

    order_id: OrderId
    tier: str = Field(title="等级", description="Customer tier")
    priority: int = Field(title="优先级", description="0 to 9, larger is sooner")


class Tagged(Model):
    """The order's tags afterwards."""

    tags: list[str] = Field(title="标签", description="Tags of the order")


class Refused(Model):
    """Where the order was refused, and what the person wrote."""

    order_id: OrderId
    step: str = Field(title="环节", description="Where it was refused")
    comment: str | None = Field(None, title="意见", description="What the person wrote")


class Returned(Model):
    """The approver's comment."""

    order_id: OrderId
    comment: str | None = Field(None, title="意见", description="What the approver wrote")


class Resubmitted(Model):
    """What approval rules look at, after the edit."""

    gross: Yuan = Field(title="含税金额", description="Gross amount in yuan")
    discount_percent: float = Field(title="最大折扣 %", description="Largest discount of any line, in percent")
    submitted_by: str = Field(title="提交人", description="Login of who submitted it")


class Cancelled(Model):
    """Why the order is cancelled."""

    order_id: OrderId
    reason: str = Field(title="原因", description="At least five characters")


class CancelResult(Model):
    """Whether goods have to go back to the shelves."""

    picked: bool = Field(title="货已拣出", description="The goods are out of the shelves")


@topics.local("orders.tag_tier", title_zh="标记等级", title_en="Write the tier on the order")
def tag_tier(tx: Tx, job: Job, given: TierFound) -> Tagged:
    tags = [rules.VIP_TAG] if given.tier == VIP else []
    orders.record_tier(tx, given.order_id, tier=given.tier, priority=given.priority, tags=tags)
    order = queries.order(tx, given.order_id)
    customers.record_tier(tx, order.customer_id, tier=given.tier, priority=given.priority)
    return Tagged(tags=order.tags)


@topics.local("orders.await_approval", title_zh="转入审批", title_en="Put the order into approval")
def await_approval(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    orders.await_approval(tx, given.order_id)
    return Nothing()


@topics.local("orders.confirm", title_zh="确认订单", title_en="Confirm the order")
def confirm(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    orders.confirm(tx, given.order_id)
    return Nothing()


@topics.local("orders.reject", title_zh="驳回订单", title_en="Reject the order")
def reject(tx: Tx, job: Job, given: Refused) -> Nothing:
    orders.reject(tx, given.order_id, reason=f"{given.step}：{given.comment or '未写意见'}")
    return Nothing()


@topics.local("orders.return_for_edit", title_zh="退回订单", title_en="Return the order for edit")
def return_for_edit(tx: Tx, job: Job, given: Returned) -> Nothing:
    orders.return_for_edit(tx, given.order_id, reason=f"退回修改：{given.comment or '未写意见'}")
    return Nothing()


@topics.local("orders.resubmit", title_zh="重新提交", title_en="Submit the edited order again")
def resubmit(tx: Tx, job: Job, given: OrderOnly) -> Resubmitted:
    orders.resubmit(tx, given.order_id)
    order = queries.order(tx, given.order_id)
    return Resubmitted(
        gross=money.number(order.gross_fen),
        discount_percent=float(order.discount_percent),
        submitted_by=order.submitted_by,
    )


@topics.local("orders.mark_backordered", title_zh="标记缺货", title_en="Mark the order as backordered")
def mark_backordered(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    orders.mark_backordered(tx, given.order_id)
    return Nothing()


@topics.local("orders.mark_delivered", title_zh="登记签收", title_en="Mark the order as delivered")
def mark_delivered(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    """From here the customer owes the money: the frozen credit becomes receivable."""
    orders.mark_delivered(tx, given.order_id)
    credit.use(tx, given.order_id)
    return Nothing()


@topics.local("orders.close", title_zh="关闭订单", title_en="Close the order")
def close(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    orders.close(tx, given.order_id)
    return Nothing()


@topics.local("orders.cancel", title_zh="取消订单", title_en="Cancel the order")
def cancel(tx: Tx, job: Job, given: Cancelled) -> CancelResult:
    """What risk control allowed the order and it has not used is void; the rest is undone by who did it."""
    orders.cancel(tx, given.order_id, reason=given.reason)
    credit.void_override(tx, given.order_id)
    return CancelResult(picked=inventory.picked(tx, given.order_id))
