"""What happened to an order: its own audit trail and its process's journal, as sentences, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.shapes.orders import Timeline, TimelineItem
from engine import history, outcomes, runtime, topics
from kit.db import Reader
from kit.errors import Language
from oms.audit import queries as trail
from oms.orders.queries import OrderRecord

LONGEST = 500  # entries shown of an order's own trail

# Action → (zh, en). {…} come from the entry; an action that is missing here shows its name.
SENTENCES: dict[str, tuple[str, str]] = {
    "order.submitted": ("提交订单", "Order submitted"),
    "order.tier_decided": ("客户等级判定：{tier}", "Customer tier decided: {tier}"),
    "order.approval_awaited": ("进入审批", "Approval requested"),
    "order.credit_awaited": ("超出额度，等待授信决定", "Over the credit limit, a decision is awaited"),
    "order.confirmed": ("订单确认", "Order confirmed"),
    "order.rejected": ("订单驳回", "Order rejected"),
    "order.returned": ("退回修改", "Returned for edit"),
    "order.resubmitted": ("重新提交", "Submitted again"),
    "order.lines_edited": ("修改明细", "Lines edited"),
    "order.address_changed": ("修改收货地址", "Address changed"),
    "order.reserved": ("库存已预占", "Stock reserved"),
    "order.unreserved": ("库存预占已释放", "Reservation released"),
    "order.backordered": ("库存不足，等待到货", "Waiting for stock"),
    "order.picking": ("开始拣货", "Picking started"),
    "order.shipped": ("已发运", "Shipped"),
    "order.delivered": ("已签收", "Delivered"),
    "pick.confirmed": ("拣货已确认", "Picking confirmed"),
    "shipment.booked": ("运单已下：{carrier} {waybill}", "Parcel booked: {carrier} {waybill}"),
    "shipment.moved": ("物流：{status}", "Parcel: {status}"),
    "shipment.cancelled": ("运单已撤回", "Parcel taken back"),
    "order.closed": ("订单完成", "Order closed"),
    "order.cancelled": ("订单取消", "Order cancelled"),
    "instance.started": ("流程启动", "Process started"),
    "instance.cancelled": ("流程终止", "Process cancelled"),
    "instance.suspended": ("流程暂停", "Process suspended"),
    "instance.resumed": ("流程恢复", "Process resumed"),
    "instance.corrected": ("修改流程变量", "Variables corrected"),
    "task.completed": ("{name}：{outcome}", "{name}: {outcome}"),
    "job.completed": ("自动任务完成：{topic}", "Job done: {topic}"),
    "job.error": ("自动任务返回业务异常：{topic}（{code}）", "Job gave a business error: {topic} ({code})"),
    "job.exhausted": ("自动任务多次失败：{topic}", "Job failed too often: {topic}"),
    "timer.fired": ("定时器触发", "Timer fired"),
    "signal.received": ("收到信号：{signal}", "Signal received: {signal}"),
    "activity.started": ("手动启动：{name}", "Started by hand: {name}"),
    "task.assigning": ("任务换人：{name}", "Task changes hands: {name}"),
    "message.received": ("收到消息：{message}", "Message received: {message}"),
    "incident.retried": ("异常已重新执行", "Incident run again"),
    "incident.skipped": ("异常已跳过", "Incident skipped"),
}
# Facts that are codes → (zh, en), by the name of the fact; what is missing here shows its code.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "outcome": outcomes.WORDS,
    "tier": {"ordinary": ("普通", "ordinary")},
    "carrier": {"sandbox": ("模拟承运商", "Sandbox carrier")},
    "status": {
        "created": ("已下单", "booked"),
        "handed_over": ("已揽收", "handed over"),
        "in_transit": ("运输中", "on its way"),
        "out_for_delivery": ("派送中", "out for delivery"),
        "exception": ("异常", "in trouble"),
        "delivered": ("已签收", "delivered"),
        "returned": ("已退回", "returned"),
        "cancelled": ("已取消", "cancelled"),
    },
    "message": {
        "order.cancel.requested": ("取消请求", "cancel request"),
        "shipment.delivered": ("包裹已签收", "parcel delivered"),
        "stock.arrived": ("到货", "stock arrived"),
    },
}


def page(reader: Reader, order: OrderRecord, spoken: Language) -> Timeline:
    """Newest first; what the order and its process did in the same moment stands process first."""
    items = [*_of_process(reader, order, spoken), *_of_order(reader, order, spoken)]
    items.sort(key=lambda item: item.at, reverse=True)
    return Timeline(items=items)


def sentence(action: str, facts: dict[str, Any], spoken: Language) -> str:
    """The action in the reader's language."""
    side = 0 if spoken == "zh" else 1
    told = {name: known[code][side] for name, known in WORDS.items() if (code := str(facts.get(name))) in known}
    if handler := topics.find(str(facts.get("topic"))):
        told["topic"] = handler.title_zh if spoken == "zh" else handler.title_en
    return SENTENCES.get(action, (action, action))[side].format_map(_Facts(facts | told))


def _of_order(reader: Reader, order: OrderRecord, spoken: Language) -> Iterator[TimelineItem]:
    for event in trail.stream(reader, order.id, limit=LONGEST).items:
        yield TimelineItem(
            at=event.at,
            actor=event.actor,
            action=event.action,
            text=sentence(event.action, dict(event.after or {}), spoken),
            reason=event.reason,
            element_id=None,
            before=event.before,
            after=event.after,
        )


def _of_process(reader: Reader, order: OrderRecord, spoken: Language) -> Iterator[TimelineItem]:
    if order.process_instance_id is None:
        return
    titles, texts = history.titles(reader, order.process_instance_id), runtime.texts(reader, spoken)
    for entry in reversed(history.entries(reader, order.process_instance_id)):
        element = entry.detail.get("element")
        name = texts.maybe(titles.get(str(element))) or element
        yield TimelineItem(
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            text=sentence(entry.action, entry.detail | {"name": name}, spoken),
            reason=entry.reason,
            element_id=element,
            before=None,
            after=entry.detail.get("values") or None,
        )


class _Facts(dict[str, Any]):
    """Missing facts stay empty: a sentence must never fail."""

    def __missing__(self, key: str) -> str:
        return ""
