"""What a diagram may hold: read fully, or refused with element, line, sentence and remedy."""

from __future__ import annotations

import pytest

from engine import dialect, errors
from engine.dialect.findings import TEXTS


def codes(xml, filename="drawn.bpmn"):
    with pytest.raises(errors.Unrunnable) as refused:
        dialect.parse({filename: xml})
    for finding in refused.value.findings:
        assert finding.zh and finding.en and finding.remedy_zh and finding.remedy_en
        assert finding.file == filename
        assert finding.line or finding.code.startswith("file.")
    return [finding.code for finding in refused.value.findings]


LATER = '<error id="later" errorCode="=x"/>'


def body(draw, element, path="s>A>e", more=""):
    return draw.document(draw.starts("s") + element + draw.ends("e") + draw.flow(path) + more, LATER)


def zeebe(draw, kind, inside, **attributes):
    return draw.tag(kind, "A", draw.extension(inside), **attributes)


def zeebe_event(draw, inside, definition):
    return draw.tag("endEvent", "k", draw.extension(inside) + definition)


def undoable(draw, handler):
    """Activity A with its compensation boundary event c, which leads to handler h."""
    line = draw.tag("association", "as", sourceRef="c", targetRef="h")
    return draw.users("A") + draw.boundary("c", "A", draw.compensate) + handler + line


REFUSED = {
    "complex gateway": (lambda d: d.gateway("complex", "A"), ["element.unknown"]),
    "transaction that is stored": (
        lambda d: d.tag("transaction", "A", d.starts("i"), method="##Store"),
        ["transaction.method"],
    ),
    "cancel end event outside a transaction": (
        lambda d: d.users("A") + d.tag("endEvent", "c", d.cancel) + d.flow("A>c"),
        ["transaction.none_around"],
    ),
    "cancel without a way on": (
        lambda d: d.tag("transaction", "A", d.starts("i") + d.tag("endEvent", "c", d.cancel) + d.flow("i>c")),
        ["transaction.no_way_on"],
    ),
    "cancel boundary on a plain sub-process": (
        lambda d: d.tag("subProcess", "A", d.starts("i")) + d.boundary("b", "A", d.cancel),
        ["event.kind"],
    ),
    "transaction that loops and can be cancelled": (
        lambda d: d.tag("transaction", "A", d.starts("i") + d.multi()) + d.boundary("b", "A", d.cancel),
        ["transaction.loop"],
    ),
    "service task without topic": (lambda d: d.tag("serviceTask", "A"), ["task.no_topic"]),
    "script in another language": (lambda d: d.tag("scriptTask", "A", "<script>x=1</script>"), ["task.no_script"]),
    "rule task without decision": (lambda d: d.tag("businessRuleTask", "A"), ["task.no_decision"]),
    "call without process": (lambda d: d.tag("callActivity", "A"), ["call.no_process"]),
    "call by expression": (
        lambda d: zeebe(d, "callActivity", '<zeebe:calledElement processId="=x"/>'),
        ["call.dynamic"],
    ),
    "call of a missing process": (
        lambda d: zeebe(d, "callActivity", '<zeebe:calledElement processId="gone"/>'),
        ["call.missing"],
    ),
    "two definitions in one event": (
        lambda d: d.tag("intermediateCatchEvent", "A", d.message + d.signal),
        ["event.multiple"],
    ),
    "catch without event": (lambda d: d.tag("intermediateCatchEvent", "A"), ["event.kind"]),
    "throw of a timer": (lambda d: d.tag("intermediateThrowEvent", "A", d.timer("PT1H")), ["event.kind"]),
    "timer without time": (
        lambda d: d.tag("intermediateCatchEvent", "A", "<timerEventDefinition/>"),
        ["event.no_time"],
    ),
    "timer that is not ISO 8601": (
        lambda d: d.tag("intermediateCatchEvent", "A", d.timer("4 hours")),
        ["event.bad_time"],
    ),
    "unresolved message": (
        lambda d: d.tag("intermediateCatchEvent", "A", '<messageEventDefinition messageRef="nope"/>'),
        ["event.unresolved"],
    ),
    "condition without expression": (
        lambda d: d.tag("intermediateCatchEvent", "A", "<conditionalEventDefinition/>"),
        ["event.no_condition"],
    ),
    "unknown zeebe element": (
        lambda d: zeebe(d, "userTask", "<zeebe:linkedResources/>"),
        ["extension.unknown"],
    ),
    "zeebe element where it means nothing": (
        lambda d: zeebe(d, "userTask", '<zeebe:script expression="=1" resultVariable="x"/>'),
        ["extension.unknown"],
    ),
    "Camunda 7 attribute": (lambda d: d.tag("userTask", "A", **{"camunda:assignee": "li"}), ["extension.camunda7"]),
    "Camunda 7 element": (lambda d: zeebe(d, "userTask", "<camunda:formData/>"), ["extension.camunda7"]),
    "mapping without target": (
        lambda d: zeebe(d, "userTask", '<zeebe:ioMapping><zeebe:input source="=x"/></zeebe:ioMapping>'),
        ["mapping.incomplete"],
    ),
    "retries that are no number": (
        lambda d: zeebe(d, "serviceTask", '<zeebe:taskDefinition type="t" retries="many"/>'),
        ["value.not_number"],
    ),
    "due date that is no date": (
        lambda d: zeebe(d, "userTask", '<zeebe:taskSchedule dueDate="tomorrow"/>'),
        ["value.bad_date"],
    ),
    "two tokens from one activity": (lambda d: d.tag("task", "A", completionQuantity="2"), ["attribute.not_run"]),
    "receive task that starts": (
        lambda d: d.tag("receiveTask", "A", messageRef="mm", instantiate="true"),
        ["attribute.not_run"],
    ),
    "ad hoc one at a time": (
        lambda d: d.tag("adHocSubProcess", "A", d.users("k"), ordering="Sequential"),
        ["attribute.not_run"],
    ),
    "events per round of a loop": (
        lambda d: d.tag("task", "A", d.multi().replace("isSequential", 'behavior="One" isSequential')),
        ["attribute.not_run"],
    ),
    "transaction begun by an event": (
        lambda d: d.users("A") + d.tag("transaction", "T", d.starts("i"), triggeredByEvent="true"),
        ["attribute.not_run"],
    ),
    "number of rounds": (
        lambda d: d.tag("task", "A", d.multi().replace("</multi", "<loopCardinality>3</loopCardinality></multi")),
        ["loop.cardinality"],
    ),
    "people in plain BPMN": (lambda d: d.tag("userTask", "A", d.tag("potentialOwner", "po")), ["task.people"]),
    "filter of a condition": (
        lambda d: d.tag(
            "intermediateCatchEvent",
            "A",
            d.condition("x").replace("<condition>", d.extension("<zeebe:conditionalFilter/>") + "<condition>"),
        ),
        ["extension.unknown"],
    ),
    "catch by an error code that is an expression": (
        lambda d: d.users("A") + d.boundary("b", "A", '<errorEventDefinition errorRef="later"/>'),
        ["event.code_expression"],
    ),
    "event that is defined elsewhere": (
        lambda d: d.tag("intermediateThrowEvent", "A", "<eventDefinitionRef>shared</eventDefinitionRef>"),
        ["event.elsewhere"],
    ),
    "compensation that nobody waits for": (
        lambda d: d.tag("intermediateThrowEvent", "A", '<compensateEventDefinition waitForCompletion="false"/>'),
        ["attribute.not_run"],
    ),
    "condition in another language": (
        lambda d: d.tag(
            "intermediateCatchEvent", "A", d.condition("x").replace("<condition>", '<condition language="groovy">')
        ),
        ["expression.language"],
    ),
    "outputs of an error end event": (
        lambda d: (
            d.users("A") + d.tag("endEvent", "k", d.extension(d.mapping(None, {"y": "1"})) + d.error) + d.flow("A>k")
        ),
        ["mapping.never_leaves"],
    ),
    "boundary event on an event sub-process": (
        lambda d: d.users("A") + d.event_sub_process("q", d.signal) + d.boundary("b", "q", d.error),
        ["boundary.unattached"],
    ),
    "event sub-process that loops": (
        lambda d: (
            d.users("A") + d.event_sub_process("q", d.signal).replace("</subProcess>", d.multi() + "</subProcess>")
        ),
        ["loop.event_sub_process"],
    ),
    "condition on the default flow": (
        lambda d: d.gateway("exclusive", "A", default="f_A_k") + d.users("k") + d.flow("A>k", {"A>k": "x"}),
        ["flow.default_condition", "flow.no_condition"],
    ),
    "default flow of a parallel gateway": (
        lambda d: d.gateway("parallel", "A", default="f_A_e"),
        ["flow.default_here"],
    ),
    "two that catch the same error": (
        lambda d: d.users("A") + d.boundary("b", "A", d.error) + d.boundary("c", "A", d.error),
        ["boundary.twice"],
    ),
    "two event sub-processes for all errors": (
        lambda d: d.users("A") + d.event_sub_process("q", d.any_error) + d.event_sub_process("r", d.any_error),
        ["boundary.twice"],
    ),
    "flow out of a compensation boundary event": (
        lambda d: undoable(d, d.tag("task", "h", isForCompensation="true")) + d.users("k") + d.flow("c>k"),
        ["flow.not_allowed"],
    ),
    "compensation by an event": (
        lambda d: undoable(d, d.tag("intermediateThrowEvent", "h", isForCompensation="true")),
        ["compensation.association", "compensation.handler"],
    ),
    "handler of an event that throws something else": (
        lambda d: d.users("A") + zeebe_event(d, '<zeebe:taskDefinition type="t"/>', d.signal) + d.flow("A>k"),
        ["extension.unknown"],
    ),
    "decision and handler in one": (
        lambda d: zeebe(
            d,
            "businessRuleTask",
            '<zeebe:taskDefinition type="t"/><zeebe:calledDecision decisionId="d" resultVariable="r"/>',
        ),
        ["task.either"],
    ),
    "script and handler in one": (
        lambda d: zeebe(
            d, "scriptTask", '<zeebe:taskDefinition type="t"/><zeebe:script expression="=1" resultVariable="r"/>'
        ),
        ["task.either"],
    ),
    "timer with two times": (
        lambda d: d.tag(
            "intermediateCatchEvent",
            "A",
            "<timerEventDefinition><timeDuration>PT1H</timeDuration><timeCycle>R/PT1H</timeCycle></timerEventDefinition>",
        ),
        ["event.times"],
    ),
    "assignment of data": (
        lambda d: d.tag(
            "task", "A", '<dataInputAssociation id="di"><assignment><from>x</from></assignment></dataInputAssociation>'
        ),
        ["task.data_assignment"],
    ),
    "event definition of Camunda 7": (
        lambda d: (
            d.users("A")
            + d.tag("endEvent", "k", '<signalEventDefinition signalRef="sg" camunda:async="true"/>')
            + d.flow("A>k")
        ),
        ["extension.camunda7"],
    ),
    "loop without collection": (
        lambda d: d.tag("userTask", "A", "<multiInstanceLoopCharacteristics/>"),
        ["loop.no_collection"],
    ),
    "output collection without element": (
        lambda d: d.tag("userTask", "A", d.multi(outputCollection="r")),
        ["loop.output_pair"],
    ),
    "standard loop without end": (
        lambda d: d.tag("userTask", "A", "<standardLoopCharacteristics/>"),
        ["loop.no_end"],
    ),
    "sub-process without start": (lambda d: d.tag("subProcess", "A"), ["start.sub_process"]),
    "sub-process with a typed start": (
        lambda d: d.tag("subProcess", "A", d.tag("startEvent", "i", d.message)),
        ["start.sub_process"],
    ),
    "compensation without handler": (
        lambda d: d.users("A") + d.boundary("c", "A", d.compensate),
        ["compensation.association"],
    ),
    "error boundary that does not interrupt": (
        lambda d: d.users("A") + d.boundary("c", "A", d.error, False),
        ["event.error_must_interrupt"],
    ),
    "boundary on a gateway": (
        lambda d: d.gateway("parallel", "A") + d.boundary("c", "A", d.error),
        ["boundary.unattached"],
    ),
    "boundary on a compensation handler": (
        lambda d: (
            d.users("A")
            + d.boundary("c", "A", d.compensate)
            + d.tag("userTask", "h", isForCompensation="true")
            + d.tag("association", "as", sourceRef="c", targetRef="h")
            + d.boundary("late", "h", d.timer("PT1H"))
        ),
        ["boundary.unattached"],
    ),
    "event gateway before a task": (
        lambda d: d.gateway("eventBased", "A"),
        ["gateway.event_targets"],
    ),
    "link without target": (
        lambda d: (
            d.users("A") + d.tag("intermediateThrowEvent", "L", '<linkEventDefinition name="Q"/>') + d.flow("A>L")
        ),
        ["link.target"],
    ),
    "unreachable element": (lambda d: d.users("A", "B"), ["flow.no_incoming"]),
    "unknown default flow": (lambda d: d.tag("exclusiveGateway", "A", default="f_x"), ["flow.default_unresolved"]),
    "start and end event in ad hoc": (
        lambda d: d.tag("adHocSubProcess", "A", d.starts("i") + d.users("k") + d.flow("i>k")),
        ["ad_hoc.start"],
    ),
    "orphan compensation handler": (
        lambda d: d.users("A") + d.tag("userTask", "h", isForCompensation="true"),
        ["compensation.handler"],
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_run_is_refused(draw, what):
    element, expected = REFUSED[what]

    assert codes(body(draw, element(draw))) == expected


def test_a_gateway_flow_without_condition_is_refused_unless_default_or_alone(draw):
    gateway = draw.gateway("exclusive", "A") + draw.users("k")

    assert codes(body(draw, gateway, "s>A>e;A>k")) == ["flow.no_condition", "flow.no_condition"]
    assert codes(body(draw, gateway.replace('"A"', '"A" default="f_A_k"'), "s>A>e;A>k")) == ["flow.no_condition"]


def test_a_flow_across_scopes_is_refused(draw):
    sub = draw.tag("subProcess", "sp", draw.starts("is") + draw.users("w") + draw.flow("is>w"))

    assert codes(body(draw, draw.users("A") + sub, "s>A>e;A>w")) == ["flow.crosses_scope", "flow.no_incoming"]


def test_a_file_tells_all_its_findings_at_once_in_order_with_their_lines(draw):
    xml = draw.document(
        "\n"
        + draw.starts("s")
        + "\n"
        + draw.tag("serviceTask", "A")
        + "\n"
        + draw.tag("scriptTask", "B")
        + draw.flow("s>A>B")
    )
    with pytest.raises(errors.Unrunnable) as refused:
        dialect.parse_model(xml, "order.bpmn")

    assert [(f.element_id, f.line) for f in refused.value.findings] == [("A", 3), ("B", 4)]
    assert "order.bpmn" in refused.value.message("zh")
    assert "2" in refused.value.message("en")


def test_duplicate_ids_and_missing_starts_are_refused(draw):
    assert codes(draw.document(draw.starts("s") + draw.users("s"))) == ["id.duplicate"]
    assert codes(draw.document(draw.users("u"))) == ["start.missing", "flow.no_incoming"]
    assert codes(draw.document(draw.starts("s")).replace(b'isExecutable="true"', b"")) == ["file.no_process"]


def test_dangerous_or_foreign_files_are_refused(draw):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><definitions>&a;</definitions>'
    outside = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>'

    assert codes(bomb) == ["file.doctype"]
    assert codes(outside) == ["file.doctype"]
    assert codes(b"<html/>") == ["file.not_bpmn"]
    assert codes(b"not xml") == ["file.not_xml"]
    assert codes(b"") == ["file.not_xml"]
    assert codes(b" " * 5_000_001) == ["file.too_large"]


def test_sub_processes_nested_without_measure_are_refused(draw):
    inside = ""
    for level in range(40):
        inside = draw.tag(
            "subProcess",
            f"sp{level}",
            draw.starts(f"s{level}") + inside + (draw.flow(f"s{level}>sp{level - 1}") if level else ""),
        )

    assert "nesting.too_deep" in codes(draw.document(draw.starts("s") + inside + draw.flow("s>sp39")))


def test_a_model_lists_what_it_holds_and_refers_to(draw):
    lanes = '<laneSet id="ls"><lane id="l1" name="财务"><flowNodeRef>u</flowNodeRef></lane></laneSet>'
    call = draw.tag("callActivity", "c", draw.extension('<zeebe:calledElement processId="other"/>'))
    rule = draw.extension('<zeebe:calledDecision decisionId="level" resultVariable="x"/>')
    user = draw.tag("userTask", "u", draw.extension('<zeebe:formDefinition formId="approve"/>'), name="审批")
    inside = draw.tag("subProcess", "sp", draw.starts("is") + draw.users("w") + draw.flow("is>w"))
    path = draw.flow("s>u>v>c>r>sp")
    xml = draw.document(
        lanes
        + draw.starts("s")
        + user
        + draw.jobs("v")
        + call
        + draw.tag("businessRuleTask", "r", rule)
        + inside
        + path
    )
    model = dialect.parse_model(xml, "order.bpmn")

    assert list(model.processes) == ["proc"]
    assert [c.target for c in model.called_processes] == ["other"]
    assert [c.target for c in model.called_decisions] == ["level"]
    assert [(c.target, c.element_id) for c in model.forms] == [("approve", "u")]
    assert [c.target for c in model.topics] == ["job.v"]
    assert (model.messages, model.signals) == (("msg",), ("sig",))
    element = next(e for e in model.elements if e.id == "u")
    assert (element.name, element.type, element.lane, element.process_id) == ("审批", "userTask", "财务", "proc")
    assert next(e for e in model.elements if e.id == "w").parent_id == "sp"
    assert [(s.element_id, s.kind) for s in model.starts] == [("s", "none")]


def test_calls_are_resolved_over_several_files_and_doubles_are_refused(draw):
    call = draw.tag("callActivity", "c", draw.extension('<zeebe:calledElement processId="other"/>'))
    one = draw.document(draw.starts("s") + call + draw.flow("s>c"))
    two = draw.document(draw.starts("s")).replace(b'"proc"', b'"other"')

    bundle = dialect.parse({"one.bpmn": one, "two.bpmn": two})

    assert set(bundle.processes) == {"proc", "other"}
    with pytest.raises(errors.Unrunnable, match="already in file"):
        dialect.parse({"one.bpmn": two, "two.bpmn": two})


def test_equal_element_ids_in_two_files_do_not_meet(draw):
    def sub(task):
        inside = draw.starts("is") + draw.users(task) + draw.flow(f"is>{task}")
        return draw.document(draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.flow("s>sp"))

    bundle = dialect.parse({"one.bpmn": sub("a"), "two.bpmn": sub("b").replace(b'"proc"', b'"other"')})

    assert {"proc/sp", "other/sp"} <= set(bundle.scopes)
    assert "a" in bundle.scopes["proc/sp"].task_specs
    assert "b" in bundle.scopes["other/sp"].task_specs


def test_elements_may_have_any_id(draw):
    names = ["Start", "Finish", "End", "Root"]
    bundle = dialect.parse(
        {"p.bpmn": draw.document(draw.starts("s") + draw.users(*names) + draw.flow(">".join(["s", *names])))}
    )

    assert set(names) <= bundle.processes["proc"].task_specs.keys()


def test_every_finding_is_said_in_both_languages():
    for code, texts in TEXTS.items():
        assert len(texts) == 4 and all(texts), code
        assert any("一" <= letter <= "鿿" or letter == "{" for letter in texts[0]), code


def test_a_handler_that_undoes_may_be_in_a_version_beside_others(draw):
    handler = draw.tag("task", "h", isForCompensation="true")
    xml = body(draw, undoable(draw, handler))

    model = dialect.parse_model(xml, "drawn.bpmn", suffix="@2")

    assert "proc@2/h#undo" in model.scopes


def test_what_is_drawn_for_people_is_let_through(draw):
    drawn = (
        "<documentation>why</documentation>"
        '<extensionElements><foreign:x xmlns:foreign="http://example.org" y="1"/></extensionElements>'
        '<laneSet id="ls"><lane id="l" name="Sales"><flowNodeRef>A</flowNodeRef></lane></laneSet>'
        '<dataObject id="do"/><dataObjectReference id="dor" dataObjectRef="do"/><dataStoreReference id="ds"/>'
        '<textAnnotation id="ta"><text>note</text></textAnnotation><association id="a" sourceRef="A" targetRef="ta"/>'
        '<group id="g"/>'
    )
    around = (
        '<category id="c"><categoryValue id="cv" value="x"/></category><dataStore id="store"/>'
        '<collaboration id="co"><participant id="p1" processRef="proc"/><participant id="black" name="Customer"/>'
        '<messageFlow id="mf" sourceRef="A" targetRef="black"/></collaboration>'
        '<process id="other" isExecutable="false"><task id="sketch"/></process>'
    )
    inside = drawn + draw.starts("s") + draw.tag("manualTask", "A") + draw.ends("e") + draw.flow("s>A>e")

    model = dialect.parse_model(draw.document(inside, around), "drawn.bpmn")

    assert list(model.processes) == ["proc"]


def test_several_processes_of_one_file_run_each_on_its_own(draw):
    second = f'<process id="two" isExecutable="true">{draw.starts("s2")}{draw.users("B")}{draw.flow("s2>B")}</process>'
    xml = draw.document(draw.starts("s") + draw.users("A") + draw.flow("s>A"), second)

    assert sorted(dialect.parse({"drawn.bpmn": xml}).processes) == ["proc", "two"]
