"""Broken and hostile files give findings and refusals, never another exception, within bounds of time."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engine import decisions, feel
from kit.errors import Failure

BPMN = Path(__file__).resolve().parents[3] / "bpmn"
HOSTILE = [
    "", "-", "(", "]", '"', "?", "null", "not(", "1e999999999", "2**10**10**10", "a" * 3000, "[" * 200, "，（", "🐎",
    "for i in 1..1000000000 return i", "x[x[x[x[1]]]]", "function(f) f(f)", 'matches("aaaaaaaaaaaaaaaa!", "(a|aa)+$")',
    "{a: 1, a: 2}", '@"2024-02-31"', 'date("x") < 1', "[10..1]", "(..)", "d(1)", "external {java: {}}", "\u0000",
]  # fmt: skip
NAMES = ["decision", "decisionTable", "rule", "context", "list", "for", "invocation", "relation", "filter", "input"]
SEEDS = range(4)
CONSTRUCTS = [
    b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
<itemDefinition name="order"><itemComponent name="total"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="tags" isCollection="true"><typeRef>string</typeRef><allowedValues><text>"a","b"</text>
  </allowedValues></itemComponent></itemDefinition>
<inputData id="o" name="order"><variable name="order" typeRef="order"/></inputData>
<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="x" typeRef="number"/>
  <literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="d" name="d"><variable name="d" typeRef="Any"/>
  <informationRequirement><requiredInput href="#o"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>
  <context><contextEntry><variable name="a"/><invocation><literalExpression><text>f</text></literalExpression>
    <binding><parameter name="x"/><literalExpression><text>order.total</text></literalExpression></binding></invocation>
    </contextEntry>
  <contextEntry><variable name="b"/><for iteratorVariable="i"><in><list><literalExpression><text>1</text>
    </literalExpression></list></in><return><literalExpression><text>i + a</text></literalExpression></return></for>
    </contextEntry>
  <contextEntry><variable name="c"/><conditional><if><some iteratorVariable="t"><in><literalExpression>
    <text>order.tags</text></literalExpression></in><satisfies><literalExpression><text>t = "a"</text>
    </literalExpression></satisfies></some></if><then><relation><column name="p"/><row><literalExpression>
    <text>1</text></literalExpression></row></relation></then><else><literalExpression><text>0</text>
    </literalExpression></else></conditional></contextEntry>
  <contextEntry><variable name="e"/><filter><in><literalExpression><text>b</text></literalExpression></in><match>
    <literalExpression><text>item > 1</text></literalExpression></match></filter></contextEntry></context></decision>
<decision id="g" name="g"><informationRequirement><requiredDecision href="#d"/></informationRequirement>
  <decisionTable hitPolicy="PRIORITY"><input label="x"><inputExpression typeRef="number"><text>d.a</text>
  </inputExpression></input><output name="r" typeRef="string"><outputValues><text>"hi","lo"</text></outputValues>
  </output>
  <rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>"hi"</text></outputEntry></rule>
  <rule><inputEntry><text>not(&gt; 5)</text></inputEntry><outputEntry><text>"lo"</text></outputEntry></rule>
  </decisionTable></decision>
<decisionService id="s" name="s"><outputDecision href="#g"/><encapsulatedDecision href="#d"/><inputData href="#o"/>
  </decisionService></definitions>"""
]


def _mutated(source: bytes, rand: random.Random) -> bytes:
    """The file with a few changes to its tree, or, one in four, to its bytes."""
    if rand.random() < 0.25:
        return _torn(source, rand)
    root = etree.fromstring(source)
    for _ in range(rand.randint(1, 6)):
        _change(root, rand)
    return etree.tostring(root)


def _torn(source: bytes, rand: random.Random) -> bytes:
    data = bytearray(source)
    for _ in range(rand.randint(1, 20)):
        place = rand.randrange(len(data))
        match rand.randrange(3):
            case 0:
                data[place] = rand.randrange(256)
            case 1:
                del data[place : place + rand.randint(1, 40)]
            case _:
                data[place:place] = data[: rand.randint(1, 40)]
    return bytes(data)


def _change(root: etree._Element, rand: random.Random) -> None:
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    element, other = rand.choice(elements), rand.choice(elements)
    match rand.randrange(6):
        case 0:
            element.text = rand.choice(HOSTILE).replace("\u0000", "")
        case 1 if element.getparent() is not None:
            element.getparent().remove(element)
        case 2 if element.getparent() is not None and len(elements) < 3000:
            other.append(etree.fromstring(etree.tostring(element)))
        case 3 if element.attrib:
            element.set(rand.choice(list(element.attrib)), rand.choice(["", "x", "#x", "UNIQUE", "COLLECT", "number"]))
        case 4 if element.attrib:
            element.attrib.pop(rand.choice(list(element.attrib)))
        case _:
            element.tag = etree.QName(etree.QName(root).namespace, rand.choice(NAMES)).text


def _tried(source: bytes) -> Iterator[str]:
    """Everything a deploy and an evaluation do; messages of what was refused."""
    try:
        model = decisions.load_model(source, "m.dmn")
    except decisions.ModelRefused as refused:
        yield refused.message("zh") + refused.message("en")
        return
    yield from (finding.text("zh") + finding.text("en") for finding in model.findings)
    for decision in model.decisions[:5]:
        given = dict.fromkeys(decision.inputs, "x")
        for work in (model.evaluate, lambda target, inputs: decisions.evaluate(model, target, inputs)):
            try:
                work(decision.id, given)
            except Failure as failure:
                yield failure.message("zh") + failure.message("en")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_file_gives_findings_or_a_refusal(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    rand = random.Random(seed)
    sources = [path.read_bytes() for path in sorted(BPMN.glob("*.dmn"))] + CONSTRUCTS

    with caplog.at_level(logging.ERROR):
        for _ in range(100):
            started = time.process_time()
            said = list(_tried(_mutated(rand.choice(sources), rand)))
            assert time.process_time() - started < 10
            assert not [text for text in said if "Traceback" in text or "lxml" in text or "Error:" in text]

    assert [record.getMessage() for record in caplog.records] == []


def test_a_long_row_of_requirements_is_refused_when_it_runs(build) -> None:
    def node(number: int) -> str:
        needs = f'<informationRequirement><requiredDecision href="#d{number + 1}"/></informationRequirement>'
        body = f"<literalExpression><text>d{number + 1}</text></literalExpression>"
        return f'<decision id="d{number}" name="d{number}"><variable name="d{number}"/>{needs}{body}</decision>'

    last = "<literalExpression><text>1</text></literalExpression>"
    long = build("".join(node(number) for number in range(500)) + f'<decision id="d500" name="d500">{last}</decision>')

    assert long.evaluate("d450", {}).value == 1
    with pytest.raises(feel.FeelTooComplex):
        long.evaluate("d0", {})


def test_a_table_of_thousands_of_rows_is_judged_in_time(build_table) -> None:
    rules = [[f"[{number}..{number + 1}]", f"< {number}", f'"{number}"', str(number)] for number in range(2000)]
    began = time.process_time()
    found = build_table(["x", "y", "z"], ["o"], rules).findings

    assert time.process_time() - began < 15  # 3000 such rows took twenty seconds
    assert "decisions.not_analysed" in {finding.code for finding in found}
