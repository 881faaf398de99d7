"""Gaps, overlaps, unreachable rows and the look-up of large tables agree with trying every value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import decisions
from engine.decisions import grid, index
from engine.decisions.cover import Cover
from engine.decisions.table import Table
from engine.feel import temporal

Build = Callable[..., decisions.Model]
NUMBERS = [str(n) for n in range(5)]
WORDS = ['"a"', '"b"', '"c"']
VALUES: dict[str, list[Any]] = {
    "number": [Decimal(n) / 2 for n in range(-1, 10)],
    "string": ["a", "b", "c", "other"],
    "boolean": [True, False],
    "date": [temporal.parse_date(f"2024-02-{day:02}") for day in range(1, 8)],
}
LOGIC = ["and", "or"]
everywhere = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
numbers = st.sampled_from(NUMBERS)
words = st.sampled_from(WORDS)
one_number_test = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["", "< ", "<= ", "> ", ">= "]), numbers),
    st.builds("{}{}..{}{}".format, st.sampled_from("[("), numbers, numbers, st.sampled_from("])")),
    st.builds("? {} {} {} {} <= ?".format, st.sampled_from(["<", ">="]), numbers, st.sampled_from(LOGIC), numbers),
    st.builds("? between {} and {}".format, numbers, numbers),
    st.builds("? != {} and ? in [{}..{}]".format, numbers, numbers, numbers),
)  # fmt: skip


def several(one: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """`-`, one test, a list of them, or a negated one."""
    some = st.lists(one, min_size=1, max_size=3).map(", ".join)
    return st.one_of(st.just("-"), one, some, some.map("not({})".format), st.sampled_from(["-", "null"]))


CELLS: dict[str, st.SearchStrategy[str]] = {
    "number": several(one_number_test),
    "string": several(st.one_of(words, words.map("? != {}".format), words.map("[{}]".format))),
    "boolean": several(st.sampled_from(["true", "false"])),
    "date": several(
        st.one_of(
            st.builds('{}@"2024-02-0{}"'.format, st.sampled_from(["", "< ", ">= "]), st.integers(2, 6)),
            st.builds('[date("2024-02-0{}")..@"2024-02-0{}")'.format, st.integers(2, 6), st.integers(2, 6)),
        )
    ),
}


@st.composite
def tables(draw: st.DrawFn, most_rows: int = 6) -> tuple[list[str], list[tuple[str, ...]]]:
    """The kinds of up to three columns, and rules."""
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=3))
    row = st.tuples(*(CELLS[kind] for kind in kinds), st.sampled_from(["1", "2"]))
    return kinds, draw(st.lists(row, min_size=1, max_size=most_rows))


def _table(build_table: Build, kinds: list[str], rules: Any, policy: str) -> tuple[decisions.Model, Table]:
    model = build_table([f"c{n}" for n in range(len(kinds))], ["x"], rules, policy=policy, types=kinds)
    (found,) = (table for node in model.graph.nodes for table in node.tables)
    return model, found


def _inputs(table: Table, kinds: list[str]) -> Iterator[tuple[Any, ...]]:
    axes = grid.of_table(table).axes
    return product(*(VALUES[kind] + [None] * bool(axis.null) for kind, axis in zip(kinds, axes, strict=True)))


def _hits(table: Table, kinds: list[str]) -> dict[tuple[Any, ...], list[int]]:
    """Every input with the rows that hit."""
    return {values: [hit + 1 for hit in table.scan(values, {})] for values in _inputs(table, kinds)}


def _region(found: grid.Grid, values: tuple[Any, ...]) -> list[int]:
    return [axis.null if it is None else 1 << axis.locate(it) for axis, it in zip(found.axes, values, strict=True)]


def _same_conditions(table: Table) -> set[int]:
    """Rows whose conditions stand in an earlier row."""
    trees = [row.trees for row in table.rows]
    return {number + 1 for number, tree in enumerate(trees) if tree in trees[:number]}


def _rows(model: decisions.Model, *codes: str) -> set[tuple[int, ...]]:
    return {finding.rows for finding in model.findings if finding.code in codes}


@everywhere
@given(tables())
def test_the_gaps_are_the_inputs_that_no_row_takes(build_table: Build, drawn: Any) -> None:
    kinds, rules = drawn
    model, table = _table(build_table, kinds, rules, "UNIQUE")
    found = grid.of_table(table)
    assert all(box.exact for box in found.boxes)
    gaps = list(Cover(found).gaps(tuple(axis.domain for axis in found.axes), (1 << len(table.rows)) - 1))

    for values, hits in _hits(table, kinds).items():
        place = _region(found, values)
        inside = [gap for gap in gaps if all(mask & bit for mask, bit in zip(gap, place, strict=True))]
        assert len(inside) == (0 if hits else 1), values
    assert bool(_rows(model, "decisions.gap")) == bool(gaps)


@everywhere
@given(tables())
def test_the_overlaps_are_the_rows_that_hit_together(build_table: Build, drawn: Any) -> None:
    kinds, rules = drawn
    model, table = _table(build_table, kinds, rules, "UNIQUE")
    twins = _same_conditions(table)
    together = {pair for hits in _hits(table, kinds).values() for pair in combinations(hits, 2)}

    assert _rows(model, "decisions.overlap") == {pair for pair in together if not twins & set(pair)}
    assert {rows[1] for rows in _rows(model, "decisions.duplicate")} == twins


@everywhere
@given(tables())
def test_the_overlaps_of_any_have_different_results(build_table: Build, drawn: Any) -> None:
    kinds, rules = drawn
    model, table = _table(build_table, kinds, rules, "ANY")
    twins = _same_conditions(table)
    together = {pair for hits in _hits(table, kinds).values() for pair in combinations(hits, 2)}
    different = {(a, b) for a, b in together if rules[a - 1][-1] != rules[b - 1][-1]}

    assert _rows(model, "decisions.overlap") == {pair for pair in different if not twins & set(pair)}


@everywhere
@given(tables())
def test_the_unreachable_rows_of_first_never_hit(build_table: Build, drawn: Any) -> None:
    kinds, rules = drawn
    model, table = _table(build_table, kinds, rules, "FIRST")
    hit = {number for hits in _hits(table, kinds).values() for number in hits}

    told = {rows[-1] for rows in _rows(model, "decisions.unreachable", "decisions.duplicate")}
    assert told == set(range(1, len(rules) + 1)) - hit


@everywhere
@given(tables())
def test_the_unreachable_rows_of_priority_never_win(build_table: Build, drawn: Any) -> None:
    kinds, rules = drawn
    model = build_table(
        [f"c{n}" for n in range(len(kinds))], ["x"], rules, policy="PRIORITY", types=kinds, values=["2, 1"]
    )
    (table,) = (table for node in model.graph.nodes for table in node.tables)
    won = {min(hits, key=lambda n: (-int(rules[n - 1][-1]), n)) for hits in _hits(table, kinds).values() if hits}

    told = {rows[-1] for rows in _rows(model, "decisions.unreachable")}
    assert told.isdisjoint(won)
    if not _same_conditions(table):
        assert told == set(range(1, len(rules) + 1)) - won


@everywhere
@given(
    st.lists(
        st.tuples(
            st.one_of(CELLS["number"], st.sampled_from(["< k", "k", "not(k, 2)"])), CELLS["string"], st.just("1")
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_claimed_of_computed_conditions_holds_whatever_they_turn_out_to_be(
    build_table: Build, rules: list[tuple[str, ...]]
) -> None:
    kinds = ["number", "string"]
    model, table = _table(build_table, kinds, rules, "FIRST")
    every, _ = _table(build_table, kinds, rules, "COLLECT")
    (collecting,) = (it for node in every.graph.nodes for it in node.tables)
    found = grid.of_table(table)
    gaps = list(Cover(found).gaps(tuple(axis.domain for axis in found.axes), (1 << len(rules)) - 1))
    never = {rows[-1] for rows in _rows(model, "decisions.unreachable")}

    for k, values in product(VALUES["number"][::3], list(_inputs(table, kinds))):
        first, hits = table.scan(values, {"k": k}), collecting.scan(values, {"k": k})
        assert not {index + 1 for index in first} & never
        place = _region(found, values)
        inside = [gap for gap in gaps if all(mask & bit for mask, bit in zip(gap, place, strict=True))]
        assert not (inside and hits)


@everywhere
@given(tables(most_rows=30))
def test_looking_up_finds_the_rows_that_trying_all_finds(build_table: Build, drawn: Any) -> None:
    kinds, rules = drawn
    _, table = _table(build_table, kinds, rules, "COLLECT")
    columns = [[row.trees[place] for row in table.rows] for place in range(len(kinds))]
    lookup = index.Index(columns, len(table.rows))
    strange = [None, "a", True, Decimal(1), Decimal("1.5"), [Decimal(1)], {}, "other"]

    for values in product(*(VALUES[kind] + strange for kind in kinds)):
        likely = lookup.candidates(values)
        assert likely is None or set(table.scan(values, {})) <= set(likely), values
