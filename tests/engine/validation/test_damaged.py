"""Damaged files: whatever is cut out of a diagram, it gets findings and never an exception."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bpmn
from engine import validation

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHIPPED = sorted(Path(bpmn.__path__[0]).glob("*.bpmn"))
ROUNDS = 40
_ATTRIBUTE = re.compile(r' [\w:]+="[^"]*"')
_TAG = re.compile(r"<(/?)(\w+:)?(\w+)")
_TAGS = ("task", "subProcess", "endEvent", "startEvent", "exclusiveGateway", "boundaryEvent", "transaction")


def damage(text: str, chance: random.Random) -> str:
    """One to six cuts: attributes gone or changed, tags renamed, bytes cut out."""
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(text))
        attribute = _ATTRIBUTE.search(text, place)
        tag = _TAG.search(text, place)
        action = chance.choice(("drop", "change", "rename", "cut"))
        if action == "drop" and attribute:
            text = text[: attribute.start()] + text[attribute.end() :]
        elif action == "change" and attribute:
            value = chance.choice(("", "=", "=1 +", "${x}", "true", "a b", "x" * 500, "=a.b[", "&#0;", "&lt;"))
            text = f'{text[: text.index("=", attribute.start())]}="{value}"{text[attribute.end() :]}'
        elif action == "rename" and tag and tag.group(3) != "definitions":
            old, new = tag.group(3), chance.choice(_TAGS)
            text = re.sub(rf"(</?(?:\w+:)?){old}\b", rf"\g<1>{new}", text)
        else:
            text = text[:place] + text[place + chance.randint(1, 4) :]
    return text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_damaged_diagram_gets_findings_and_never_an_exception(path: Path) -> None:
    chance = random.Random(path.stem)
    for _ in range(ROUNDS):
        content = damage(path.read_text(encoding="utf-8"), chance).encode()
        found = validation.lint({path.name: content}, groups=frozenset({"sales"}), now=NOW)

        assert all(it.zh and it.en and it.line >= 0 for it in found)
        mended = validation.mend(content, found)
        assert isinstance(mended, bytes)
