"""Each zeebe: element of Camunda 8.8 runs, or is refused."""

from __future__ import annotations

import pytest

from engine import dialect, errors


def codes(xml):
    """Each with its element, its line and what to do about it."""
    with pytest.raises(errors.Unrunnable) as refused:
        dialect.parse({"drawn.bpmn": xml})
    found = refused.value.findings
    assert all(it.element_id and it.line and it.remedy_zh and it.remedy_en for it in found)
    return [finding.code for finding in found]


EXTENSIONS = {  # zeebe: elements of Camunda 8.8: where they run, and None or the finding
    '<zeebe:taskDefinition type="t" retries="3"/>': ("serviceTask", None),
    '<zeebe:taskDefinition type="t"/><zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>': (
        "sendTask",
        None,
    ),
    '<zeebe:ioMapping><zeebe:input source="=1" target="x"/></zeebe:ioMapping>': ("userTask", None),
    '<zeebe:assignmentDefinition assignee="a" candidateGroups="g" candidateUsers="u"/>': ("userTask", None),
    '<zeebe:taskSchedule dueDate="2026-12-01" followUpDate="2026-12-01"/>': ("userTask", None),
    '<zeebe:priorityDefinition priority="3"/>': ("userTask", None),
    '<zeebe:formDefinition formId="f" bindingType="latest"/>': ("userTask", None),
    '<zeebe:formDefinition formId="f" bindingType="versionTag" versionTag="1"/>': ("userTask", "form.binding"),
    '<zeebe:formDefinition externalReference="f"/>': ("userTask", "extension.attribute"),
    '<zeebe:formDefinition formKey="camunda-forms:bpmn:f"/>': ("userTask", "extension.attribute"),
    "<zeebe:userTask/>": ("userTask", None),
    '<zeebe:calledDecision decisionId="d" resultVariable="r" bindingType="deployment"/>': ("businessRuleTask", None),
    '<zeebe:calledElement processId="proc" bindingType="versionTag" versionTag="1" propagateAllChildVariables="false"'
    ' propagateAllParentVariables="false"/>': ("callActivity", None),
    '<zeebe:calledElement processId="proc" processIdExpression="p"/>': ("callActivity", "extension.attribute"),
    '<zeebe:script expression="=1" resultVariable="x"/>': ("scriptTask", None),
    '<zeebe:properties><zeebe:property name="a" value="b"/></zeebe:properties>': ("task", None),
    '<zeebe:executionListeners><zeebe:executionListener eventType="end" type="t"/></zeebe:executionListeners>': (
        "task",
        None,
    ),
    '<zeebe:taskListeners><zeebe:taskListener eventType="creating" type="t"/></zeebe:taskListeners>': (
        "userTask",
        None,
    ),
    '<zeebe:adHoc activeElementsCollection="=[]" outputCollection="all" outputElement="=x"/>': (
        "adHocSubProcess",
        None,
    ),
    '<zeebe:adHoc outputCollection="all"/>': ("adHocSubProcess", "loop.output_pair"),
    "<zeebe:linkedResources/>": ("task", "extension.unknown"),
    "<zeebe:jobPriorityDefinition/>": ("task", "extension.unknown"),
    "<zeebe:conditionalFilter/>": ("task", "extension.unknown"),
    "<zeebe:userTaskForm/>": ("userTask", "extension.unknown"),
}


def test_extensions_of_what_is_no_step_are_run_or_refused(draw):
    def parsed(inside, declared="", more=""):
        own = draw.starts("s") + draw.users("A") + draw.flow("s>A")
        return draw.document(inside + own + more, "", declared)

    keyed = '<message id="m" name="m"><extensionElements>{}</extensionElements></message>'
    key = keyed.format('<zeebe:subscription correlationKey="=no"/>')
    wrong = keyed.format('<zeebe:subscription correlationKey="=no" messageId="x"/>')
    receive = draw.boundary("b", "A", '<messageEventDefinition messageRef="m"/>') + draw.users("B") + draw.flow("b>B")

    model = dialect.parse_model(parsed(draw.extension('<zeebe:versionTag value="2"/>'), key, receive), "drawn.bpmn")

    assert model.version_tags == {"proc": "2"}
    assert codes(parsed("", wrong, receive)) == ["extension.attribute"]
    assert codes(parsed(draw.extension('<zeebe:userTaskForm id="f">{}</zeebe:userTaskForm>'))) == ["extension.unknown"]


@pytest.mark.parametrize("written", EXTENSIONS)
def test_each_extension_of_camunda_8_is_run_or_refused(draw, written):
    kind, finding = EXTENSIONS[written]
    inside = draw.extension(written) + (draw.users("k") if "adHoc" in kind else "")
    xml = draw.document(draw.starts("s") + draw.tag(kind, "A", inside) + draw.ends("e") + draw.flow("s>A>e"))

    if finding:
        assert codes(xml) == [finding]
    else:
        assert dialect.parse({"drawn.bpmn": xml})
