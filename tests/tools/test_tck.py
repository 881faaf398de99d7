"""`make tck`: one line a level, whatever the folder holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tools import tck, tck_cases

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="m" id="m">
  <inputData id="i" name="x"><variable name="x"/></inputData>
  <decision id="d" name="twice  x"><variable name="twice  x"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>{text}</text></literalExpression></decision>
</definitions>"""
CASE = """<testCase id="{id}"><inputNode name="x"><value xsi:type="xsd:decimal">2</value></inputNode>
  <resultNode name="twice x"{error}><expected>{expected}</expected></resultNode></testCase>"""
CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  {model}{cases}</testCases>"""
FOUR = '<value xsi:type="xsd:decimal">4</value>'
NIL = '<value xsi:nil="true"/>'


def _case(expected: str, error: bool = False) -> str:
    return CASE.format(id="c", expected=expected, error=' errorResult="true"' if error else "")


def _write(folder: Path, text: str, *cases: str, model: str = "m.dmn") -> Path:
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_text(MODEL.format(text=text), encoding="utf-8")
    named = f"<modelName>{model}</modelName>" if model else ""
    (folder / "cases.xml").write_text(CASES.format(model=named, cases="".join(cases)), encoding="utf-8")
    return folder


def _run(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, str, str]:
    monkeypatch.setenv("TCK_DIR", str(root))
    code = tck.main(options)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_one_line_a_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _write(tmp_path / "compliance-level-2" / "a", "x * 2", _case(FOUR))
    _write(tmp_path / "compliance-level-3" / "deep" / "b", "x", _case(FOUR), _case(NIL, error=True), model="")

    code, out, err = _run(tmp_path, monkeypatch, capsys, "--failing")

    assert (code, out) == (1, "level-2 1/1 values 1/1\nlevel-3 0/2 values 0/1\n")
    assert "b c twice x: wanted Decimal('4'), got Decimal('2')" in err


def test_functions_of_kind_java_may_fail_in_level_3_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    java = '(function(a) external {java: {class: "C", "method signature": "m(int)"}})(x)'
    _write(tmp_path / "compliance-level-3" / "a", java, _case(FOUR))
    assert _run(tmp_path, monkeypatch, capsys) == (0, "level-3 0/1 values 0/1\n", "")

    _write(tmp_path / "compliance-level-2" / "a", java, _case(FOUR))
    assert _run(tmp_path, monkeypatch, capsys)[0] == 1


def test_a_model_that_does_not_load_fails_its_cases_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    level = tmp_path / "TestCases" / "compliance-level-2"
    _write(level / "good", "2 * x", _case(FOUR))
    broken = _write(level / "broken", "x", _case(FOUR), _case(NIL))
    (broken / "m.dmn").write_text("<definitions", encoding="utf-8")
    _write(level / "absent", "x", _case(FOUR), model="other.dmn")
    (level / "absent" / "more.dmn").write_bytes((level / "good" / "m.dmn").read_bytes())
    unread = _write(level / "unread", "x")
    (unread / "cases.xml").write_text("no cases", encoding="utf-8")
    (unread / "other.xml").write_text("<something/>", encoding="utf-8")

    code, out, _ = _run(tmp_path, monkeypatch, capsys)

    assert (code, out) == (1, "level-2 1/5 values 1/4\n")


def test_a_folder_without_levels_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = _run(tmp_path, monkeypatch, capsys)

    assert (code, out) == (2, "")
    assert "TCK_DIR" in err


@pytest.mark.parametrize(
    ("expected", "passes"),
    [
        ("<list><item>" + FOUR + "</item><item>" + NIL + "</item></list>", True),
        ('<list xsi:nil="true"/>', False),
        ("<list><item>" + FOUR + "</item></list>", False),
        ('<value xsi:type="xsd:decimal">four</value>', False),
        ("<strange/>", False),
    ],
)
def test_lists(tmp_path: Path, expected: str, passes: bool) -> None:
    _write(tmp_path / "a", "[x * 2, null]", _case(expected))

    assert [outcome.passed for outcome in tck_cases.run_folder(tmp_path / "a")] == [passes]


def test_components(tmp_path: Path) -> None:
    expected = f'<component name="a">{FOUR}</component><component name="b"><list/></component>'
    _write(tmp_path / "a", "{a: 4, b: []}", _case(expected))

    assert [outcome.wanted for outcome in tck_cases.run_folder(tmp_path / "a")] == [{"a": Decimal(4), "b": []}]
    assert all(outcome.passed for outcome in tck_cases.run_folder(tmp_path / "a"))
