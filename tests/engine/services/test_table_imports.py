"""A decision file may use what another file defines; both are found at deployment and when an instance runs."""

from __future__ import annotations

from typing import Any

import pytest

from engine import definitions
from kit.errors import Rejected

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{id}" name="{id}" namespace="{id}">'
BASE = """<decision id="base_rate" name="base rate"><variable name="base rate"/>
<literalExpression><text>{value}</text></literalExpression></decision></definitions>"""
USER = """<import name="base" namespace="base" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
<decision id="rate" name="rate"><variable name="rate"/>
<informationRequirement id="r"><requiredDecision href="base#base_rate"/></informationRequirement>
<literalExpression><text>base.base rate * 2</text></literalExpression></decision></definitions>"""


def base(value: int) -> bytes:
    return (HEAD.format(id="base") + BASE.format(value=value)).encode()


def using() -> bytes:
    return (HEAD.format(id="using") + USER).encode()


def deploy(house: Any, **files: bytes) -> None:
    named = {name.replace("_", "."): content for name, content in files.items()}
    house.write(lambda tx: definitions.deploy(tx, named, note="for the test"))


def ruled(draw: Any) -> bytes:
    decision = '<zeebe:calledDecision decisionId="rate" resultVariable="rate"/>'
    body = draw.tag("businessRuleTask", "R", draw.zeebe(decision)) + draw.user("A") + draw.flow("s>R>A>e")
    return bytes(draw.document(body))


def test_files_that_are_deployed_together_find_each_other(house: Any, draw: Any) -> None:
    deploy(house, z_dmn=base(3), a_dmn=using(), proc_bpmn=ruled(draw))

    assert house.variables(house.start())["rate"] == 6


def test_a_file_finds_what_was_deployed_before_and_takes_its_newest_version(house: Any, draw: Any) -> None:
    deploy(house, z_dmn=base(3))
    deploy(house, a_dmn=using(), proc_bpmn=ruled(draw))
    before = house.variables(house.start())["rate"]

    deploy(house, z_dmn=base(4))

    assert (before, house.variables(house.start())["rate"]) == (6, 8)


def test_an_import_that_is_not_there_is_refused(house: Any) -> None:
    with pytest.raises(Rejected) as refused:
        deploy(house, a_dmn=using())

    assert "base" in str(refused.value)
