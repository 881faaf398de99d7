"""Listeners of elements and of the tasks of persons."""

from __future__ import annotations

from typing import Any


def test_execution_listeners(play: Any) -> None:
    play.deploy("execution_listeners").start("execution_listeners", heavy=False)
    assert play.heard.words == ["pick start", "pick", "pick end", "split start"]
    assert play.waits == ["pack"]

    play.do("pack")
    assert play.heard.words[4:] == ["asked"] and play.waits == ["pack"]
    play.do("pack")

    assert play.heard.words[5:] == ["pack end"]
    assert play.status == "ended" and play.trace.count("pack") == 1


def test_task_listeners(play: Any) -> None:
    play.deploy("task_listeners").start("task_listeners")
    play.do("approve")
    assert play.heard.words == ["asked"]

    play.claim("approve")
    assert play.heard.words == ["asked", "approve assigning"]
    play.do("approve", ok=True)

    assert play.heard.words[2:] == ["approve completing"]
    assert play.status == "ended" and play.variables["ok"]
