"""Whoever reads English reads the processes in English: every drawn name and every reason has its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import bpmn
from engine import texts

FOLDER = Path(bpmn.__path__[0])
BPMN, DMN, ZEEBE = (
    "{http://www.omg.org/spec/BPMN/20100524/MODEL}",
    "{https://www.omg.org/spec/DMN/20191111/MODEL/}",
    "{http://camunda.org/schema/zeebe/1.0}",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = texts.parse((FOLDER / "texts.en.csv").read_bytes(), "texts.en.csv")


def drawn(path: Path) -> Iterator[str]:
    """Names in a diagram; labels, decisions and texts that come out of a table."""
    for node in etree.parse(path).iter(etree.Element):
        if node.tag.startswith(BPMN):
            yield node.get("name") or ""
        if node.tag in (f"{DMN}input", f"{DMN}output"):
            yield node.get("label") or ""
        if node.tag == f"{DMN}decision":
            yield node.get("name") or ""
        if node.tag == f"{DMN}outputEntry":
            yield (node.findtext(f"{DMN}text") or "").strip('"')


def reasons(path: Path) -> Iterator[str]:
    """What a task gives as its reason; expressions put a 7 wherever they put in a value."""
    for node in etree.parse(path).iter(f"{ZEEBE}input"):
        if node.get("target") == "reason":
            parts = [part.strip() for part in node.get("source").removeprefix("=").split("+")]
            yield "".join(part.strip('"') if part.startswith('"') else "7" for part in parts)


@pytest.mark.parametrize("path", sorted([*FOLDER.glob("*.bpmn"), *FOLDER.glob("*.dmn")]), ids=lambda path: path.name)
def test_every_drawn_name_has_its_english(path: Path) -> None:
    chinese = {text for text in (*drawn(path), *reasons(path)) if CHINESE.search(text)}
    assert chinese, "nothing was found to look at"
    assert {text for text in chinese if CHINESE.search(ENGLISH.translate(text))} == set()


def test_no_line_is_left_of_what_nobody_draws_any_more() -> None:
    paths = [*FOLDER.glob("*.bpmn"), *FOLDER.glob("*.dmn")]
    found = {text for path in paths for text in (*drawn(path), *reasons(path))}
    assert ENGLISH.said.keys() - found == set()
