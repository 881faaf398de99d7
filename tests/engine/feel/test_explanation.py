"""Why a result is null."""

from __future__ import annotations

from engine import feel


def test_an_unknown_variable_is_named() -> None:
    reasons = feel.explain("totl > 5", {"total": 6})

    assert reasons[0] == feel.Sentence("没有名为 totl 的变量", "there is no variable totl")


def test_a_path_without_value_is_named() -> None:
    reasons = feel.explain("order.totl > 5", {"order": {"total": 6}})

    assert reasons[0].en == "the path order.totl has no value"


def test_operands_of_different_kinds_are_named() -> None:
    reasons = feel.explain('1 + "a"', {})

    assert [reason.en for reason in reasons] == ["the operands of an arithmetic operator do not fit"]


def test_a_call_with_wrong_arguments_is_named() -> None:
    reasons = feel.explain('substring(5, "a")', {})

    assert reasons[0].zh == "函数 substring 的参数不合适"


def test_a_result_has_no_reasons() -> None:
    assert feel.explain("a + 1", {"a": 1}) == []
