"""The public DMN TCK, whole: level 2 complete, level 3 but for functions of kind Java, which are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import tck_cases
from tools.tck_cases import Outcome


@pytest.fixture(scope="module")
def kit(shared: Path) -> Path:
    """The folder of the TCK; TCK_DIR points at another one of the same shape."""
    return Path(os.environ.get("TCK_DIR") or shared / "tck")


@pytest.fixture(scope="module")
def whole() -> bool:
    """Whether it is the TCK that everybody has; another one may hold fewer cases."""
    return not os.environ.get("TCK_DIR")


def _level(kit: Path, name: str) -> Path:
    return next(level for level in tck_cases.levels(kit) if level.name == name)


def _failures(outcomes: list[Outcome]) -> list[str]:
    return [str(outcome) for outcome in outcomes if not outcome.passed and not outcome.java]


def test_level_2_passes_whole(kit: Path, whole: bool) -> None:
    outcomes = tck_cases.run_level(_level(kit, "compliance-level-2"))

    assert len(outcomes) >= (126 if whole else 1)
    assert [str(outcome) for outcome in outcomes if not outcome.passed] == []


def test_level_3_passes_but_for_functions_of_kind_java(kit: Path, whole: bool) -> None:
    outcomes = tck_cases.run_level(_level(kit, "compliance-level-3"))

    assert len(outcomes) >= (1733 if whole else 1)
    assert _failures(outcomes) == []


def test_functions_of_kind_java_are_refused(kit: Path, whole: bool) -> None:
    outcomes = list(tck_cases.run_folder(_level(kit, "compliance-level-3") / "0076-feel-external-java"))

    assert outcomes or not whole
    assert {outcome.got for outcome in outcomes} <= {None}
