"""The public DMN TCK, whole: level 2 complete, level 3 but for functions of kind Java, which are refused."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine import decisions
from engine.feel import temporal
from engine.feel.values import FeelFunction, Range, equal
from kit.errors import Failure

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class Outcome:
    """One expected result: what was wanted and what came."""

    model: str
    case: str
    node: str
    wanted: Any
    got: Any
    passed: bool


def run_level(folder: Path) -> list[Outcome]:
    """All results of one level."""
    return [outcome for model in sorted(folder.iterdir()) if model.is_dir() for outcome in run_folder(model)]


def run_folder(folder: Path) -> Iterator[Outcome]:
    """All results of one folder with models and cases."""
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    for path in sorted(folder.glob("*.xml")):
        root = etree.parse(path).getroot()
        name = _child_text(root, "modelName") or f"{folder.name}.dmn"
        model = _load(sources, name)
        for case in _children(root, "testCase"):
            yield from _run_case(folder.name, model, case)


def _load(sources: dict[str, bytes], name: str) -> decisions.Model:
    """The model with those it imports, imported ones first."""
    root = etree.fromstring(sources[name])
    wanted = (
        {part.get("namespace") for part in root if etree.QName(part).localname == "import"}
        if len(sources) > 1
        else set()
    )
    others = []
    for other, source in sources.items():
        if other != name and etree.fromstring(source).get("namespace") in wanted:
            others.append(_load(sources, other))
    return decisions.load_model(sources[name], name, others)


def _run_case(folder: str, model: decisions.Model, case: Any) -> Iterator[Outcome]:
    inputs: dict[str, Any] = {}
    for part in _children(case, "inputNode"):
        inputs[" ".join(part.get("name").split())] = _value(part)
    invocable = case.get("invocableName")
    for result in _children(case, "resultNode"):
        name = result.get("name")
        expected = next(_children(result, "expected"), None)
        wanted = None if expected is None else _value(expected)
        got = _evaluate(model, name, inputs, invocable)
        error = isinstance(got, Failure)
        passed = wanted is None and result.get("errorResult") == "true" if error else same(wanted, got)
        yield Outcome(folder, case.get("id"), name, wanted, got, passed)


def _evaluate(model: decisions.Model, name: str, inputs: dict[str, Any], invocable: str | None) -> Any:
    try:
        if invocable:
            value = model.invoke(invocable, inputs).value
            return value.get(name) if isinstance(value, dict) and name in value else value
        found = next(d for d in model.decisions if d.name == " ".join(name.split()))
        return model.evaluate(found.id, inputs).value
    except Failure as problem:
        return problem


def _children(element: Any, name: str) -> Iterator[Any]:
    return (part for part in element if isinstance(part.tag, str) and etree.QName(part).localname == name)


def _child_text(element: Any, name: str) -> str:
    found = next(_children(element, name), None)
    return "" if found is None else (found.text or "").strip()


def _value(element: Any) -> Any:
    for part in element:
        if not isinstance(part.tag, str):
            continue
        kind = etree.QName(part).localname
        if kind == "list":
            return [_value(item) for item in _children(part, "item")]
        if kind == "component":
            return {c.get("name"): _value(c) for c in _children(element, "component")}
        if kind == "value":
            return _simple(part)
    return None


def _simple(element: Any) -> Any:
    if element.get(XSI + "nil") == "true":
        return None
    text = element.text or ""
    kind = (element.get(XSI + "type") or "xsd:string").rpartition(":")[2]
    if kind in ("decimal", "double", "integer", "int", "float"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in ("date", "time", "dateTime", "duration"):
        return temporal.literal(text.strip())
    return text


def same(wanted: Any, got: Any) -> bool:
    """Numbers within 1e-8 relative; everything else exactly."""
    if type(wanted) is Decimal and type(got) is Decimal:
        return math.isclose(wanted, got, rel_tol=1e-8)
    if type(wanted) is not type(got):
        return False
    if isinstance(wanted, list):
        return len(wanted) == len(got) and all(same(a, b) for a, b in zip(wanted, got, strict=True))
    if isinstance(wanted, dict):
        return wanted.keys() == got.keys() and all(same(value, got[key]) for key, value in wanted.items())
    if wanted is None:
        return True
    if isinstance(got, FeelFunction | Range):
        return False
    return equal(wanted, got) is True


@pytest.fixture(scope="module")
def kit(shared: Path) -> Path:
    """The folder of the TCK; TCK_DIR points at another one of the same shape."""
    return Path(os.environ.get("TCK_DIR") or shared / "tck")


def _failures(outcomes: list[Outcome]) -> list[str]:
    return [f"{o.model} {o.case} {o.node}: {o.wanted!r} != {o.got!r}" for o in outcomes if not o.passed]


def test_level_2_passes_whole(kit: Path) -> None:
    outcomes = run_level(kit / "compliance-level-2")

    assert len(outcomes) >= 126
    assert _failures(outcomes) == []


def test_level_3_passes_but_for_functions_of_kind_java(kit: Path) -> None:
    outcomes = run_level(kit / "compliance-level-3")

    assert len(outcomes) >= 1733
    assert _failures([outcome for outcome in outcomes if outcome.model != "0076-feel-external-java"]) == []


def test_functions_of_kind_java_are_refused(kit: Path) -> None:
    outcomes = list(run_folder(kit / "compliance-level-3" / "0076-feel-external-java"))

    assert {outcome.got for outcome in outcomes} == {None}
