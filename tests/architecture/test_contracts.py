"""The import contracts hold what they promise: nothing is excused but the kernel's own modules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def linter() -> dict[str, object]:
    settings: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return settings


def test_every_area_of_the_business_has_its_layer(linter: dict[str, list[dict[str, list[str]]]]) -> None:
    layers = next(contract for contract in linter["contracts"] if contract.get("containers") == ["oms"])["layers"]
    placed = {area.strip(" ()") for layer in layers for area in layer.split("|")}

    areas = {folder.name for folder in (ROOT / "oms").iterdir() if (folder / "__init__.py").exists()}
    assert areas <= placed


def test_only_the_kernel_is_excused_from_the_ban_on_spiffworkflow(
    linter: dict[str, list[dict[str, list[str]]]],
) -> None:
    excused = [line for contract in linter["contracts"] for line in contract.get("ignore_imports", [])]

    owners = {line.split(" -> ")[0].removesuffix(".**") for line in excused}
    assert owners == {"engine.kernel", "engine.elements", "engine.dialect", "engine.codec"}
    assert {line.split(" -> ")[1] for line in excused} == {"SpiffWorkflow"}
