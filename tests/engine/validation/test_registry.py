"""Every rule is registered, says everything in both languages, and has a test."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

import pytest

from engine.validation import rules, tables
from engine.validation.rule import Rule

ALL: list[Rule] = [module.RULE for module in rules.DRAWING] + list(tables.RULES)
HERE = Path(__file__).parent


def test_every_module_of_the_folder_is_registered() -> None:
    modules = {module.name for module in pkgutil.iter_modules(rules.__path__)}

    assert modules == {module.__name__.rsplit(".", 1)[-1] for module in rules.DRAWING}  # type: ignore[attr-defined]


def test_no_two_rules_have_the_same_id() -> None:
    ids = [rule.id for rule in ALL]

    assert sorted(set(ids)) == sorted(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name)] == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_says_sentence_and_remedy_in_both_languages(rule: Rule) -> None:
    for zh in (rule.zh, rule.remedy_zh):
        assert re.search(r"[\u4e00-\u9fff]|^\{\w+\}$", zh)
    for en in (rule.en, rule.remedy_en):
        assert en and not re.search(r"[\u4e00-\u9fff]", en)
    assert not rule.zh.endswith(("。", ".")) and not rule.en.endswith(".")


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_has_a_test(rule: Rule) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))

    assert f'"{rule.id}"' in tests
