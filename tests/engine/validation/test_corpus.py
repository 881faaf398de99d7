"""Real diagrams of other engines: each is deployable, or refused with findings that name element and line."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from engine.errors import Finding, Severity
from tools import corpus_table

SECONDS = 2.0
RAW = re.compile(r"Traceback|Error\b|Exception\b|lxml|libxml|expat|xmlSAX|StartTag|EntityRef|Errno|object at 0x|<class")

CONDITION = re.compile(r"conditionExpression[^>]*>\s*(<!\[CDATA\[)?\s*\$\{")


@pytest.fixture(scope="module")
def judged(shared: Path) -> dict[Path, tuple[list[Finding], float]]:
    """Findings and processor seconds of every file."""
    answers = {}
    for path in sorted((shared / "bpmn-corpus").glob("*/*")):
        began = time.process_time()
        answers[path] = (corpus_table.judge(path), time.process_time() - began)
    return answers


def test_every_file_gets_an_answer_in_time(judged: dict[Path, tuple[list[Finding], float]]) -> None:
    assert len(judged) >= 254
    assert {path.name: spent for path, (_, spent) in judged.items() if spent >= SECONDS} == {}


def test_every_refusal_names_element_and_line_and_a_remedy(judged: dict[Path, tuple[list[Finding], float]]) -> None:
    for path, (found, _) in judged.items():
        for it in found:
            assert it.zh and it.en and it.remedy_zh and it.remedy_en, (path.name, it)
            assert it.line > 0, (path.name, it)
            assert it.element_id or it.code.startswith("file."), (path.name, it)


def test_no_message_of_a_library_is_shown(judged: dict[Path, tuple[list[Finding], float]]) -> None:
    said = {f"{it.code}: {text}" for found, _ in judged.values() for it in found for text in _sentences(it)}

    assert [text for text in said if RAW.search(text)] == []


def test_a_condition_of_another_language_is_refused_with_the_remedy_to_write_feel(
    judged: dict[Path, tuple[list[Finding], float]],
) -> None:
    written = [path for path in judged if CONDITION.search(path.read_text(errors="replace"))]

    assert len(written) >= 15
    for path in written:
        faults = [it for it in judged[path][0] if it.severity is Severity.ERROR]
        runs = 'isExecutable="true"' in path.read_text(errors="replace")
        assert faults
        assert not runs or any(it.code == "expression.juel" and "FEEL" in it.remedy_zh for it in faults), path.name


def _sentences(it: Finding) -> tuple[str, str]:
    """Without what they quote from the file."""
    return re.sub(r"“[^”]*”", "", it.zh), re.sub(r'"[^"]*"', "", it.en)
