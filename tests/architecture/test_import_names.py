"""Our packages are bare words, so nothing else that is installed may claim them."""

from __future__ import annotations

import importlib
import importlib.metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["api", "bpmn", "engine", "handlers", "integrations", "kit", "migrations", "oms", "samples"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_ours(name: str) -> None:
    module = importlib.import_module(name)

    assert all(Path(folder).is_relative_to(ROOT) for folder in module.__path__)


@pytest.mark.parametrize("name", NAMES)
def test_no_other_distribution_brings_a_package_of_this_name(name: str) -> None:
    owners = set(importlib.metadata.packages_distributions().get(name, []))

    assert owners <= {"orderflow"}
