"""A deployment holds together or is refused with element, line, sentence and remedy, and then nothing has changed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select

from engine import definitions, errors, topics
from engine.models import Bundle, Definition
from kit import db
from kit.errors import Rejected

WRONG = "=1 +"


def refused(house: Any, body: str) -> list[errors.Finding]:
    with pytest.raises(errors.Unrunnable) as told:
        house.draw(body)
    return list(told.value.findings)


def counted(house: Any) -> tuple[int, int]:
    with house.database.read() as reader:
        return (
            reader.session.scalar(select(func.count()).select_from(Definition)) or 0,
            reader.session.scalar(select(func.count()).select_from(Bundle)) or 0,
        )


def mapped(draw: Any, row: str) -> str:
    return f"<zeebe:ioMapping>{row}</zeebe:ioMapping>"


PLACES = {
    "a condition": ("f_x_A", lambda d: _gateway(d, WRONG)),
    "a condition without '='": ("f_x_A", lambda d: _gateway(d, "1 +")),
    "an input": ("A", lambda d: d.user("A", extra=mapped(d, f'<zeebe:input source="{WRONG}" target="x"/>'))),
    "an output": ("A", lambda d: d.user("A", extra=mapped(d, f'<zeebe:output source="{WRONG}" target="x"/>'))),
    "candidate groups": ("A", lambda d: d.user("A", groups=WRONG)),
    "a due date": ("A", lambda d: d.user("A", extra=f'<zeebe:taskSchedule dueDate="{WRONG}"/>')),
    "a priority": ("A", lambda d: d.user("A", extra=f'<zeebe:priorityDefinition priority="{WRONG}"/>')),
    "a form": ("A", lambda d: d.user("A", extra=f'<zeebe:formDefinition formId="{WRONG}"/>')),
    "retries": ("A", lambda d: d.job("A", "test.remote", retries=WRONG)),
    "a topic": ("A", lambda d: d.job("A", WRONG)),
    "a script": (
        "A",
        lambda d: d.tag("scriptTask", "A", d.zeebe(f'<zeebe:script expression="{WRONG}" resultVariable="x"/>')),
    ),
    "a timer": ("A", lambda d: d.catch("A", d.timer(WRONG))),
    "a cycle": ("T", lambda d: d.user("A") + d.boundary("T", "A", d.timer(WRONG, "timeCycle"), False) + d.flow("T>e")),
    "a conditional event": (
        "A",
        lambda d: d.catch(
            "A", f"<conditionalEventDefinition><condition>{WRONG}</condition></conditionalEventDefinition>"
        ),
    ),
    "a collection": ("A", lambda d: d.user("A", inside=_loop(f'inputCollection="{WRONG}"'))),
    "an output element": (
        "A",
        lambda d: d.user("A", inside=_loop(f'inputCollection="=x" outputCollection="y" outputElement="{WRONG}"')),
    ),
    "a completion condition": ("A", lambda d: d.user("A", inside=_loop('inputCollection="=x"', "1 +"))),
    "a task inside a sub-process": ("I", lambda d: _inside(d)),
}


def _gateway(draw: Any, condition: str) -> str:
    body = draw.tag("exclusiveGateway", "x", default="f_x_e") + draw.user("A")
    return body + draw.flow("s>x>A; x>e", {"x>A": condition}) + draw.flow("A>e")


def _loop(attributes: str, until: str = "") -> str:
    done = f"<completionCondition>{until}</completionCondition>" if until else ""
    inside = f"<extensionElements><zeebe:loopCharacteristics {attributes}/></extensionElements>{done}"
    return f"<multiInstanceLoopCharacteristics>{inside}</multiInstanceLoopCharacteristics>"


def _inside(draw: Any) -> str:
    body = draw.tag("startEvent", "is") + draw.user("I", groups=WRONG) + draw.tag("endEvent", "ie")
    return draw.tag("subProcess", "A", body + draw.flow("is>I>ie"))


@pytest.mark.parametrize("place", PLACES)
def test_an_expression_that_is_not_feel_is_refused_where_it_stands(house: Any, draw: Any, place: str) -> None:
    element, body = PLACES[place]
    drawn = body(draw)

    findings = refused(house, drawn if "f_s_x" in drawn else drawn + draw.flow("s>A>e"))

    assert [(one.code, one.element_id) for one in findings] == [("expression.syntax", element)]
    (finding,) = findings
    assert finding.file == "proc.bpmn" and finding.line > 0
    assert "1 +" in finding.zh and "意外结束" in finding.zh and "too early" in finding.en
    assert finding.remedy_zh and finding.remedy_en
    assert counted(house) == (0, 0)


def test_a_correlation_key_that_is_not_feel_is_refused(house: Any, draw: Any) -> None:
    xml = draw.document(draw.catch("A", draw.MESSAGE) + draw.flow("s>A>e")).replace(b'"=no"', b'"=no +"')

    with pytest.raises(errors.Unrunnable) as told:
        house.deploy(xml)

    assert [(one.code, one.element_id) for one in told.value.findings] == [("expression.syntax", "m")]


def test_all_wrong_expressions_are_told_at_once_with_their_lines(house: Any, draw: Any) -> None:
    body = draw.user("A", groups=WRONG) + "\n" + draw.user("B", groups="=a(") + "\n" + draw.flow("s>A>B>e")

    findings = refused(house, body)

    assert [(one.element_id, one.line) for one in findings] == [("A", 1), ("B", 2)]


def test_a_file_that_cannot_run_does_not_hide_the_faults_of_another(house: Any, draw: Any) -> None:
    unreadable = draw.document(draw.tag("scriptTask", "A") + draw.flow("s>A>e"), "one")
    wrong = draw.document(draw.job("B", "nobody.knows") + draw.flow("s>B>e"), "two")

    with pytest.raises(errors.Unrunnable) as told:
        house.deploy(unreadable, wrong)

    found = {(one.file, one.code, one.element_id) for one in told.value.findings}
    assert found == {("proc.bpmn", "task.no_script", "A"), ("proc1.bpmn", "handler.unknown", "B")}


def test_properties_and_headers_are_texts_and_not_expressions(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", note=WRONG) + draw.flow("s>A>e"))

    assert house.live(house.start()) == ["A"]


class Needs(BaseModel):
    """Two that must be given, one that may be."""

    sku: str
    quantity: int
    remark: str = ""


def needing(tx: db.Tx, job: topics.Job, given: Needs) -> Needs:
    return given


def test_a_handler_that_would_not_get_its_input_is_a_warning(house: Any, draw: Any) -> None:
    topics.local("test.needs", title_zh="需要", title_en="needs")(needing)
    rows = mapped(draw, '<zeebe:input source="=1" target="quantity"/><zeebe:input source="=1" target="x.y"/>')

    done = house.draw(draw.job("A", "test.needs", extra=rows) + draw.flow("s>A>e"))

    (warning,) = [finding for finding in done.findings if finding.code == "mapping.input_missing"]
    assert (warning.code, warning.element_id) == ("mapping.input_missing", "A")
    assert "sku" in warning.zh and "quantity" not in warning.zh and "sku" in warning.en


def test_a_handler_without_input_mapping_gets_everything_and_no_warning(house: Any, draw: Any) -> None:
    topics.local("test.needs", title_zh="需要", title_en="needs")(needing)
    rows = mapped(draw, '<zeebe:output source="=sku" target="x"/>')

    done = house.draw(draw.job("A", "test.needs", extra=rows) + draw.flow("s>A>e"))

    assert [finding for finding in done.findings if finding.code.startswith("mapping.")] == []
    instance = house.start(sku="S", quantity=3)
    assert house.variables(instance)["x"] == "S"


@pytest.mark.parametrize(
    "body",
    [
        lambda d: d.job("A", "nobody.knows"),
        lambda d: d.user("A", extra='<zeebe:formDefinition formId="gone"/>'),
        lambda d: d.user("A", sla="gone"),
        lambda d: d.tag(
            "businessRuleTask", "A", d.zeebe('<zeebe:calledDecision decisionId="gone" resultVariable="x"/>')
        ),
    ],
)
def test_what_is_missing_is_named_with_its_place_and_nothing_is_deployed(house: Any, draw: Any, body: Any) -> None:
    with pytest.raises(Rejected) as told:
        house.draw(body(draw) + draw.flow("s>A>e"))

    (failure,) = told.value.failures
    assert failure.at.startswith("proc.bpmn:1 A") and "部署" in failure.message("zh")
    assert counted(house) == (0, 0)


def test_a_called_process_that_is_missing_is_refused(house: Any, draw: Any) -> None:
    body = draw.tag("callActivity", "A", draw.zeebe('<zeebe:calledElement processId="gone"/>')) + draw.flow("s>A>e")

    assert [(one.code, one.element_id) for one in refused(house, body)] == [("call.missing", "A")]
    assert counted(house) == (0, 0)


def test_one_bad_file_refuses_the_good_ones_with_it(house: Any, draw: Any) -> None:
    with pytest.raises(errors.FormUnreadable) as told:
        house.deploy(draw.document(draw.ONE_TASK), bad_json=b'{"a": \n oops}')

    assert told.value.params["line"] == 2
    assert counted(house) == (0, 0)


def test_a_refused_deployment_leaves_the_old_version_in_force(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)

    refused(house, draw.user("A", groups=WRONG) + draw.flow("s>A>e"))

    assert counted(house) == (1, 1)
    assert house.live(house.start()) == ["A"]


def test_an_unknown_kind_of_file_is_refused(house: Any) -> None:
    with pytest.raises(errors.Undeployable):
        house.write(lambda tx: definitions.deploy(tx, {"notes.txt": b""}, note="x"))


def test_two_nodes_that_deploy_at_once_make_one_version_each(cluster: Any, draw: Any) -> None:
    together = threading.Barrier(2, timeout=20)

    def deploy(node: Any) -> list[bool]:
        together.wait()
        return [item.fresh for item in node.draw(draw.ONE_TASK).definitions]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(deploy, cluster)) == [[False], [True]]
    assert counted(cluster[0]) == (1, 1)
