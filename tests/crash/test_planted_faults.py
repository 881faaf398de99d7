"""The harness proves itself: a product that had one of these faults would be found out, point and all."""

from __future__ import annotations

import pytest

from tests.crash.runner_process import RunnerProcess
from tests.crash.test_every_commit import MOMENTS, found_wrong


@pytest.mark.parametrize(
    ("fault", "scenario", "sign"),
    [
        ("acknowledge_before_commit", "vip", "P1 submit vip was acknowledged and is lost"),
        ("carrier_called_with_a_fresh_key", "ship", "parcels: too many"),
        ("messages_without_dedupe_key", "message", "messages: too many"),
        ("process_started_in_a_second_commit", "vip", "I4 an order has one main instance"),
        ("import_marked_in_a_second_commit", "import_file", "import_items: missing"),
    ],
)
def test_a_planted_fault_is_found(sqlite_runner: RunnerProcess, fault: str, scenario: str, sign: str) -> None:
    assert any(sign in line for line in _findings(sqlite_runner, scenario, fault))


def test_a_job_that_is_dispatched_after_the_commit_is_found(postgresql_runner: RunnerProcess) -> None:
    findings = _findings(postgresql_runner, "ship", "jobs_dispatched_after_the_commit")

    assert any("I8 nobody will run the job" in line for line in findings)


def _findings(runner: RunnerProcess, scenario: str, fault: str) -> list[str]:
    """Of every point, with the product at fault; measured against the sound one."""
    undisturbed = runner.ask(scenario)
    points = [(n, moment) for n in range(1, undisturbed["commits"] + 1) for moment in MOMENTS]
    return [
        line
        for n, moment in points
        for line in found_wrong(undisturbed, runner.ask(scenario, n=n, moment=moment, fault=fault))
    ]
