"""Every module is a noun of the glossary, so code and business speak of the same things."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# File names that are the same in every area, and what Python itself asks for.
SHAPES = {"__init__", "__main__", "models", "service", "queries", "rules", "errors"}
# How deep the vocabulary goes that people and code share; what lies deeper explains itself in its docstring.
DEPTH = {"oms": 3, "handlers": 2, "engine": 2, "kit": 2, "integrations": 2}


def test_every_module_of_the_product_is_in_the_glossary(sources: list[Any]) -> None:
    words = set(re.findall(r"`([a-z_]+)`", _text()))
    modules = {
        part.removesuffix(".py") for source in sources for part in source.path.parts[1 : DEPTH.get(source.package, 0)]
    }

    assert sorted(modules - words - SHAPES) == []


def test_every_term_has_a_chinese_and_an_english_name() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.*?) \|$", _text(), re.MULTILINE)
    terms = [row for row in rows if not row[0].startswith(("中文", "---"))]

    assert terms
    assert [row for row in terms if not re.search(r"[\u4e00-\u9fff]", row[0]) or not row[1].strip()] == []


def test_no_term_is_listed_twice() -> None:
    names = re.findall(r"^\| (.+?) \|", _text(), re.MULTILINE)
    terms = [name for name in names if not name.startswith(("中文", "---"))]

    assert sorted({name for name in terms if terms.count(name) > 1}) == []


def test_people_read_one_word_for_one_thing() -> None:
    """Whoever needs another word changes the glossary first, and then everything that people read."""
    unused = re.findall(r"^\| (.+?) \| .+? \|$", _text().partition("## 不用的词")[2], re.MULTILINE)
    words = [word for word in unused if word not in ("不说", "---")]
    assert len(words) > 10

    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in _read_by_people()
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def _read_by_people() -> list[Path]:
    """Screens, diagrams, tables, forms, messages of the code, and the Chinese documents without this glossary."""
    screens = [*ROOT.glob("admin_ui/src/**/zh-CN.json"), *ROOT.glob("bpmn/**/*.*")]
    code = [path for package in (*DEPTH, "api", "samples") for path in (ROOT / package).glob("**/*.py")]
    written = [ROOT / "README.zh-CN.md", ROOT / "docs" / "process-designer.md", ROOT / "docs" / "operations.md"]
    return [path for path in (*screens, *code, *written) if "__pycache__" not in path.parts]


def _text() -> str:
    return (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
