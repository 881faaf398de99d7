"""Variables: what is read is written by some step, or given at the start."""

from __future__ import annotations

from typing import Any

import pytest


def start(draw: Any, variables: str) -> str:
    """A second start event that declares what the process is started with."""
    held = f'<zeebe:properties><zeebe:property name="variables" value="{variables}, due"/></zeebe:properties>'
    return str(draw.tag("startEvent", "s2", draw.ext(held)) + draw.flow("s2>x"))


def asks(draw: Any, condition: str, before: str = "", path: str = "s>x") -> str:
    gate = draw.gate("exclusive", "x", default="f_x_e") + draw.tasks("Z")
    return str(before + gate + draw.flow(f"{path}; x>Z>e; x>e", {"x>Z": condition}))


def script(draw: Any, variable: str, text: str = "=1") -> str:
    inside = f'<zeebe:script expression="{text}" resultVariable="{variable}"/>'
    return str(draw.tag("scriptTask", "A", draw.ext(inside)))


WRITERS = {
    "a script": lambda d: script(d, "amount"),
    "an output mapping": lambda d: d.user("A", extra=d.mapping({}, {"amount": "=outcome"})),
    "a form": lambda d: d.user("A", extra='<zeebe:formDefinition formId="pay"/>'),
    "a handler": lambda d: d.job("A", "test.priced"),
    "a message, whatever it brings": lambda d: d.catch("A", d.MESSAGE),
    "an unknown handler": lambda d: d.job("A", "=topic"),
    "a decision": lambda d: d.tag(
        "businessRuleTask", "A", d.ext('<zeebe:calledDecision decisionId="tier" resultVariable="amount"/>')
    ),
    "a listener": lambda d: d.user(
        "A",
        extra='<zeebe:executionListeners><zeebe:executionListener eventType="end" type="test.priced"/>'
        "</zeebe:executionListeners>",
    ),
    "a loop": lambda d: d.user(
        "A",
        inside="<multiInstanceLoopCharacteristics><extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=[1]" outputCollection="amount" outputElement="=outcome"/>'
        "</extensionElements></multiInstanceLoopCharacteristics>",
    ),
}


@pytest.mark.parametrize("what", WRITERS)
def test_what_a_step_writes_may_be_read(hits: Any, draw: Any, what: str) -> None:
    body = asks(draw, "=amount &gt; 5", WRITERS[what](draw) + start(draw, "topic"), "s>A>x")

    assert hits("variable.unknown", body) == hits("variable.from_start", body) == []


def test_what_no_step_writes_and_the_start_does_not_give_is_a_warning(look: Any, draw: Any) -> None:
    body = asks(draw, "=colour = 1", script(draw, "amount") + start(draw, "order_id"), "s>A>x")

    (finding,) = [it for it in look(body) if it.code == "variable.unknown"]

    assert (finding.element_id, finding.severity.value, finding.fix) == ("f_x_Z", "warning", ())
    assert "colour" in finding.zh


def test_a_declared_start_variable_may_be_read(hits: Any, draw: Any) -> None:
    assert hits("variable.unknown", asks(draw, "=colour = 1", start(draw, "order_id, colour"))) == []


def test_fields_of_the_start_form_may_be_read(hits: Any, draw: Any) -> None:
    form = draw.tag("startEvent", "s2", draw.ext('<zeebe:formDefinition formId="pay"/>')) + draw.flow("s2>x")

    assert hits("variable.unknown", asks(draw, "=amount = 1", form)) == []
    assert hits("variable.unknown", asks(draw, "=colour = 1", form)) == ["f_x_Z"]


def test_without_declaration_it_is_a_note_and_may_be_given_at_the_start(look: Any, hits: Any, draw: Any) -> None:
    (finding,) = [it for it in look(asks(draw, "=colour = 1")) if it.code.startswith("variable.")]

    assert (finding.code, finding.element_id, finding.severity.value) == ("variable.from_start", "f_x_Z", "info")


def test_a_name_that_hardly_differs_from_a_written_one_is_corrected(look: Any, draw: Any, mended: Any) -> None:
    body = asks(draw, "=amuont &gt; 5 and amuont &lt; 9", script(draw, "amount"), "s>A>x")

    (finding,) = [it for it in look(body) if it.code == "variable.unknown"]

    assert "amount" in finding.remedy_zh and ">=amount &gt; 5 and amount &lt; 9<" in mended(body, finding)


@pytest.mark.parametrize(("written", "read"), [("level1", "level2"), ("approval", "approval_note"), ("a", "b")])
def test_names_that_are_alike_on_purpose_are_left_alone(hits: Any, draw: Any, written: str, read: str) -> None:
    assert hits("variable.unknown", asks(draw, f"={read} = 1", script(draw, written), "s>A>x")) == []


def test_a_local_of_one_step_is_not_known_elsewhere(hits: Any, draw: Any) -> None:
    task = draw.user("A", extra=draw.mapping({"colour": "=order_id"}, {"x": "=colour"}))

    assert hits("variable.unknown", asks(draw, "=colour = 1", task + start(draw, "order_id"), "s>A>x")) == ["f_x_Z"]


def test_an_input_that_maps_a_name_to_itself_reads_it(hits: Any, draw: Any) -> None:
    task = draw.user("A", extra=draw.mapping({"colour": "=colour"}))

    assert hits("variable.unknown", asks(draw, "=x = 1", task + start(draw, "x"), "s>A>x")) == ["A"]


def test_what_a_called_process_writes_comes_back(hits: Any, draw: Any) -> None:
    inner = draw.document(script(draw, "amount") + draw.flow("s>A>e"), process="inner")
    call = draw.tag("callActivity", "A", draw.ext('<zeebe:calledElement processId="inner"/>'))
    kept = call.replace('"inner"', '"inner" propagateAllChildVariables="false"')

    for drawn, found in ((call, []), (kept, ["f_x_Z"])):
        body = asks(draw, "=amount = 1", drawn + start(draw, "x"), "s>A>x")
        assert hits("variable.unknown", body, files={"inner.bpmn": inner}) == found


@pytest.mark.parametrize("name", ["a-b", "and", "1st", "a+b", "order.a-b"])
def test_a_name_that_feel_reads_as_something_else_is_a_warning(look: Any, draw: Any, name: str) -> None:
    (finding,) = [it for it in look(script(draw, name) + draw.flow("s>A>e")) if it.code == "variable.characters"]

    assert (finding.element_id, finding.severity.value) == ("A", "warning")
    assert "-" not in finding.remedy_en.rsplit("such as", 1)[1]


@pytest.mark.parametrize("name", ["amount", "金额", "order.status", "first name", "_x1"])
def test_plain_names_are_fine(hits: Any, draw: Any, name: str) -> None:
    assert hits("variable.characters", script(draw, name) + draw.flow("s>A>e")) == []


def decides(draw: Any, extra: str = "") -> str:
    called = '<zeebe:calledDecision decisionId="tier" resultVariable="x"/>'
    return str(draw.tag("businessRuleTask", "A", draw.ext(called + extra)))


def test_what_a_decision_needs_and_nothing_writes_is_a_warning(look: Any, draw: Any) -> None:
    body = asks(draw, "=x = 1", decides(draw) + start(draw, "order_id"), "s>A>x")

    (finding,) = [it for it in look(body) if it.code == "decision.input_missing"]

    assert finding.element_id == "A" and "gross" in finding.zh


def test_a_decision_reads_variables_and_mapped_inputs(hits: Any, draw: Any) -> None:
    for drawn in (
        decides(draw) + start(draw, "gross"),
        decides(draw, draw.mapping({"gross": "=total"})) + start(draw, "total"),
        decides(draw),
    ):
        assert hits("decision.input_missing", asks(draw, "=x = 1", drawn, "s>A>x")) == []
