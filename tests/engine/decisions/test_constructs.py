"""Each construct of DMN by a small model of its own, and each version of the file format."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from engine import decisions
from engine.decisions.grammar import VERSIONS

Build = Callable[..., decisions.Model]
INPUT = '<inputData id="in" name="n"><variable name="n" typeRef="number"/></inputData>'
NEEDS = '<informationRequirement><requiredInput href="#in"/></informationRequirement>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def entry(name: str, inner: str, type_: str = "") -> str:
    reference = f' typeRef="{type_}"' if type_ else ""
    return f'<contextEntry><variable name="{name}"{reference}/>{inner}</contextEntry>'


def boxed(inner: str, type_: str = "") -> str:
    """A decision `d` over the input `n`."""
    reference = f' typeRef="{type_}"' if type_ else ""
    return f'{INPUT}<decision id="d" name="d"><variable name="d"{reference}/>{NEEDS}{inner}</decision>'


LISTED = f"<list>{literal('n')}{literal('2')}{literal('3')}</list>"
DOUBLE = (
    f'<functionDefinition><formalParameter name="x" typeRef="number"/>{literal("x * 2")}</functionDefinition>'
)  # fmt: skip
CASES: dict[str, tuple[str, Any]] = {
    "literal expression": (literal("n + 1"), 6),
    "context without a result": (f"<context>{entry('a', literal('n'))}{entry('b', literal('a + 1'))}</context>",
                                 {"a": 5, "b": 6}),
    "context with a result": (
        f"<context>{entry('a', literal('n'))}<contextEntry>{literal('a * a')}</contextEntry></context>", 25),
    "entry of a declared type": (f"<context>{entry('a', literal('n'), 'string')}</context>", {"a": None}),
    "list": (LISTED, [5, 2, 3]),
    "relation": (f'<relation><column name="a"/><column name="b"/><row>{literal("n")}{literal("1")}</row></relation>',
                 [{"a": 5, "b": 1}]),
    "function definition and invocation": (
        f"<context>{entry('f', DOUBLE)}<contextEntry><invocation>{literal('f')}<binding><parameter name='x'/>"
        f"{literal('n')}</binding></invocation></contextEntry></context>", 10),
    "invocation of a built-in": (
        f"<invocation>{literal('decimal')}<binding><parameter name='n'/>{literal('n / 3')}</binding>"
        f"<binding><parameter name='scale'/>{literal('1')}</binding></invocation>", 1.7),
    "conditional": (f"<conditional><if>{literal('n > 4')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
                    "</conditional>", 1),
    "for": (f"<for iteratorVariable='i'><in>{LISTED}</in><return>{literal('i * n')}</return></for>", [25, 10, 15]),
    "for with partial": (
        f"<for iteratorVariable='i'><in>{LISTED}</in><return>{literal('i + count(partial)')}</return></for>",
        [5, 3, 5]),
    "filter": (f"<filter><in>{LISTED}</in><match>{literal('item > 2')}</match></filter>", [5, 3]),
    "some": (f"<some iteratorVariable='i'><in>{LISTED}</in><satisfies>{literal('i > 4')}</satisfies></some>", True),
    "every": (f"<every iteratorVariable='i'><in>{LISTED}</in><satisfies>{literal('i > 4')}</satisfies></every>", False),
    "nothing at all": ("<list/>", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_boxed_expression_gives_its_value(build: Build, name: str) -> None:
    inner, expected = CASES[name]
    model = build(boxed(inner))

    assert [it for it in model.findings if it.severity is decisions.Severity.ERROR] == []
    assert model.evaluate("d", {"n": 5}).json() == expected


ITEMS = """
<itemDefinition name="tier"><typeRef>string</typeRef><allowedValues><text>"VIP", "plain"</text></allowedValues>
</itemDefinition>
<itemDefinition name="tiers" isCollection="true"><typeRef>tier</typeRef></itemDefinition>
<itemDefinition name="pair" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>
<itemDefinition name="order"><itemComponent name="total"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="tier"><typeRef>tier</typeRef></itemComponent></itemDefinition>
<itemDefinition name="rate"><functionItem outputTypeRef="number"><parameters name="x" typeRef="number"/></functionItem>
</itemDefinition>
"""


@pytest.mark.parametrize(
    ("type_", "given", "expected"),
    [
        ("tier", "VIP", "VIP"),
        ("tier", "gold", None),
        ("tiers", ["VIP", "plain"], ["VIP", "plain"]),
        ("tiers", ["VIP", "gold"], None),
        ("tiers", "VIP", ["VIP"]),
        ("pair", [1, 2], [1, 2]),
        ("pair", [1, 2, 3], None),
        ("order", {"total": 1, "tier": "VIP"}, {"total": 1, "tier": "VIP"}),
        ("order", {"total": "1", "tier": "VIP"}, None),
        ("number", [7], 7),
        ("integer", 7, 7),
        ("date", "2026-02-03", "2026-02-03"),
        ("dateTime", "2026-02-03T10:00:00", "2026-02-03T10:00:00"),
        ("dayTimeDuration", "PT2H", "PT2H"),
    ],
)
def test_an_item_definition_coerces_or_refuses(build: Build, type_: str, given: Any, expected: Any) -> None:
    model = build(ITEMS + boxed(literal("n")).replace("number", type_, 1))

    assert model.findings == ()
    assert model.evaluate("d", {"n": given}).json() == expected


def test_a_function_type_guards_what_a_decision_gives(build: Build) -> None:
    good = build(ITEMS + boxed(DOUBLE, "rate") + _caller())
    bad = build(ITEMS + boxed(literal("1"), "rate") + _caller())

    assert good.evaluate("c", {}).json() == 42
    assert bad.evaluate("c", {}).json() is None


def _caller() -> str:
    needs = '<informationRequirement><requiredDecision href="#d"/></informationRequirement>'
    return f'<decision id="c" name="c">{needs}{literal("d(21)")}</decision>'


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_the_format_runs(namespace: str) -> None:
    body = f"""<decision id="d" name="d"><variable id="v" name="d"/>{NEEDS}
<decisionTable id="t" hitPolicy="UNIQUE"><input id="i" label="amount" camunda:x="1"><inputExpression id="ie"
 typeRef="feel:number"><text>n</text></inputExpression></input><output id="o" name="o" typeRef="feel:string"/>
<rule id="r1"><description>small</description><inputEntry id="a"><text>&lt;= 5</text></inputEntry>
<outputEntry id="b"><text>"small"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>&gt; 5</text></inputEntry><outputEntry id="e"><text>"large"</text></outputEntry>
</rule></decisionTable></decision>"""
    source = (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{namespace}" id="m" name="m" namespace="urn:m" '
        'xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:camunda="http://camunda.org/schema/1.0/dmn" '
        'xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" exporter="Camunda Modeler" exporterVersion="5">'
        f"{INPUT.replace('number', 'feel:number')}{body}<dmndi:DMNDI><dmndi:DMNDiagram/></dmndi:DMNDI></definitions>"
    )

    model = decisions.load_model(source.encode(), "m.dmn")

    assert model.findings == ()
    assert [model.evaluate("d", {"n": n}).json() for n in (5, 5.01)] == ["small", "large"]


def test_an_import_without_a_name_merges_its_elements() -> None:
    space = "https://www.omg.org/spec/DMN/20230324/MODEL/"
    rate = (
        '<businessKnowledgeModel id="rate" name="rate"><encapsulatedLogic><formalParameter name="x"/>'
        f"{literal('x * 2')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    lib = f'<definitions xmlns="{space}" id="l" name="l" namespace="urn:l">{rate}</definitions>'
    need = '<knowledgeRequirement><requiredKnowledge href="urn:l#rate"/></knowledgeRequirement>'
    library = decisions.load_model(lib.encode(), "l.dmn")

    for alias, call in (("", "rate(21)"), ("lib", "lib.rate(21)")):
        main = (
            f'<definitions xmlns="{space}" id="m" name="m" namespace="urn:m"><import name="{alias}" namespace="urn:l" '
            f'importType="{space}"/><decision id="d" name="d">{need}{literal(call)}</decision></definitions>'
        )
        model = decisions.load_model(main.encode(), "m.dmn", [library])

        assert model.findings == ()
        assert model.evaluate("d", {}).json() == 42


def test_a_service_of_several_outputs_gives_a_context_and_is_a_function(build: Build) -> None:
    other = f'<decision id="e" name="e">{NEEDS}{literal("n + 1")}</decision>'
    service = (
        '<decisionService id="s" name="s"><outputDecision href="#d"/><outputDecision href="#e"/><inputData href="#in"/>'
        "</decisionService>"
    )
    need = '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
    model = build(
        boxed(literal("n * 2")) + other + service + f'<decision id="c" name="c">{need}{literal("s(4)")}</decision>'
    )

    assert model.findings == ()
    assert model.evaluate("c", {}).json() == {"d": 8, "e": 5}
    assert decisions.evaluate(model, "s", {"n": 1}).result == {"d": 2, "e": 2}
