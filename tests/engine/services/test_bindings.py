"""Calls are bound at deployment: to the newest version, to that of the same deployment, or to the newest with a tag."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import definitions, errors, history, instances

DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 id="d" name="rate" namespace="n"><decision id="rate" name="rate">{tag}<variable name="rate"/>
<literalExpression><text>{value}</text></literalExpression></decision></definitions>"""


def called(draw: Any, step: str, tag: str = "") -> bytes:
    """Version of the process `called` with one step."""
    xml = draw.document(draw.user(step) + draw.flow(f"s>{step}>e"), "called").decode()
    mark = draw.zeebe(f'<zeebe:versionTag value="{tag}"/>') if tag else ""
    return str(xml).replace('isExecutable="true">', f'isExecutable="true">{mark}', 1).encode()


def caller(draw: Any, *bindings: str, process: str = "caller") -> bytes:
    """Calls `called` once for each binding, one after the other."""
    names = [f"C{number}" for number in range(len(bindings))]
    calls = "".join(
        draw.tag("callActivity", name, draw.zeebe(f'<zeebe:calledElement processId="called" {binding}/>'))
        for name, binding in zip(names, bindings, strict=True)
    )
    return bytes(draw.document(calls + draw.flow(">".join(["s", *names, "e"])), process))


TAGGED = 'bindingType="versionTag" versionTag="{}"'
TOGETHER = 'bindingType="deployment"'


def table(value: int, tag: str = "") -> bytes:
    mark = f'<extensionElements><zeebe:versionTag value="{tag}"/></extensionElements>' if tag else ""
    return DMN.format(value=value, tag=mark).encode()


def rule(draw: Any, binding: str) -> bytes:
    decision = f'<zeebe:calledDecision decisionId="rate" resultVariable="rate" {binding}/>'
    body = draw.tag("businessRuleTask", "R", draw.zeebe(decision)) + draw.user("A")
    return bytes(draw.document(body + draw.flow("s>R>A>e"), "ruled"))


def deploy(house: Any, **files: bytes) -> definitions.Deployment:
    """`name=content`; a name that ends with _dmn is a table."""
    house.clock.advance(timedelta(minutes=1))
    named = {
        name.replace("_dmn", ".dmn") if name.endswith("_dmn") else f"{name}.bpmn": it for name, it in files.items()
    }
    told: definitions.Deployment = house.write(lambda tx: definitions.deploy(tx, named, note="for the test"))
    return told


def findings(house: Any, **files: bytes) -> list[tuple[str, str]]:
    with pytest.raises(errors.Unrunnable) as refused:
        deploy(house, **files)
    return [(finding.code, finding.element_id) for finding in refused.value.findings]


def test_a_tag_names_an_older_version_beside_the_newest(house: Any, draw: Any) -> None:
    deploy(house, called=called(draw, "one", "v1"))
    deploy(house, called=called(draw, "two", "v2"))
    deploy(house, caller=caller(draw, TAGGED.format("v1"), "", TAGGED.format("v2")))
    instance = house.start("caller")

    for step in ("one", "two", "two"):
        assert house.live(instance) == [step]
        house.do(instance, step)

    assert house.status(instance) == "ended"
    assert [it for it in house.path(instance) if it in ("one", "two")] == ["one", "two", "two"]


def test_of_several_versions_with_a_tag_the_newest_is_meant(house: Any, draw: Any) -> None:
    for step in ("one", "two"):
        deploy(house, called=called(draw, step, "stable"))
    deploy(house, called=called(draw, "three"))
    deploy(house, caller=caller(draw, TAGGED.format("stable")))

    assert house.live(house.start("caller")) == ["two"]


def test_a_newer_version_with_the_tag_counts_for_new_instances_only(house: Any, draw: Any) -> None:
    deploy(house, called=called(draw, "one", "stable"), caller=caller(draw, "", TAGGED.format("stable")))
    before = house.start("caller")
    deploy(house, called=called(draw, "two", "stable"))
    after = house.start("caller")

    assert (house.live(before), house.live(after)) == (["one"], ["two"])
    house.do(before, "one")
    assert house.live(before) == ["one"]


def test_a_tag_that_no_version_carries_is_refused(house: Any, draw: Any) -> None:
    deploy(house, called=called(draw, "one", "v1"))

    assert findings(house, caller=caller(draw, TAGGED.format("v9"))) == [("call.tag_missing", "C0")]
    assert findings(house, caller=caller(draw, 'bindingType="versionTag"')) == [("call.no_tag", "C0")]
    assert findings(house, caller=caller(draw, 'bindingType="newest"')) == [("call.binding_unknown", "C0")]
    house.refuse(errors.UnknownProcess, lambda tx: instances.start(tx, "caller", {}, business_key="K"))


def test_the_same_deployment_stays_bound_when_the_called_process_goes_on(house: Any, draw: Any) -> None:
    deploy(house, called=called(draw, "one"), caller=caller(draw, TOGETHER, ""))
    deploy(house, called=called(draw, "two"))
    instance = house.start("caller")

    assert house.live(instance) == ["one"]
    house.do(instance, "one")
    assert house.live(instance) == ["two"]


def test_deployed_together_again_the_caller_is_a_new_version_although_its_file_is_the_same(
    house: Any, draw: Any
) -> None:
    deploy(house, called=called(draw, "one"), caller=caller(draw, TOGETHER))

    told = deploy(house, called=called(draw, "two"), caller=caller(draw, TOGETHER))
    again = deploy(house, called=called(draw, "two"), caller=caller(draw, TOGETHER))

    assert [(it.key, it.version, it.fresh) for it in told.definitions] == [("called", 2, True), ("caller", 2, True)]
    assert [it.fresh for it in again.definitions] == [False, False]
    assert house.live(house.start("caller")) == ["two"]


def test_bound_to_its_deployment_but_deployed_alone_is_refused(house: Any, draw: Any) -> None:
    deploy(house, called=called(draw, "one"))

    assert findings(house, caller=caller(draw, TOGETHER)) == [("call.not_together", "C0")]


def test_an_older_version_calls_what_its_own_deployment_held(house: Any, draw: Any) -> None:
    tagged = caller(draw, TOGETHER, process="middle").replace(
        b'isExecutable="true">', b'isExecutable="true">' + draw.zeebe('<zeebe:versionTag value="old"/>').encode(), 1
    )
    deploy(house, called=called(draw, "one"), middle=tagged)
    deploy(house, called=called(draw, "two"), middle=caller(draw, TOGETHER, process="middle"))
    top = "".join(
        draw.tag("callActivity", name, draw.zeebe(f'<zeebe:calledElement processId="middle" {binding}/>'))
        for name, binding in (("old", TAGGED.format("old")), ("new", ""))
    )
    deploy(house, top=draw.document(top + draw.flow("s>old>new>e"), "top"))
    instance = house.start("top")

    assert house.live(instance) == ["one"]
    house.do(instance, "one")
    assert house.live(instance) == ["two"]


def test_processes_that_call_each_other_by_deployment_end_the_search(house: Any, draw: Any) -> None:
    back = draw.tag("callActivity", "B", draw.zeebe(f'<zeebe:calledElement processId="caller" {TOGETHER}/>'))
    task = draw.user("stop") + draw.tag("exclusiveGateway", "g", default="f_g_e")
    cycle = draw.document(task + back + draw.flow("s>stop>g>e; g>B>e", {"g>B": "=again"}), "called")

    deploy(house, called=cycle, caller=caller(draw, TOGETHER))
    deploy(house, called=called(draw, "two"))

    assert house.live(house.start("caller", again=True)) == ["stop"]


def test_a_decision_is_bound_by_tag_and_the_evidence_says_which_version_ran(house: Any, draw: Any) -> None:
    deploy(house, rate_dmn=table(1, "winter"))
    deploy(house, rate_dmn=table(2, "summer"))
    deploy(house, rate_dmn=table(3))
    deploy(house, ruled=rule(draw, TAGGED.format("winter")))

    instance = house.start("ruled")

    assert house.variables(instance)["rate"] == 1
    with house.database.read() as reader:
        (decided,) = [step for step in history.entries(reader, instance)[0].steps if step.event == "decided"]
    assert (decided.evidence["decision"], decided.evidence["version"]) == ("rate", 1)


def test_a_decision_is_bound_to_the_deployment_of_its_caller(house: Any, draw: Any) -> None:
    deploy(house, rate_dmn=table(1), ruled=rule(draw, TOGETHER))
    deploy(house, rate_dmn=table(2))

    assert house.variables(house.start("ruled"))["rate"] == 1
    assert findings(house, ruled=rule(draw, TOGETHER + " ")) == [("call.not_together", "R")]


def test_a_decision_tag_that_no_version_carries_is_refused(house: Any, draw: Any) -> None:
    deploy(house, rate_dmn=table(1))

    assert findings(house, ruled=rule(draw, TAGGED.format("winter"))) == [("call.tag_missing", "R")]


def test_a_form_takes_no_binding(house: Any, draw: Any) -> None:
    form = '<zeebe:formDefinition formId="f" bindingType="versionTag" versionTag="v1"/>'
    body = draw.document(draw.user("A", extra=form) + draw.flow("s>A>e"), "formed")

    assert ("form.binding", "A") in findings(house, formed=body)
