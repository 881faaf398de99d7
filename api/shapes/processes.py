"""Process instances, incidents, messages, definitions and handlers."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from api.shapes.values import In, Moment, Out, Reason, Variables
from engine import ad_hoc, definitions, history, incidents, instances, topics
from engine.texts import Texts
from kit.errors import Language

Name = Annotated[str, Field(min_length=1, max_length=120)]
LONGEST_TTL = 90 * 24 * 3600  # seconds


class InstanceRow(Out):
    """An instance in a list. `status`: active, ended, cancelled, suspended."""

    id: str
    process_id: str
    version: int
    status: str
    business_key: str
    incidents: int
    started_at: Moment
    updated_at: Moment
    ended_at: Moment | None


class InstanceRows(Out):
    """A page, newest first."""

    items: list[InstanceRow]
    next_cursor: str | None


class InstanceIn(In):
    """A process to start. `business_key` is what messages and lists know it by; `start_event` chooses one of several
    start events, else it begins at the plain one."""

    process_id: Name
    business_key: Annotated[str, Field(min_length=1, max_length=120)]
    variables: Variables = Field(default_factory=dict)
    start_event: Name | None = None


class Started(Out):
    """A new instance; `ended`: it had nothing to wait for."""

    id: str
    process_id: str
    business_key: str
    ended: bool


class Token(Out):
    """Where the instance stands. `kind`: user, job, timer, message, incident, signal, ad_hoc, condition."""

    element_id: str
    process_id: str
    name: str
    kind: str
    since: Moment
    due_at: Moment | None


class Step(Out):
    """An element that was passed."""

    element_id: str
    process_id: str
    times: int
    first_at: Moment
    last_at: Moment


class Called(Out):
    """A call activity: `element_id` of `caller_id` calls `process_id`."""

    process_id: str
    element_id: str
    caller_id: str


class Instance(InstanceRow):
    """An instance with its variables, tokens and way so far."""

    variables: Variables
    tokens: list[Token]
    path: list[Step]
    called: list[Called]


class Activity(Out):
    """An element of an open ad-hoc sub-process that can be started. `task_id` tells several open ones apart."""

    task_id: UUID
    sub_process_id: str
    process_id: str
    element_id: str
    name: str


class Activities(Out):
    """Those of the oldest open sub-process first."""

    items: list[Activity]


class ActivityIn(In):
    """Start this element; of the oldest open sub-process that holds it when `task_id` names none."""

    element_id: Name
    task_id: UUID | None = None
    reason: Reason


class Incident(Out):
    """Something stopped and needs a person. `message` says why the last of `attempts` failed and what to do, in the
    reader's language; `detail` is technical and in none; `code` is stable."""

    id: UUID
    instance_id: str
    order_id: str | None
    element_id: str
    element_name: str
    process_id: str
    process_name: str
    topic: str | None
    code: str
    message: str
    detail: str
    attempts: int
    created_at: Moment


class Incidents(Out):
    """A page, oldest first."""

    items: list[Incident]
    next_cursor: str | None


class DrawnTexts(Out):
    """What is drawn, and how the reader's language says it; what is missing is shown as drawn."""

    texts: dict[str, str]


class RetryIn(In):
    """Run it again, with these variables corrected first."""

    reason: Reason
    variables: Variables = Field(default_factory=dict)


class SkipIn(In):
    """Count the activity as done, with this result."""

    reason: Reason
    variables: Variables = Field(default_factory=dict)


class MessageIn(In):
    """A message to whoever waits for this name and key, else to the processes that start with it; kept for
    `ttl_seconds` when there is neither yet. Without a key it only starts processes."""

    name: Name
    correlation_key: Annotated[str, Field(max_length=200)] = ""
    variables: Variables = Field(default_factory=dict)
    dedupe_key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    ttl_seconds: Annotated[int, Field(ge=0, le=LONGEST_TTL)] | None = None


class Message(Out):
    """`delivered`: taken at once. `duplicate`: the dedupe key was seen before, nothing happened."""

    id: str
    delivered: bool
    duplicate: bool


class SignalIn(In):
    """A signal to everybody who waits for this name now, and to the processes that start with it."""

    name: Name
    variables: Variables = Field(default_factory=dict)
    dedupe_key: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class Signal(Out):
    """`receivers`: how many get it, within seconds. `duplicate`: the dedupe key was seen before, nothing happened."""

    id: UUID
    receivers: int
    duplicate: bool


class Definition(Out):
    """A process in its newest version; `running` counts instances of all versions."""

    process_id: str
    name: str
    version: int
    version_tag: str | None
    deployed_at: Moment
    deployed_by: str
    note: str
    running: int


class Definitions(Out):
    """By process id."""

    items: list[Definition]
    next_cursor: str | None


class DeployedFile(Out):
    """One definition after a deployment; `fresh` when its content changed."""

    kind: str
    key: str
    name: str
    version: int
    fresh: bool


class Finding(Out):
    """A warning about a deployed file."""

    at: str
    code: str
    message: str


class Deployment(Out):
    """What a deployment did."""

    id: str
    definitions: list[DeployedFile]
    findings: list[Finding]


class Decision(Out):
    """A deployed decision: what it needs and gives."""

    id: str
    name: str
    filename: str
    inputs: list[str]
    outputs: list[str]


class Decisions(Out):
    """By file and order in it."""

    items: list[Decision]
    next_cursor: str | None


class Handler(Out):
    """A topic that service tasks may name, with JSON Schemas of what it takes and gives."""

    topic: str
    kind: str
    title_zh: str
    title_en: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]


class Handlers(Out):
    """By topic."""

    items: list[Handler]
    next_cursor: str | None


def row(view: instances.InstanceView) -> dict[str, Any]:
    """The fields of InstanceRow."""
    fields = {name: getattr(view, name) for name in InstanceRow.model_fields}
    return fields | {"id": str(view.id)}


def instance(
    view: instances.InstanceView,
    variables: dict[str, Any],
    tokens: list[history.Token],
    visited: list[history.Visited],
    calls: list[tuple[str, str, str]],
    texts: Texts,
) -> Instance:
    return Instance(
        **row(view),
        variables=variables,
        tokens=[Token(**{**vars(token), "name": texts.translate(token.name)}) for token in tokens],
        path=[Step(**vars(step)) for step in visited],
        called=[Called(caller_id=caller, element_id=element, process_id=target) for caller, element, target in calls],
    )


def activity(choice: ad_hoc.Choice, texts: Texts) -> Activity:
    return Activity(**{**vars(choice), "name": texts.translate(choice.name)})


def incident(found: incidents.Incident, spoken: Language, texts: Texts) -> Incident:
    """The sentence was written with the name as drawn."""
    name = texts.translate(found.element_name)
    return Incident(
        id=found.id,
        instance_id=str(found.instance_id),
        order_id=found.business_key if found.business_key.isdigit() else None,
        element_id=found.element_id,
        element_name=name,
        process_id=found.process_id,
        process_name=texts.translate(found.process_name),
        topic=found.topic,
        code=found.text.code,
        message=found.text.message(spoken).replace(f"“{found.element_name}”", f"“{name}”"),
        detail=found.text.detail,
        attempts=found.attempts,
        created_at=found.created_at,
    )


def definition(view: definitions.DefinitionView, texts: Texts) -> Definition:
    return Definition(**{**vars(view), "name": texts.translate(view.name)})


def handler(found: topics.Handler[Any, Any]) -> Handler:
    return Handler(
        topic=found.topic,
        kind=found.kind,
        title_zh=found.title_zh,
        title_en=found.title_en,
        input_schema=found.input.model_json_schema(),
        output_schema=found.output.model_json_schema(mode="serialization"),
    )
