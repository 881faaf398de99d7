"""A process that a signal starts, and that throws this very signal every time before it waits for anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from engine.errors import Finding, Severity
from engine.validation import endings
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing, Level
from engine.validation.endings import Way
from engine.validation.rule import Rule
from engine.validation.rules.loop_endless import waits

RULE = Rule(
    "signal.endless",
    Severity.WARNING,
    "信号“{signal}”启动这个流程，流程每次又在这里发出同一个信号，会不停地启动自己",
    'The signal "{signal}" starts this process, which throws it here again every time: it would start itself for ever',
    "换一个信号名，或在发出前加一个能不发出就结束的排他网关",
    "Use another signal, or put an exclusive gateway before it with a way to the end that does not throw it",
)
MOST_STARTS = 20  # of one process; for each the whole process is walked


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    thrown = _by_name(drawing)
    if not thrown:
        return
    for levels in endings.levels_by_process(drawing):
        looked_at = 0
        for start in levels[0].of_kind("startEvent"):
            signal = endings.named(drawing, start, "signal")
            mine = [node for node in thrown.get(signal, ()) if levels[0].node in node.iterancestors()]
            looked_at += bool(mine)
            if mine and looked_at <= MOST_STARTS and _always(levels, start, set(mine), deployment):
                yield from (RULE.at(drawing, node, signal=signal) for node in mine)


def _by_name(drawing: Drawing) -> dict[str, list[Any]]:
    thrown: dict[str, list[Any]] = defaultdict(list)
    for node, name in endings.throws_of(drawing, "signal"):
        thrown[name].append(node)
    return thrown


def _always(levels: Sequence[Level], start: Any, thrown: set[Any], deployment: Deployment) -> bool:
    """It cannot end without the throw, though it could with it."""

    def without(node: Any) -> Way:
        return Way.STOPS if node in thrown else with_it(node)

    def with_it(node: Any) -> Way:
        return Way.ENDS if waits(node, deployment) else Way.PASSES

    return [_can_end(levels, start, judge) for judge in (without, with_it)] == [False, True]


def _can_end(levels: Sequence[Level], start: Any, judge: endings.Judge) -> bool:
    return endings.can_end(levels[0], [start], judge, endings.of_inner_levels(levels, judge))
