"""`orderflow lint`: findings as lines, exit codes, and what it mends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

import bpmn
from api import cli

DRAFT = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"   targetNamespace='x'>
  <!-- kept as it is -->
  <process id="draft" name="试验" isExecutable="true">
    <startEvent id="s" name="开始"/>
    <serviceTask id="close" name="关闭&#10;订单"><extensionElements>
      <zeebe:taskDefinition type="orders.clsoe" /></extensionElements></serviceTask>
    <endEvent id="e" name="结束"/>
    <sequenceFlow id="a" sourceRef="s" targetRef="close"/>
    <sequenceFlow id="b" sourceRef="close" targetRef="e"/>
  </process>
</definitions>
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.bpmn"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_the_shipped_diagrams_are_clean(capsys: Any) -> None:
    assert cli.main(["lint", str(Path(bpmn.__path__[0])), "--strict"]) == 0

    assert "0 个错误，0 个警告" in capsys.readouterr().out


def test_without_a_path_the_shipped_diagrams_are_judged(capsys: Any) -> None:
    assert cli.main(["lint", "--lang", "en"]) == 0

    assert "0 errors, 0 warnings" in capsys.readouterr().out


def test_a_finding_is_a_line_with_file_line_element_sentence_and_remedy(draft: Path, capsys: Any) -> None:
    assert cli.main(["lint", str(draft)]) == 1

    out = capsys.readouterr().out
    assert "draft.bpmn:7 close「关闭 订单」 没有处理器“orders.clsoe” → 是不是“orders.close”？" in out
    assert "[handler.unknown]" in out and "1 个错误" in out


def test_english_is_spoken_on_request(draft: Path, capsys: Any) -> None:
    assert cli.main(["lint", str(draft), "--lang", "en"]) == 1

    assert 'There is no handler "orders.clsoe" → Did you mean "orders.close"?' in capsys.readouterr().out


def test_json_is_for_programs(draft: Path, capsys: Any) -> None:
    assert cli.main(["lint", str(draft), "--json"]) == 1

    report = orjson.loads(capsys.readouterr().out)
    assert report["deployable"] is False
    assert "handler.unknown" in {it["rule"] for it in report["findings"]}


def test_a_fix_changes_what_is_wrong_and_not_a_byte_more(draft: Path, capsys: Any) -> None:
    assert cli.main(["lint", str(draft), "--fix"]) == 0

    assert draft.read_text(encoding="utf-8") == DRAFT.replace("orders.clsoe", "orders.close")
    assert "fixed draft.bpmn" in capsys.readouterr().out


def test_warnings_count_only_when_one_is_strict(draft: Path, capsys: Any) -> None:
    draft.write_text(DRAFT.replace("orders.clsoe", "orders.close"), encoding="utf-8")

    assert cli.main(["lint", str(draft)]) == 0
    assert cli.main(["lint", str(draft), "--strict"]) == 1
    assert "layout.missing" in capsys.readouterr().out


def test_files_are_judged_together(tmp_path: Path, draft: Path, capsys: Any) -> None:
    caller = DRAFT.replace('id="draft"', 'id="caller"').replace(
        '<zeebe:taskDefinition type="orders.clsoe" />', '<zeebe:calledElement processId="draft"/>'
    )
    (tmp_path / "caller.bpmn").write_text(caller.replace("serviceTask", "callActivity"), encoding="utf-8")
    assert cli.main(["lint", str(tmp_path / "caller.bpmn")]) == 1
    assert "call.missing" in capsys.readouterr().out

    cli.main(["lint", str(tmp_path)])

    assert "call.missing" not in capsys.readouterr().out


def test_a_path_that_is_not_there_is_refused(tmp_path: Path, capsys: Any) -> None:
    assert cli.main(["lint", str(tmp_path / "gone.bpmn")]) == 1

    assert "gone.bpmn" in capsys.readouterr().err


def test_a_wrong_option_is_wrong_usage(capsys: Any) -> None:
    with pytest.raises(SystemExit) as told:
        cli.main(["lint", "--nonsense"])

    assert told.value.code == 2
