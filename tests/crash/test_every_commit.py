"""T1: the process ends before and after every single commit of every scenario, and the story still ends the same.

P1, P2, P3 and P5 of docs/guarantees.md, on both databases.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.crash import fingerprint
from tests.crash.runner_process import RunnerProcess

SCENARIOS = (
    "approve",
    "vip",
    "credit",
    "reserve",
    "ship",
    "import_file",
    "timer",
    "message",
    "retry",
    "cancel",
)
MOMENTS = ("before", "after")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_crash_at_any_commit_leaves_the_same_end(
    runner: RunnerProcess, scenario: str, request: pytest.FixtureRequest, told: Callable[[str], None]
) -> None:
    started = time.monotonic()
    undisturbed = runner.ask(scenario)
    assert undisturbed["failure"] == ""
    assert undisturbed["broken"] == []

    points = [(n, moment) for n in range(1, undisturbed["commits"] + 1) for moment in MOMENTS]
    faults = [
        f"{moment} commit {n}: {line}"
        for n, moment in points
        for line in found_wrong(undisturbed, runner.ask(scenario, n=n, moment=moment))
    ]

    told(
        f"{request.node.callspec.params['runner']:<10} {scenario:<12} {undisturbed['commits']:>4} commits"
        f" {len(points):>4} points {time.monotonic() - started:>6.1f} s {len(faults)} faults"
    )
    assert faults == []


def test_the_ten_scenarios_are_all_there_are(sqlite_runner: RunnerProcess) -> None:
    assert tuple(sqlite_runner.scenarios) == SCENARIOS


def found_wrong(undisturbed: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What the run after a crash did otherwise than the undisturbed one."""
    wrong = [*answer["broken"], *filter(None, [answer["failure"]])]
    if "fingerprint" in answer:
        wrong += fingerprint.differences(undisturbed["fingerprint"], answer["fingerprint"])
    return wrong
