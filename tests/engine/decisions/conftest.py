"""Builds small decision models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pytest

from engine import decisions

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
Build = Callable[..., decisions.Model]


def _text(tag: str, text: str, type_: str = "") -> str:
    reference = f' typeRef="{type_}"' if type_ else ""
    return f"<{tag}{reference}><text>{escape(text)}</text></{tag}>"


def _at(values: Sequence[str], place: int) -> str:
    return values[place] if place < len(values) else ""


def model(inner: str) -> decisions.Model:
    """A model of these elements."""
    source = f'<definitions xmlns="{NAMESPACE}" id="m" name="m" namespace="urn:m">\n{inner}\n</definitions>'
    return decisions.load_model(source.encode(), "m.dmn")


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: Sequence[str] = (),
    allowed: Sequence[str] = (),
    defaults: Sequence[str] = (),
    types: Sequence[str] = (),
    output_types: Sequence[str] = (),
) -> decisions.Model:
    """One decision `t` with a table; each rule holds the input cells and then the output cells."""
    data = "".join(f'<inputData id="in_{n}" name="{n}"/>' for n in inputs)
    needs = "".join(f'<informationRequirement><requiredInput href="#in_{n}"/></informationRequirement>' for n in inputs)
    columns = "".join(
        f'<input id="c{i}" label="{n}">{_text("inputExpression", n, _at(types, i))}'
        f"{_text('inputValues', allowed[i]) if i < len(allowed) else ''}</input>"
        for i, n in enumerate(inputs)
    )
    results = "".join(
        f'<output id="o{i}" name="{n}" typeRef="{_at(output_types, i)}">'
        f"{_text('outputValues', values[i]) if i < len(values) else ''}"
        f"{_text('defaultOutputEntry', defaults[i]) if i < len(defaults) else ''}</output>"
        for i, n in enumerate(outputs)
    )
    rows = "".join(_rule(number, rule, len(inputs)) for number, rule in enumerate(rules, 1))
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    body = f'<decisionTable id="dt" hitPolicy="{policy}"{extra}>{columns}{results}{rows}</decisionTable>'
    return model(f'{data}<decision id="t" name="审批">{needs}{body}</decision>')


def _rule(number: int, cells: Sequence[str], inputs: int) -> str:
    entries = "".join(_text("inputEntry", cell) for cell in cells[:inputs])
    results = "".join(_text("outputEntry", cell) for cell in cells[inputs:])
    return f'\n<rule id="r{number}">{entries}{results}</rule>'


@pytest.fixture
def build() -> Build:
    """Builds a model of any elements."""
    return model


@pytest.fixture
def build_table() -> Build:
    """Builds a model with one table."""
    return table
