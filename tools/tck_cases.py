"""Runs the test cases of the public DMN TCK, or of any folder of the same shape, against engine.decisions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine import decisions
from engine.feel import temporal
from engine.feel.values import FeelFunction, Range, equal
from kit.errors import Failure

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NUMBERS = ("decimal", "double", "integer", "int", "float", "long", "short")
TEMPORAL = ("date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_JAVA = re.compile(rb"""kind\s*=\s*["']Java["']|external\s*\{\s*"?java\b""")


@dataclass(frozen=True)
class Outcome:
    """One expected result: what was wanted and what came. `java`: its model has functions of kind Java."""

    model: str
    case: str
    node: str
    wanted: Any
    got: Any
    passed: bool
    java: bool = False

    def __str__(self) -> str:
        got = self.got.message("en") if isinstance(self.got, Failure) else repr(self.got)
        return f"{self.model} {self.case} {self.node}: wanted {self.wanted!r}, got {got}"


def levels(folder: Path) -> list[Path]:
    """The folders of the levels; `folder` may be one itself, or hold them under TestCases."""
    for place in (folder, folder / "TestCases"):
        found = sorted(path for path in place.glob("compliance-level-*") if path.is_dir())
        if found:
            return found
    return [folder] if folder.name.startswith("compliance-level-") and folder.is_dir() else []


def run_level(folder: Path) -> list[Outcome]:
    """All results of one level, folders in folders included."""
    inside = sorted({path.parent for path in folder.rglob("*.xml")})
    return [outcome for place in inside for outcome in run_folder(place)]


def run_folder(folder: Path) -> Iterator[Outcome]:
    """All results of one folder with models and cases."""
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    for path in sorted(folder.glob("*.xml")):
        try:
            root = etree.fromstring(path.read_bytes(), PARSER)
        except etree.XMLSyntaxError as problem:
            yield Outcome(folder.name, path.name, "", "test cases", problem, False)
            continue
        if etree.QName(root).localname != "testCases":
            continue
        name = _model_name(root, folder, sources)
        model = _loaded(sources, name)
        java = bool(_JAVA.search(sources.get(name, b"")))
        for case in _children(root, "testCase"):
            yield from _run_case(folder.name, model, case, java)


def _model_name(root: Any, folder: Path, sources: dict[str, bytes]) -> str:
    """The model that the cases are for: the named one, the one called as the folder, the only one."""
    named = _child_text(root, "modelName").rpartition("/")[2]
    for name in (named, f"{named}.dmn", f"{folder.name}.dmn"):
        if name in sources:
            return name
    return next(iter(sources)) if len(sources) == 1 else named


def _loaded(sources: dict[str, bytes], name: str) -> decisions.Model | Failure:
    try:
        return load(sources, name)
    except Failure as problem:
        return problem
    except Exception as problem:  # whatever it is, it fails the cases of this model only
        return decisions.ModelRefused(filename=name, zh=str(problem), en=str(problem))


def load(sources: dict[str, bytes], name: str, above: tuple[str, ...] = ()) -> decisions.Model:
    """The model with those it imports, imported ones first. Raises Failure, XMLSyntaxError or KeyError."""
    root = etree.fromstring(sources[name], PARSER)
    wanted = {part.get("namespace") for part in _children(root, "import")}
    others = []
    for other in sources:
        if other != name and other not in above and _namespace(sources[other]) in wanted:
            others.append(load(sources, other, (*above, name)))
    return decisions.load_model(sources[name], name, others)


def _namespace(source: bytes) -> str | None:
    try:
        return str(etree.fromstring(source, PARSER).get("namespace"))
    except etree.XMLSyntaxError:
        return None


def _run_case(folder: str, model: decisions.Model | Failure, case: Any, java: bool) -> Iterator[Outcome]:
    inputs = {" ".join((part.get("name") or "").split()): _value(part) for part in _children(case, "inputNode")}
    invocable = case.get("invocableName")
    for result in _children(case, "resultNode"):
        name = " ".join((result.get("name") or "").split())
        expected = next(_children(result, "expected"), None)
        wanted = None if expected is None else _value(expected)
        got = model if isinstance(model, Failure) else _evaluate(model, name, inputs, invocable)
        error = isinstance(got, Failure)
        fails = result.get("errorResult") in ("true", "1")
        passed = wanted is None and fails if error else same(wanted, got)
        yield Outcome(folder, case.get("id") or "", name, wanted, got, passed, java)


def _evaluate(model: decisions.Model, name: str, inputs: dict[str, Any], invocable: str | None) -> Any:
    try:
        if invocable:
            value = model.invoke(invocable, inputs).value
            return value.get(name) if isinstance(value, dict) and name in value else value
        found = next((d for d in model.decisions if d.name == name), None)
        return model.invoke(name, inputs).value if found is None else model.evaluate(found.id, inputs).value
    except Failure as problem:
        return problem
    except Exception as problem:
        return decisions.ModelRefused(filename=name, zh=str(problem), en=str(problem))


def _children(element: Any, name: str) -> Iterator[Any]:
    return (part for part in element if isinstance(part.tag, str) and etree.QName(part).localname == name)


def _child_text(element: Any, name: str) -> str:
    found = next(_children(element, name), None)
    return "" if found is None else (found.text or "").strip()


def _value(element: Any) -> Any:
    if _nil(element):
        return None
    for part in element:
        if not isinstance(part.tag, str):
            continue
        kind = etree.QName(part).localname
        if kind == "list":
            return None if _nil(part) else [_value(item) for item in _children(part, "item")]
        if kind == "component":
            return {c.get("name"): _value(c) for c in _children(element, "component")}
        if kind == "value":
            return None if _nil(part) else _simple(part)
    return None


def _nil(element: Any) -> bool:
    return element.get(XSI + "nil") in ("true", "1")


def _simple(element: Any) -> Any:
    text = element.text or ""
    kind = (element.get(XSI + "type") or "xsd:string").rpartition(":")[2]
    if kind in NUMBERS:
        return _number(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in TEMPORAL:
        return temporal.literal(text.strip())
    return text


def _number(text: str) -> Any:
    """Text that is no number stays text: nothing is equal to it."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def same(wanted: Any, got: Any) -> bool:
    """Numbers within 1e-8 relative; everything else exactly."""
    if type(wanted) is Decimal and type(got) is Decimal:
        return wanted == got or math.isclose(wanted, got, rel_tol=1e-8)
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
