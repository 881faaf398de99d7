"""Damaged diagrams: what is known at their elements is told without an exception."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

import bpmn
from api.shapes import variables as shapes
from engine import known_variables
from engine.validation import check

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHIPPED = sorted(Path(bpmn.__path__[0]).glob("*.bpmn"))
CONSTRUCTS = sorted((Path(__file__).parents[1] / "constructs").glob("*.bpmn"))
ROUNDS = 12


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Attributes gone or swapped, elements gone or moved elsewhere."""
    root = etree.fromstring(content)
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    ids = [str(node.get("id")) for node in nodes if node.get("id")]
    for _ in range(chance.randint(1, 6)):
        node, action = chance.choice(nodes[1:]), chance.choice(("drop", "change", "remove", "move"))
        parent = node.getparent()
        if action == "drop" and node.attrib:
            del node.attrib[chance.choice(sorted(node.attrib))]
        elif action == "change" and node.attrib:
            value = chance.choice([*ids, "", "true", "=1", "a.b.c", ".", "=x[1].y"])
            node.set(chance.choice(sorted(node.attrib)), value)
        elif parent is not None:
            parent.remove(node)
            if action == "move" and (target := chance.choice(nodes)) not in set(node.iter()):
                target.append(node)
    return etree.tostring(root)


@pytest.mark.parametrize("path", [*SHIPPED, *CONSTRUCTS], ids=lambda path: path.stem)
def test_what_is_known_in_a_damaged_diagram_is_told(path: Path) -> None:
    chance = random.Random(path.stem)
    for _ in range(ROUNDS):
        content = damaged(path.read_bytes(), chance)
        whole = check.deployment_of({path.name: content}, [], groups=None, now=NOW)
        for process_id in whole.processes:
            told = shapes.variables(process_id, known_variables.known_at(whole, process_id))
            assert told.model_dump_json()
