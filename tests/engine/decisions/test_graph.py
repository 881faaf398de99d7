"""Requirements: what a node sees, what is computed once, knowledge models, services, types."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import Any

import pytest

from engine import decisions

Build = Callable[..., decisions.Model]


def _decision(name: str, text: str, *needs: str, type_: str = "") -> str:
    required = "".join(f"<{_wrap(n)}><{_kind(n)} href='#{n[1:]}'/></{_wrap(n)}>" for n in needs)
    reference = f' typeRef="{type_}"' if type_ else ""
    body = f"<literalExpression><text>{escape(text)}</text></literalExpression>"
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{reference}/>{required}{body}</decision>'


def _wrap(need: str) -> str:
    return "knowledgeRequirement" if need[0] == "k" else "informationRequirement"


def _kind(need: str) -> str:
    return {"k": "requiredKnowledge", "i": "requiredInput", "d": "requiredDecision"}[need[0]]


def _input(name: str, type_: str = "") -> str:
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_}"/></inputData>'


def _value(model: decisions.Model, name: str, **variables: Any) -> Any:
    return model.evaluate(name, variables).json()


def test_a_decision_sees_only_what_it_requires(build: Build) -> None:
    model = build(_input("a") + _decision("seen", "a + 1", "ia") + _decision("hidden", "a + 1"))

    assert _value(model, "seen", a=1) == 2
    assert _value(model, "hidden", a=1) is None


def test_a_table_without_input_data_reads_the_variables(build: Build) -> None:
    model = build(_decision("net", "gross / 1.13"))

    assert model.decisions[0].inputs == ("gross",)
    assert _value(model, "net", gross=113) == 100


def test_an_argument_of_the_wrong_type_makes_the_call_null(build: Build) -> None:
    bkm = (
        "<businessKnowledgeModel id='f' name='f'><variable name='f' typeRef='number'/><encapsulatedLogic>"
        "<formalParameter name='x' typeRef='string'/><literalExpression><text>\"1\"</text></literalExpression>"
        "</encapsulatedLogic></businessKnowledgeModel>"
    )
    model = build(bkm + _decision("wrong argument", "f(1)", "kf") + _decision("wrong result", 'f("a")', "kf"))

    assert _value(model, "wrong argument") is None
    assert _value(model, "wrong result") is None


def test_a_required_decision_gives_its_value(build: Build) -> None:
    model = build(_input("a") + _decision("net", "a * 100", "ia") + _decision("tax", "net * 0.13", "dnet"))

    assert _value(model, "tax", a=10) == 130
    assert model.decisions[1].inputs == ("a",)


def test_a_table_that_is_required_shows_in_the_evidence(build: Build) -> None:
    rule = "<rule id='r'><inputEntry><text>-</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
    table = (
        "<decision id='levels' name='levels'><decisionTable id='dt'><input id='i'><inputExpression><text>1</text>"
        f"</inputExpression></input><output id='o'/>{rule}</decisionTable></decision>"
    )

    evaluation = build(table + _decision("all", "levels + levels", "dlevels")).evaluate("all", {})

    assert evaluation.json() == 4
    assert [(hit.decision_id, hit.rows) for hit in evaluation.rules] == [("levels", (1,))]


def test_a_knowledge_model_is_a_function(build: Build) -> None:
    bkm = (
        "<businessKnowledgeModel id='rate' name='rate'><encapsulatedLogic><formalParameter name='x' typeRef='number'/>"
        "<literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
    )
    model = build(bkm + _decision("d", "rate(21)", "krate"))

    assert _value(model, "d") == 42
    assert model.invoke("rate", {"x": 3}).json() == 6


def test_a_service_takes_its_inputs_and_does_not_compute_them(build: Build) -> None:
    service = (
        "<decisionService id='s' name='s'><outputDecision href='#out'/><inputDecision href='#given'/>"
        "<inputData href='#a'/></decisionService>"
    )
    model = build(
        _input("a") + _decision("given", "1000") + _decision("out", "a + given", "ia", "dgiven") + service
        + _decision("call", "s(1, 2)", "ks")
    )  # fmt: skip

    assert _value(model, "call") == 3
    assert model.invoke("s", {"a": 1}).json() is None


def test_a_cycle_is_an_error_with_the_name(build: Build) -> None:
    model = build(_decision("one", "two", "dtwo") + _decision("two", "one", "done"))

    with pytest.raises(decisions.DecisionCycle) as problem:
        _value(model, "one")

    assert "one" in problem.value.message("en")


@pytest.mark.parametrize("reference", ["tier", "feel:tier", "{urn:x}tier"])
def test_an_item_definition_guards_its_values(build: Build, reference: str) -> None:
    item = (
        '<itemDefinition name=\'tier\'><typeRef>string</typeRef><allowedValues><text>"VIP", "SVIP"</text>'
        "</allowedValues></itemDefinition>"
    )
    model = build(item + _input("t", reference) + _decision("d", "t", "it"))

    assert _value(model, "d", t="VIP") == "VIP"
    assert _value(model, "d", t="other") is None
    assert _value(model, "d", t=["VIP"]) == "VIP"


def test_members_of_an_item_definition_may_hold_operators(build: Build) -> None:
    item = (
        "<itemDefinition name='order'><itemComponent name='金额（元）'><typeRef>number</typeRef></itemComponent>"
        "</itemDefinition>"
    )
    model = build(item + _input("o", "order") + _decision("d", "o.金额（元） * 2", "io"))

    assert _value(model, "d", o={"金额（元）": 2.5}) == 5


def test_a_model_serves_many_threads(build: Build) -> None:
    model = build(_input("a") + _decision("net", "a * 100", "ia") + _decision("tax", "net * 0.13", "dnet"))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda a: _value(model, "tax", a=a), range(200)))

    assert results == [a * 13 for a in range(200)]
