"""What whoever completes a user task may choose: the task's property `outcomes`."""

from __future__ import annotations

from collections.abc import Mapping

USUAL = "complete"  # where there is nothing to decide
WORDS = {
    "approve": ("通过", "approved"),
    "reject": ("驳回", "rejected"),
    "return": ("退回修改", "returned"),
    USUAL: ("完成", "done"),
}  # (zh, en); another outcome is called as the diagram calls it


def of(properties: Mapping[str, str]) -> list[str]:
    """In the order of the drawing, the usual one first; never empty."""
    listed = [name.strip() for name in properties.get("outcomes", "").split(",")]
    return [name for name in listed if name] or [USUAL]
