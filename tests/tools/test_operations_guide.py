"""The operations guide names every setting with the default that it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from kit.config import Settings

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(ORDERFLOW_[A-Z_]+)` \| (?:`([^`]*)`)? ?\|", re.MULTILINE)


def test_the_table_lists_exactly_the_settings() -> None:
    assert {name for name, _ in ROW.findall(GUIDE)} == {f"ORDERFLOW_{name}".upper() for name in Settings.model_fields}


@pytest.mark.parametrize(("variable", "written"), ROW.findall(GUIDE))
def test_the_written_default_is_the_default(variable: str, written: str) -> None:
    field = Settings.model_fields[variable.removeprefix("ORDERFLOW_").lower()]
    value = TypeAdapter(field.annotation)

    read = value.validate_json(written) if written.startswith("[") else value.validate_python(written)

    assert read == field.default


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_links_lead_to_files(readme: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text(encoding="utf-8"))

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
