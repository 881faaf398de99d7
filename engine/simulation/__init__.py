"""Dry run of a draft: the real kernel, FEEL and decisions on given data; no handler runs and nothing is written.

    bundle = simulation.draft(reader, {"order.bpmn": xml}, "order_to_cash")   # drafts over what is deployed
    run = simulation.play(bundle, simulation.Scenario(variables={"gross": 60000}), now=now, zone=zone)
    run.steps, run.waits, run.ended, run.variables, run.stopped

While something waits, the run goes on with the first of these that fits: the next answer for an open user task, the
next message for an open receiver, the next signal, and then, as often as `timers` says, the next due time. Messages and
signals that the process throws reach its own receivers. A service task gets the answer given for its element, else for
its topic, else a stub made from the handler's output model (see stubs). Each answer, message and signal is used once.
"""

from __future__ import annotations

from engine.kernel import Wait
from engine.simulation.draft import draft
from engine.simulation.play import Played, outcomes, play
from engine.simulation.record import Asked, Null, Seen
from engine.simulation.scenario import MAX_STEPS, Answer, HandlerAnswer, Happening, Scenario

__all__ = [
    "MAX_STEPS",
    "Answer",
    "Asked",
    "HandlerAnswer",
    "Happening",
    "Null",
    "Played",
    "Scenario",
    "Seen",
    "Wait",
    "draft",
    "outcomes",
    "play",
]
