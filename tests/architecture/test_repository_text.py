"""What is written down belongs to the product: nothing of the machines it was made on, no index addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THIS = Path(__file__).resolve()
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w./-])/(work|root|home/\w+|Users/\w+)/"),
    "a registry's address": re.compile(
        r"(pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|registry\.npmmirror\.com|mirrors\.aliyun\.com)"
    ),
    "unfinished work": re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"),
    "words about how it was made": re.compile(
        r"\b(claude|anthropic|openai|chatgpt|copilot|language model|as an ai)\b", re.IGNORECASE
    ),
    "a conflict marker": re.compile(r"^(<<<<<<<|>>>>>>>) ", re.MULTILINE),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str, text_files: list[Path]) -> None:
    pattern = FORBIDDEN[what]
    hits = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, hit.start()) + 1} {hit.group()}"
        for path in text_files
        if path != THIS and path.name != "package-lock.json"
        for text in [path.read_text(encoding="utf-8", errors="replace")]
        for hit in pattern.finditer(text)
    ]

    assert hits == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-ui.lock"])
def test_the_lock_pins_every_package_by_hash_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE)

    assert packages
    assert "http" not in text.replace("httpcore", "").replace("httptools", "").replace("httpx", "").replace(
        "pytest-httpserver", ""
    )
    blocks = re.split(r"^(?=[a-z0-9][\w.-]*==)", text, flags=re.MULTILINE)
    assert [block.splitlines()[0] for block in blocks if block and "--hash=sha256:" not in block] == []


def test_the_lock_of_the_ui_names_no_registry() -> None:
    assert '"resolved": "http' not in (ROOT / "admin_ui" / "package-lock.json").read_text()


def test_the_lock_holds_what_the_project_asks_for() -> None:
    asked = re.findall(r'^    "([\w-]+)(?:\[\w+\])?==([\w.]+)",', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE))

    assert asked
    assert {name: version for name, version in asked if locked.get(name.lower()) != version} == {}
