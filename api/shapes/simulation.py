"""Dry runs: what a draft would do with given data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from api.shapes.authoring import Drafts, Id
from api.shapes.findings import LintFinding
from api.shapes.values import In, Moment, Out, Variables
from engine import dialect, simulation
from kit.errors import Language

Text = Annotated[str, Field(max_length=2000)]
YEARS = range(1900, 9000)  # the clock of a run may go on from here, and zones shift it


def _usual(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"the year must lie between {YEARS[0]} and {YEARS[-1]}")
    return moment


Start = Annotated[AwareDatetime, AfterValidator(_usual)]


class BusinessError(In):
    """Caught by an error event with this code."""

    code: Id
    message: Text = ""
    variables: Variables = Field(default_factory=dict)


class HandlerAnswerIn(In):
    """How a service task ends: with `result` (fields that it leaves out are stubbed), with a business `error`, or, with
    `fails`, in an incident of that message."""

    result: Variables = Field(default_factory=dict)
    error: BusinessError | None = None
    fails: Text | None = None


class AnswerIn(In):
    """A person completes a user task. Without `outcome`: the first that the task offers."""

    element_id: Id
    outcome: Id | None = None
    comment: Text | None = None
    actor: Annotated[str, Field(max_length=120)] = ""
    variables: Variables = Field(default_factory=dict)


class HappeningIn(In):
    """A message or signal from outside. Without `correlation_key` a message fits every receiver of its name."""

    name: Id
    correlation_key: Annotated[str, Field(max_length=200)] | None = None
    variables: Variables = Field(default_factory=dict)


class SimulationIn(In):
    """What to run. `files`: drafts, text by file name, meant before what is deployed; none: what is deployed is run.

    `handlers` by element id or topic: an answer; `stub` (which is also what happens without one): a result made from
    the handler's output model; `wait` (by topic): the task does not end. While something waits, the first of these
    that fits is used, each once: `answers`, `messages`, `signals` in their order, then `timers` times the next due
    time.
    """

    process_id: Id
    files: Drafts = Field(default_factory=dict)
    start_event: Id | None = None
    variables: Variables = Field(default_factory=dict)
    handlers: dict[Id, HandlerAnswerIn | Literal["stub", "wait"]] = Field(default_factory=dict, max_length=200)
    answers: list[AnswerIn] = Field(default_factory=list, max_length=200)
    messages: list[HappeningIn] = Field(default_factory=list, max_length=200)
    signals: list[HappeningIn] = Field(default_factory=list, max_length=200)
    timers: Annotated[int, Field(ge=0, le=100)] = 0
    now: Start | None = None
    max_steps: Annotated[int, Field(ge=1, le=2000)] = simulation.MAX_STEPS


class NullSeen(Out):
    """An expression that gave null, and why."""

    expression: str
    zh: str
    en: str


class HandlerCall(Out):
    """What a handler would have been given, and what it was taken to give, for a service task or a listener. `how`:
    given, stub, error, failed."""

    element_id: str
    topic: str
    how: str
    inputs: Variables
    result: Variables


class SimulatedStep(Out):
    """One thing that happened. `event`: waiting (entered, and `kind` says for what), completed (left), killed, decided
    (`evidence` names the rows that hit) or incident (`evidence` holds `code`, `message` and `detail`). `changed`:
    variables of its process that are new or different. `nulls` and `handlers`: what was evaluated and asked since the
    step before."""

    element_id: str
    element_name: str
    element_type: str
    process_id: str
    event: str
    kind: str
    at: Moment
    changed: Variables
    evidence: Variables
    nulls: list[NullSeen]
    handlers: list[HandlerCall]


class OpenWait(Out):
    """What it waits for at the end. `kind`: user, job, timer, message, signal, condition, ad_hoc, incident."""

    element_id: str
    element_name: str
    process_id: str
    kind: str
    name: str
    correlation_key: str
    due_at: Moment | None
    groups: list[str]
    outcomes: list[str]
    choices: list[str]
    message: str
    locals: Variables


class ThrownOut(Out):
    """A message or signal that would have left the process."""

    kind: str
    name: str
    correlation_key: str
    variables: Variables


class Simulation(Out):
    """`stopped`: empty, or the bound that ended the run (steps, time). `unused`: places of what never fitted, such as
    `answers[1]`. `findings` are those of the drafts."""

    process_id: str
    ended: bool
    stopped: str
    now: Moment
    steps: list[SimulatedStep]
    waits: list[OpenWait]
    thrown: list[ThrownOut]
    variables: Variables
    unused: list[str]
    findings: list[LintFinding]


def scenario(wanted: SimulationIn) -> simulation.Scenario:
    return simulation.Scenario(
        variables=wanted.variables,
        start_event=wanted.start_event,
        handlers={name: _answer(given) for name, given in wanted.handlers.items() if given != "stub"},
        answers=[simulation.Answer(**dict(answer)) for answer in wanted.answers],
        messages=[_happening(one) for one in wanted.messages],
        signals=[_happening(one) for one in wanted.signals],
        timers=wanted.timers,
        max_steps=wanted.max_steps,
    )


def _answer(given: HandlerAnswerIn | str) -> simulation.HandlerAnswer:
    if isinstance(given, str):
        return simulation.HandlerAnswer(waits=True)
    if given.error is not None:
        error = given.error
        return simulation.HandlerAnswer(code=error.code, message=error.message, variables=error.variables)
    return simulation.HandlerAnswer(result=given.result, fails=given.fails is not None, message=given.fails or "")


def _happening(one: HappeningIn) -> simulation.Happening:
    return simulation.Happening(one.name, one.correlation_key, one.variables)


def simulated(
    process_id: str,
    run: simulation.Played,
    drawn: Mapping[tuple[str, str], dialect.Element],
    findings: list[LintFinding],
    spoken: Language,
) -> Simulation:
    """`drawn`: elements by process and id."""
    return Simulation(
        process_id=process_id,
        ended=run.ended,
        stopped=run.stopped,
        now=run.now,
        steps=[_step(seen, drawn.get((seen.process_id, seen.element_id)), spoken) for seen in run.steps],
        waits=[_wait(wait, spoken) for wait in run.waits],
        thrown=[
            ThrownOut(kind=it.kind, name=it.name, correlation_key=it.key, variables=dict(it.payload))
            for it in run.thrown
        ],
        variables=dict(run.variables),
        unused=list(run.unused),
        findings=findings,
    )


def _step(seen: simulation.Seen, element: dialect.Element | None, spoken: Language) -> SimulatedStep:
    return SimulatedStep(
        element_id=seen.element_id,
        element_name=element.name if element else "",
        element_type=element.type if element else "",
        process_id=seen.process_id,
        event=seen.event,
        kind=seen.kind,
        at=seen.at,
        changed=dict(seen.changed),
        evidence=_evidence(seen, spoken),
        nulls=[NullSeen(expression=it.expression, zh=it.zh, en=it.en) for it in seen.nulls],
        handlers=[HandlerCall(**vars(asked)) for asked in seen.asked],
    )


def _evidence(seen: simulation.Seen, spoken: Language) -> dict[str, Any]:
    """That of an incident in the reader's language."""
    known = dict(seen.evidence)
    if seen.event == "incident":
        texts = {language: known.pop(language) for language in ("zh", "en")}
        known["message"] = texts[spoken]
    return known


def _wait(wait: simulation.Wait, spoken: Language) -> OpenWait:
    return OpenWait(
        element_id=wait.element_id,
        element_name=wait.element_name,
        process_id=wait.process_id,
        kind=wait.kind.value,
        name=wait.name,
        correlation_key=wait.key,
        due_at=wait.due,
        groups=list(wait.groups),
        outcomes=simulation.outcomes(wait),
        choices=list(wait.choices),
        message="" if wait.text is None else wait.text.whole(spoken),
        locals=dict(wait.locals),
    )
