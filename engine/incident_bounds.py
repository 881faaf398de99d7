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
