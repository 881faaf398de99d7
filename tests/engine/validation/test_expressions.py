"""Expressions: FEEL that compiles, in the places where FEEL is meant."""

from __future__ import annotations

from typing import Any

import pytest

from engine.validation import repair


def split(draw: Any, condition: str) -> str:
    drawn = draw.gate("exclusive", "x", default="f_x_B") + draw.tasks("A", "B")
    return str(drawn + draw.flow("s>x>A>e; x>B>e", {"x>A": condition}))


def mapped(draw: Any, source: str) -> str:
    more = draw.mapping({"x": source}, {"total": "=x"})
    return str(draw.user("A", extra=more) + draw.flow("s>A>e"))


def test_what_is_not_feel_is_an_error_that_shows_the_position(look: Any, draw: Any) -> None:
    (finding,) = [it for it in look(split(draw, "=1 +")) if it.code == "expression.syntax"]

    assert (finding.element_id, finding.severity.value) == ("f_x_A", "error")
    assert "第 1 行第" in finding.zh and "line 1, column" in finding.en and "1 +" in finding.en


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("=x == 1", "=x = 1"),
        ("=a = 1 &amp;&amp; b = 2", "=a = 1 and b = 2"),
        ("=a = 1 || b = 2", "=a = 1 or b = 2"),
        ("=tier = 'VIP'", '=tier = "VIP"'),
        ("=count（lines）> 1", "=count(lines)&gt; 1"),
        ("=paid = True", "=paid = true"),
        ("=name = None", "=name = null"),
        ("=name is not null", "=name != null"),
        ("=a &lt;> 1", "=a != 1"),
        ("=list contains([1, 2,], x)", "=list contains([1, 2], x)"),
        ("=tier = 'VIP' ? paid : checked", '=if tier = "VIP" then paid else checked'),
    ],
)
def test_operators_of_other_languages_are_mended(look: Any, draw: Any, mended: Any, wrong: str, right: str) -> None:
    body = split(draw, wrong)

    (finding,) = [it for it in look(body) if it.code == "expression.syntax"]

    assert f">{right}<" in mended(body, finding)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("${approved}", "=approved"),
        ("${!approved}", "=not(approved)"),
        ("${not approved}", "=not(approved)"),
        ("${amount &gt; 1000 &amp;&amp; tier == 'VIP'}", '=amount &gt; 1000 and tier = "VIP"'),
        ("#{order.total}", "=order.total"),
    ],
)
def test_a_juel_condition_is_refused_and_mended(look: Any, draw: Any, mended: Any, wrong: str, right: str) -> None:
    body = split(draw, wrong)

    (finding,) = [it for it in look(body) if it.code.startswith("expression.") and it.severity.value == "error"]

    assert finding.code == "expression.juel" and "FEEL" in finding.remedy_zh
    assert f">{right}<" in mended(body, finding)


def test_a_juel_text_that_cannot_be_translated_gets_an_example(look: Any, draw: Any) -> None:
    (finding,) = [it for it in look(split(draw, "${bean.call(1) ? 1 : 2}")) if it.code == "expression.juel"]

    assert finding.fix == () and "=amount > 1000" in finding.remedy_zh


@pytest.mark.parametrize("source", ["${x}", "#{x}"])
def test_juel_in_a_mapping_is_refused(hits: Any, draw: Any, source: str) -> None:
    assert hits("expression.juel", mapped(draw, source)) == ["A"]


@pytest.mark.parametrize("source", ["total", "order.total", "count(lines)", "a = 1"])
def test_a_text_that_looks_like_an_expression_lacks_its_equals_sign(
    look: Any, draw: Any, mended: Any, source: str
) -> None:
    body = mapped(draw, source)

    (finding,) = [it for it in look(body) if it.code == "expression.no_equals"]

    assert f'source="={source}"' in mended(body, finding)


@pytest.mark.parametrize("source", ["=total", "已发货", "order shipped", "a.", "&quot;x&quot;", "12"])
def test_plain_texts_and_expressions_are_left_alone(hits: Any, draw: Any, source: str) -> None:
    body = mapped(draw, source)

    assert hits("expression.no_equals", body) == hits("expression.juel", body) == hits("expression.syntax", body) == []


def test_a_key_that_is_the_same_for_every_instance_is_a_warning(hits: Any, draw: Any) -> None:
    body = draw.catch("A", draw.MESSAGE) + draw.flow("s>A>e")

    assert hits("expression.no_equals", body, declared=draw.DECLARED.replace("=no", "no")) == ["m"]
    assert hits("expression.no_equals", body) == []


@pytest.mark.parametrize("text", ["=true", "=false", "=1 = 1", '="approve"', "=amount + 1", "=[1, 2]"])
def test_a_condition_that_asks_nothing_is_a_warning(hits: Any, draw: Any, text: str) -> None:
    assert hits("condition.constant", split(draw, text)) == ["f_x_A"]


@pytest.mark.parametrize("text", ["=approved", "=amount > 1", "=today() > due", "=not(approved)", "=f(1)"])
def test_a_condition_over_variables_is_fine(hits: Any, draw: Any, text: str) -> None:
    assert hits("condition.constant", split(draw, text.replace(">", "&gt;"))) == []


def test_a_condition_without_equals_sign_is_a_note(look: Any, hits: Any, draw: Any, mended: Any) -> None:
    body = split(draw, "approved")

    (finding,) = [it for it in look(body) if it.code == "condition.no_equals"]

    assert finding.severity.value == "info" and ">=approved<" in mended(body, finding)
    assert hits("condition.no_equals", split(draw, "=approved")) == []


@pytest.mark.parametrize("text", ["a = 1", "${bean.run(1) ? 2 : 3}", "1 +"])
def test_what_is_right_or_beyond_repair_is_not_repaired(text: str) -> None:
    assert repair.repaired(text) is None


def test_an_operation_that_is_also_the_name_of_a_variable_is_a_warning(look: Any, draw: Any, mended: Any) -> None:
    task = draw.user("A", extra=draw.mapping({"价格": "=1", "折扣": "=2", "价格-折扣": "=3"}, {"x": "=价格-折扣"}))
    body = task + draw.flow("s>A>e")

    (finding,) = [it for it in look(body) if it.code == "expression.ambiguous"]

    assert (finding.element_id, finding.severity.value) == ("A", "warning")
    assert "“价格-折扣”" in finding.zh and "(价格) - (折扣)" in finding.en
    assert 'source="=(价格) - (折扣)"' in mended(body, finding)


def test_a_name_that_only_looks_like_an_operation_has_no_fix(look: Any, draw: Any) -> None:
    task = draw.user("A", extra=draw.mapping({"first-name": "=1"}, {"x": "=first-name"}))

    (finding,) = [it for it in look(task + draw.flow("s>A>e")) if it.code == "expression.ambiguous"]

    assert finding.fix == ()


@pytest.mark.parametrize("text", ["=(a) - (b)", "=a * b", "=x", "=1 +"])
def test_other_operations_are_no_ambiguity(hits: Any, draw: Any, text: str) -> None:
    task = draw.user("A", extra=draw.mapping({"a": "=1", "b": "=2", "a-b": "=3", "x": text}))

    assert hits("expression.ambiguous", task + draw.flow("s>A>e")) == []
