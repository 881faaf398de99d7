"""Lanes: which role's lane an element is drawn in; nested lanes win."""

from __future__ import annotations

from typing import Any

from engine.dialect.xml import BPMN


def lanes_of(process: Any) -> dict[str, str]:
    """Lane name by element id, elements of sub-processes included through their parents' lane by the caller."""
    found: dict[str, str] = {}
    for lane_set in process.findall(f"{BPMN}laneSet"):
        for lane in lane_set.iter(f"{BPMN}lane"):  # outer before inner
            for reference in lane.findall(f"{BPMN}flowNodeRef"):
                if reference.text:
                    found[reference.text.strip()] = lane.get("name") or lane.get("id") or ""
    return found
