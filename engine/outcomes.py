"""What whoever completes a user task may choose: the task's property `outcomes`."""

from __future__ import annotations

from collections.abc import Mapping

USUAL = "complete"  # where there is nothing to decide


def of(properties: Mapping[str, str]) -> list[str]:
    """In the order of the drawing, the usual one first; never empty."""
    listed = [name.strip() for name in properties.get("outcomes", "").split(",")]
    return [name for name in listed if name] or [USUAL]
