"""Causes of incidents that keep one instance from holding all others up: what an advance may not exceed."""

from __future__ import annotations

from engine.incident_causes import IncidentCause


class TooManyItems(IncidentCause):
    """A multi-instance activity over so many items that all others would wait for it."""

    code = "incident.too_many_items"
    zh = (
        "“{element}”要逐项办理，但集合“{expression}”有 {count} 项，最多 {most} 项。"
        "请更正这个流程变量后重新执行，或在流程图里分批办理"
    )
    en = (
        "“{element}” is done once for each item, but the collection “{expression}” has {count} items and {most} is the "
        "most. Correct the variable and run it again, or draw it in batches"
    )


class ThrownInCircles(IncidentCause):
    """Messages or signals that lead to themselves: each would start or wake the next for ever."""

    code = "incident.thrown_in_circles"
    zh = (
        "“{element}”没有发出“{name}”：已有 {hops} 个消息或信号一个引发一个，中间没有任何等待，可能在循环引发。"
        "请在流程图里加一个不再发出的出口，部署后取消这个流程实例；如果确实要继续，就重新执行"
    )
    en = (
        "“{element}” did not send “{name}”: {hops} messages or signals have caused each other without any wait, and "
        "they may go round in circles. Draw a way out, deploy it and cancel this instance; to go on all the same, run "
        "it again"
    )
