"""What is known at each element: by the ways that lead to it, its scope, and what each element gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bpmn
from engine import errors, known_variables
from engine.known_variables import At
from engine.validation import check

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


def known(body: str, process_id: str = "p", **others: bytes) -> Mapping[str, At]:
    sources = {"p.bpmn": (HEAD + body + TAIL).encode(), **others}
    whole = check.deployment_of(sources, [], groups=None, now=datetime(2026, 3, 2, tzinfo=UTC))
    return known_variables.known_at(whole, process_id)


def names(at: At) -> dict[str, bool]:
    """Name → optional."""
    return {it.name: it.optional for it in at.variables}


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
        outputElement="=x"/></extensionElements></multiInstanceLoopCharacteristics>
      <startEvent id="is"/><endEvent id="ie"/>"""
    inside = script("it", "x", "=line") + flows("is>it", "it>ie") + "</subProcess>"

    found = known(many + inside + '<endEvent id="e"/>' + flows("s>each", "each>e"))

    assert {"line", "loopCounter"} <= names(found["it"]).keys()
    assert names(found["e"]) == {**START, "done": False}


def test_a_boundary_knows_what_was_before_and_perhaps_what_was_inside() -> None:
    sub = '<subProcess id="sub"><startEvent id="is"/>' + script("it", "x") + flows("is>it") + "</subProcess>"
    bound = """<boundaryEvent id="b" attachedToRef="sub"><timerEventDefinition>
      <timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition></boundaryEvent>
      <endEvent id="late"/><endEvent id="e"/>"""

    found = known(sub + bound + flows("s>sub", "sub>e", "b>late"))

    assert names(found["late"]) == {**START, "x": True}
    assert names(found["e"]) == {**START, "x": False}


def test_an_event_sub_process_knows_all_of_its_scope() -> None:
    aside = (
        """<subProcess id="ev" triggeredByEvent="true"><startEvent id="es"><messageEventDefinition
      messageRef="m"/></startEvent>"""
        + script("et", "y")
        + flows("es>et")
        + "</subProcess>"
    )

    found = known(aside + script("t", "x") + '<endEvent id="e"/>' + flows("s>t", "t>e"))

    assert names(found["et"]) == {**START, "x": True}
    assert found["et"].open, "a message may bring anything"
    assert names(found["e"])["y"] is True, "it may have run before"


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
        known("", "nothing")


def test_everything_that_the_shipped_processes_read_is_known_there() -> None:
    sources = {it.name: it.read_bytes() for it in SHIPPED.rglob("*") if it.suffix in (".bpmn", ".dmn", ".json")}
    whole = check.deployment_of(sources, [], groups=None, now=datetime(2026, 3, 2, tzinfo=UTC))

    for process_id in whole.processes:
        for at in known_variables.known_at(whole, process_id).values():
            assert at.open or set(at.reads) <= names(at).keys(), (process_id, at.element_id)
