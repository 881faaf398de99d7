"""What is mapped into a handler: all that it needs, nothing that it does not know, constants that it can take."""

from __future__ import annotations

from typing import Any

import pytest


def priced(draw: Any, **inputs: str) -> str:
    return str(draw.job("A", "test.priced", extra=draw.mapping(inputs)) + draw.flow("s>A>e"))


def test_a_needed_input_that_is_not_mapped_is_a_warning(look: Any, draw: Any) -> None:
    (finding,) = [it for it in look(priced(draw, no="=no")) if it.code == "mapping.input_missing"]

    assert finding.element_id == "A" and "amount" in finding.zh and "count" not in finding.zh


def test_a_task_without_mappings_hands_over_everything(hits: Any, draw: Any) -> None:
    assert hits("mapping.input_missing", draw.job("A", "test.priced") + draw.flow("s>A>e")) == []


def test_an_unknown_input_is_renamed_to_the_nearest(look: Any, draw: Any, mended: Any) -> None:
    body = priced(draw, no="=no", amuont="=a")

    (finding,) = [it for it in look(body) if it.code == "mapping.input_unknown"]

    assert "amount" in finding.remedy_zh and 'target="amount"' in mended(body, finding)


def test_an_unknown_input_like_no_other_is_removed(look: Any, draw: Any, mended: Any) -> None:
    body = priced(draw, no="=no", amount="=a", colour="=c")

    (finding,) = [it for it in look(body) if it.code == "mapping.input_unknown"]

    assert "colour" not in mended(body, finding) and 'target="amount"' in mended(body, finding)


def test_known_inputs_and_locals_that_others_read_are_fine(hits: Any, draw: Any) -> None:
    assert hits("mapping.input_unknown", priced(draw, no="=no", rate="=0.13", amount="=gross * rate")) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("amount", "abc"),
        ("amount", "=&quot;abc&quot;"),
        ("amount", "=null"),
        ("count", "=1.5"),
        ("urgent", "=[true]"),
        ("lines", "=5"),
        ("no", "=12"),
    ],
)
def test_a_constant_that_does_not_fit_is_an_error(look: Any, draw: Any, name: str, source: str) -> None:
    given = {"no": "=no", "amount": "=a"} | {name: source}

    (finding,) = [it for it in look(priced(draw, **given)) if it.code == "mapping.input_type"]

    assert (finding.element_id, finding.severity.value) == ("A", "error") and name in finding.en


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("amount", "12.5"),
        ("amount", "=12.5"),
        ("amount", "=x"),
        ("count", "=3"),
        ("urgent", "true"),
        ("lines", "=[]"),
        ("no", "A1"),
        ("no", "=string(12)"),
    ],
)
def test_a_constant_that_fits_and_an_expression_are_fine(hits: Any, draw: Any, name: str, source: str) -> None:
    given = {"no": "=no", "amount": "=a"} | {name: source}

    assert hits("mapping.input_type", priced(draw, **given)) == []
