"""What is known at each element: by the ways that lead to it, its scope, and what each element gives."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

import bpmn
from engine import errors, known_variables, topics
from engine.known_variables import At
from engine.validation import check
from engine.validation.deployment import Deployment

SHIPPED = Path(bpmn.__path__[0])
HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="x">
  <message id="m" name="news"><extensionElements>
    <zeebe:subscription correlationKey="=id"/></extensionElements></message>
  <process id="p" isExecutable="true">
  <startEvent id="s"><extensionElements><zeebe:properties>
    <zeebe:property name="variables" value="id: string, gross: number, lines"/></zeebe:properties></extensionElements>
  </startEvent>"""
TAIL = "</process></definitions>"


def script(id: str, name: str, text: str = "=1") -> str:
    return f"""<scriptTask id="{id}"><extensionElements>
      <zeebe:script expression="{text}" resultVariable="{name}"/></extensionElements></scriptTask>"""


def flows(*pairs: str) -> str:
    listed = (pair.split(">") for pair in pairs)
    return "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in listed)


def deployment(body: str, **others: bytes) -> Deployment:
    sources = {"p.bpmn": (HEAD + body + TAIL).encode(), **others}
    return check.deployment_of(sources, [], groups=None, now=datetime(2026, 3, 2, tzinfo=UTC))


def known(body: str, **others: bytes) -> Mapping[str, At]:
    return known_variables.known_at(deployment(body, **others), "p")


def handler(topic: str, gives: type[BaseModel]) -> topics.Handler[Any, Any]:
    return topics.Handler(topic, "local", topic, topic, BaseModel, gives, lambda tx, job, given: gives())


def names(at: At) -> dict[str, bool]:
    """Name → optional."""
    return {it.name: it.optional for it in at.variables}


def schema(at: At, name: str) -> Mapping[str, Any]:
    return next(it.schema for it in at.variables if it.name == name)


START = {"id": False, "gross": False, "lines": False}


def test_start_variables_are_known_with_their_declared_types() -> None:
    found = known(script("t", "x") + '<endEvent id="e"/>' + flows("s>t", "t>e"))

    assert names(found["t"]) == START
    gross = next(it for it in found["t"].variables if it.name == "gross")
    assert (gross.schema, gross.sources) == ({"type": "number"}, ("s",))
    assert names(found["e"]) == {**START, "x": False}


def test_what_one_of_two_ways_writes_is_optional_where_they_meet() -> None:
    body = '<exclusiveGateway id="g"/><exclusiveGateway id="j"/><endEvent id="e"/>'
    ways = flows("s>g", "g>a", "g>b", "a>j", "b>j", "j>e")

    found = known(script("a", "x") + script("b", "y") + body + ways)

    assert names(found["a"]) == START, "the other way is not before it"
    assert names(found["e"]) == {**START, "x": True, "y": True}


def test_what_all_branches_of_a_parallel_join_write_is_known_for_sure() -> None:
    body = '<parallelGateway id="g"/><parallelGateway id="j"/><endEvent id="e"/>'
    ways = flows("s>g", "g>a", "g>b", "a>j", "b>j", "j>e")

    found = known(script("a", "x") + script("b", "y") + body + ways)

    assert names(found["e"]) == {**START, "x": False, "y": False}


def test_a_loop_brings_its_results_back_to_its_beginning() -> None:
    ways = flows("s>j", "j>t", "t>g", "g>j", "g>e")

    found = known(script("t", "x") + '<exclusiveGateway id="j"/><exclusiveGateway id="g"/><endEvent id="e"/>' + ways)

    assert names(found["j"])["x"] is True and names(found["e"])["x"] is False


def test_mapped_inputs_are_local_and_only_mapped_outputs_leave() -> None:
    task = """<userTask id="u"><extensionElements><zeebe:userTask/><zeebe:ioMapping>
      <zeebe:input source="=gross" target="amount"/><zeebe:output source="=outcome" target="order.state"/>
      </zeebe:ioMapping></extensionElements></userTask><endEvent id="e"/>"""

    found = known(task + flows("s>u", "u>e"))

    amount = next(it for it in found["u"].variables if it.name == "amount")
    assert (amount.local, amount.schema) == (True, {"type": "number"})
    assert names(found["e"]) == {**START, "order": False}
    order = next(it for it in found["e"].variables if it.name == "order")
    assert order.schema["properties"]["state"] == {"type": "string", "enum": ["complete"]}
    assert found["u"].reads == ("gross",)


def test_each_instance_of_a_loop_knows_its_item_and_the_list_of_results_leaves() -> None:
    many = """<subProcess id="each"><multiInstanceLoopCharacteristics><extensionElements>
      <zeebe:loopCharacteristics inputCollection="=lines" inputElement="line" outputCollection="done"
        outputElement="=x + 1"/></extensionElements></multiInstanceLoopCharacteristics>
      <startEvent id="is"/><endEvent id="ie"/>"""
    inside = script("it", "x", "=loopCounter") + flows("is>it", "it>ie") + "</subProcess>"

    found = known(many + inside + '<endEvent id="e"/>' + flows("s>each", "each>e"))

    assert {"line", "loopCounter"} <= names(found["it"]).keys()
    assert names(found["e"]) == {**START, "done": False}
    assert schema(found["e"], "done") == {"type": "array", "items": {"type": "number"}}


def test_a_boundary_knows_what_was_before_and_perhaps_what_was_inside() -> None:
    sub = '<subProcess id="sub"><startEvent id="is"/>' + script("it", "x") + flows("is>it") + "</subProcess>"
    bound = """<boundaryEvent id="b" attachedToRef="sub"><timerEventDefinition>
      <timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition></boundaryEvent>
      <endEvent id="late"/><endEvent id="e"/>"""

    found = known(sub + bound + flows("s>sub", "sub>e", "b>late"))

    assert names(found["late"]) == {**START, "x": True}
    assert names(found["e"]) == {**START, "x": False}


def aside(interrupting: str) -> str:
    begun = f"""<subProcess id="ev" triggeredByEvent="true"><startEvent id="es" isInterrupting="{interrupting}">
      <messageEventDefinition messageRef="m"/></startEvent>"""
    return begun + script("et", "y") + flows("es>et") + "</subProcess>"


def test_an_event_sub_process_knows_all_of_its_scope() -> None:
    found = known(aside("false") + script("t", "x") + '<endEvent id="e"/>' + flows("s>t", "t>e"))

    assert names(found["et"]) == {**START, "x": True, "y": True}, "it may have run before"
    assert found["et"].open, "a message may bring anything"
    assert names(found["e"]) == {**START, "x": False, "y": True}
    assert not found["e"].open, "what a message brings stays inside"


def test_nothing_comes_after_an_event_that_interrupts() -> None:
    found = known(aside("true") + script("t", "x") + '<endEvent id="e"/>' + flows("s>t", "t>e"))

    assert names(found["et"]) == {**START, "x": True}
    assert names(found["e"]) == {**START, "x": False}


def test_a_called_process_gives_all_that_it_knows_unless_told_otherwise() -> None:
    call = """<callActivity id="c"><extensionElements>
      <zeebe:calledElement processId="q"/></extensionElements></callActivity>"""
    other = HEAD.replace('id="p"', 'id="q"') + script("t", "x") + flows("s>t") + TAIL
    quiet = call.replace('processId="q"', 'processId="q" propagateAllChildVariables="false"')
    rest = '<endEvent id="e"/>' + flows("s>c", "c>e")

    assert names(known(call + rest, **{"q.bpmn": other.encode()})["e"]) == {**START, "x": False}
    assert names(known(quiet + rest, **{"q.bpmn": other.encode()})["e"]) == START
    assert known(call + rest)["e"].open, "who is called is not known"


def test_a_process_that_is_not_there_is_told() -> None:
    with pytest.raises(errors.UnknownProcess):
        known_variables.known_at(deployment(""), "nothing")


def test_everything_that_the_shipped_processes_read_is_known_there() -> None:
    sources = {it.name: it.read_bytes() for it in SHIPPED.rglob("*") if it.suffix in (".bpmn", ".dmn", ".json")}
    whole = check.deployment_of(sources, [], groups=None, now=datetime(2026, 3, 2, tzinfo=UTC))

    for process_id in whole.processes:
        for at in known_variables.known_at(whole, process_id).values():
            assert at.open or set(at.reads) <= names(at).keys(), (process_id, at.element_id)


def test_a_link_leads_on_from_where_it_is_thrown() -> None:
    throw = '<intermediateThrowEvent id="to"><linkEventDefinition name="L"/></intermediateThrowEvent>'
    catch = '<intermediateCatchEvent id="from"><linkEventDefinition name="L"/></intermediateCatchEvent>'

    found = known(script("t", "x") + throw + catch + '<endEvent id="e"/>' + flows("s>t", "t>to", "from>e"))

    assert names(found["e"]) == {**START, "x": False}


def test_listeners_give_what_their_event_says() -> None:
    class Fields(BaseModel):
        early: int = 1

    class Later(BaseModel):
        late: str = ""

    heard = """<userTask id="u"><extensionElements><zeebe:userTask/><zeebe:executionListeners>
      <zeebe:executionListener eventType="start" type="a"/><zeebe:executionListener eventType="end" type="b"/>
      </zeebe:executionListeners></extensionElements></userTask><endEvent id="e"/>"""
    handlers = {"a": handler("a", Fields), "b": handler("b", Later)}
    whole = replace(deployment(heard + flows("s>u", "u>e")), handlers=handlers)

    found = known_variables.known_at(whole, "p")

    assert names(found["u"]) == {**START, "early": False}
    person = {"outcome": False, "comment": False, "actor": False}
    assert names(found["e"]) == {**START, **person, "late": False}, "what a start listener gives stays at its element"


def test_where_an_error_leaves_a_scope_nothing_goes_on() -> None:
    inside = """<subProcess id="sub"><startEvent id="is"/><exclusiveGateway id="g"/><endEvent id="ok"/>
      <endEvent id="bad"><errorEventDefinition/></endEvent>"""
    ways = flows("is>g", "g>it", "it>ok", "g>bad") + "</subProcess>"

    found = known(inside + script("it", "x") + ways + '<endEvent id="e"/>' + flows("s>sub", "sub>e"))

    assert names(found["e"]) == {**START, "x": False}


def nested(depth: int) -> str:
    body = script("t", "x")
    for level in range(depth):
        target = f"s{level - 1}" if level else "t"
        body = f'<subProcess id="s{level}"><startEvent id="a{level}"/>{body}{flows(f"a{level}>{target}")}</subProcess>'
    return body + flows(f"s>s{depth - 1}")


def calls_between(count: int) -> str:
    """Processes that all call each other."""
    call = '<callActivity id="c{}_{}"><extensionElements><zeebe:calledElement processId="p{}"/></extensionElements>'
    return "".join(
        f'</process><process id="p{i}" isExecutable="true">'
        + "".join(call.format(i, j, j) + "</callActivity>" for j in range(count) if j != i)
        for i in range(count)
    )


def back_and_forth(count: int) -> str:
    tasks = "".join(script(f"t{i}", f"x{i}") for i in range(count))
    return tasks + flows("s>t0", *(f"t{i}>t{i + 1}" for i in range(count - 1)), *(f"t{i}>t0" for i in range(1, count)))


@pytest.mark.parametrize(
    ("body", "process_id"),
    [(nested(28), "p"), (nested(100), "p"), (calls_between(30), "p3"), (back_and_forth(150), "p")],
    ids=["nested", "too deep", "calls", "loops"],
)
def test_diagrams_that_are_made_to_keep_busy_get_an_answer(body: str, process_id: str) -> None:
    whole = deployment(body)
    begun = time.process_time()

    found = known_variables.known_at(whole, process_id)

    assert found and time.process_time() - begun < 10


def test_what_is_too_large_to_tell_is_open() -> None:
    chain = [f"t{i}" for i in range(600)]
    ways = flows("s>t0", *(f"{a}>{b}" for a, b in pairwise(chain)))

    found = known("".join(script(id, f"x_{id}") for id in chain) + ways)

    assert sum(len(at.variables) for at in found.values()) <= 50_000
    assert not found["t5"].open and found["t599"].open


def test_large_types_are_not_told_again_and_again() -> None:
    form = {
        "type": "object",
        "properties": {"choice": {"type": "string", "enum": [f"option {i}" for i in range(90_000)]}},
    }
    ask = """<userTask id="u"><extensionElements><zeebe:userTask/><zeebe:formDefinition formId="f"/>
      </extensionElements></userTask>"""
    chain = [f"t{i}" for i in range(50)]
    ways = flows("s>u", "u>t0", *(f"{a}>{b}" for a, b in pairwise(chain)))

    found = known(ask + "".join(script(id, "x") for id in chain) + ways, **{"f.schema.json": orjson.dumps(form)})

    assert "choice" in names(found["t0"])
    assert found["t49"].open and not found["t49"].variables


def test_a_boundary_perhaps_knows_what_an_escalation_inside_carries() -> None:
    sub = """<subProcess id="sub"><startEvent id="is"/><endEvent id="ie"><extensionElements><zeebe:ioMapping>
      <zeebe:input source="=gross" target="wanted"/></zeebe:ioMapping></extensionElements><escalationEventDefinition/>
      </endEvent>"""
    bound = """<boundaryEvent id="b" attachedToRef="sub" cancelActivity="false"><escalationEventDefinition/>
      </boundaryEvent><endEvent id="told"/>"""

    found = known(sub + flows("is>ie") + "</subProcess>" + bound + flows("s>sub", "b>told"))

    assert names(found["told"]) == {**START, "wanted": True}


def test_an_element_with_the_id_of_its_process_is_not_taken_for_it() -> None:
    found = known(script("t", "x") + '<endEvent id="p"/>' + flows("s>t", "t>p"))

    assert names(found["p"]) == {**START, "x": False}
