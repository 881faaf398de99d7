"""Decision tables: which rules hit, and what the hit policy makes of them.

The running part is two nested loops over closures; rows are numbered from 1 wherever people see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from engine.decisions import items, watch, xml
from engine.decisions.constants import UNKNOWN, constant
from engine.decisions.errors import SeveralRulesHit, TableBroken
from engine.decisions.index import MIN_ROWS, Index
from engine.decisions.place import Place
from engine.decisions.xml import Element
from engine.feel import nodes, types
from engine.feel.builtins.statistics import maximum, minimum, total
from engine.feel.code import Code, Env, Test
from engine.feel.types import Type
from engine.feel.values import equal

EVIDENCE = "\0evidence"
"""Key under which an evaluation collects the tables that ran; absent when nobody asks."""


@dataclass(frozen=True)
class Column:
    """An input: its expression, the type that it is made, the values it may have.

    For analysis: `known`, its type as far as the model tells, and `domain`, the values that can come.
    """

    label: str
    read: Code
    type: Type | None
    allowed: Test | None
    element: Element
    known: Type | None
    domain: nodes.UnaryTests


@dataclass(frozen=True)
class Output:
    """An output: its name in the result, its type, its values in order of priority, its default."""

    name: str
    label: str
    type: Type | None
    values: tuple[Code, ...]
    allowed: Test | None
    default: Code | None


@dataclass(frozen=True)
class Row:
    """A rule: only the cells that test something are run. For analysis: the trees and elements of its cells."""

    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Code, ...]
    texts: tuple[str, ...]
    output_texts: tuple[str, ...]
    trees: tuple[nodes.UnaryTests, ...]
    results: tuple[nodes.Node | None, ...]
    element: Element
    cells: tuple[Element, ...]
    outputs_at: tuple[Element, ...]
    annotation: str
    id: str


@dataclass(frozen=True)
class Ran:
    """One run of a table: input values, indexes of the rules that the result comes from, the result, and all hits."""

    table: Table
    values: tuple[Any, ...]
    rows: tuple[int, ...]
    result: Any
    matched: tuple[int, ...]


class Table:
    """One compiled decision table."""

    def __init__(self, place: Place, element: Element) -> None:
        self.element = element
        self.owner, self.owner_id, self.title = place.owner, place.owner_id, place.title
        self.policy = (element.get("hitPolicy") or "UNIQUE").upper()
        self.aggregation = (element.get("aggregation") or "").upper()
        self.columns = [_column(place, part) for part in xml.children(element, "input")]
        self.outputs = [_output(place, part) for part in xml.children(element, "output")]
        self.rows = [
            _row(place, part, number, [it.label for it in self.columns], [it.label for it in self.outputs])
            for number, part in enumerate(xml.children(element, "rule"), 1)
        ]
        shape = len(self.columns), len(self.outputs)
        self._broken = self.policy not in POLICIES or any(
            (len(row.trees), len(row.outputs)) != shape for row in self.rows
        )
        self._first_only = self.policy == "FIRST"
        self._tests = [_first_and_rest(row) for row in self.rows]

    def run(self, e: Env) -> Any:
        """The result over an environment; raises SeveralRulesHit, and TableBroken for one that no deploy accepts."""
        if self._broken:
            raise TableBroken(table=self.title)
        values: list[Any] = []
        for column in self.columns:
            value = types.coerce(column.read(e), column.type)
            if column.allowed is not None and value is not None and column.allowed(value, e) is not True:
                self._tell(e, column.element, *watch.outside(column.label, value))
                return self._record(e, values, (), None)
            values.append(value)
        hits = self._hits(values or [None], e)
        if not hits:
            self._tell(e, self.element, "没有一行命中", "no row hits")
            return self._record(e, values, (), self._default(e))
        chosen, result = _POLICIES[self.policy](self, hits, e)
        return self._record(e, values, chosen, result, hits)

    @cached_property
    def _index(self) -> Index | None:
        """Worked out at the first run, as a deploy needs none; None for a small table."""
        if len(self.rows) < MIN_ROWS:
            return None
        columns = [[row.trees[place] for row in self.rows] for place in range(len(self.columns))]
        return Index(columns, len(self.rows))

    def _hits(self, values: Sequence[Any], e: Env) -> list[int]:
        """Indexes of the rules that hit, of FIRST the first one."""
        index = self._index
        likely = None if index is None else index.candidates(values)
        return self.scan(values, e) if likely is None else self._try(likely, values, e)

    def _try(self, likely: Sequence[int], values: Sequence[Any], e: Env) -> list[int]:
        hits = []
        for index in likely:
            for column, test in self.rows[index].tests:
                if test(values[column], e) is not True:
                    break
            else:
                hits.append(index)
                if self._first_only:
                    break
        return hits

    def scan(self, values: Sequence[Any], e: Env) -> list[int]:
        """Tries every rule. Most fail at their first test, so that one has no loop around it."""
        hits = []
        for index, (first, first_test, rest) in enumerate(self._tests):
            if first_test(values[first], e) is not True:
                continue
            for column, test in rest:
                if test(values[column], e) is not True:
                    break
            else:
                hits.append(index)
                if self._first_only:
                    break
        return hits

    def _record(self, e: Env, values: Sequence[Any], rows: Sequence[int], result: Any, hits: Sequence[int] = ()) -> Any:
        evidence = e.get(EVIDENCE)
        if evidence is not None:
            evidence.append(Ran(self, tuple(values), tuple(rows), result, tuple(hits)))
        return result

    def _tell(self, e: Env, element: Element, zh: str, en: str) -> None:
        """A notice, when the evaluation is watched."""
        said = f"“{self.title}”：{zh}。", f"'{self.title}': {en}."
        watch.tell(e.get(watch.WARNINGS), watch.Notice(element.get("id") or self.owner_id, xml.line(element), *said))

    def _default(self, e: Env) -> Any:
        if all(output.default is None for output in self.outputs):
            return None
        return self.shaped([None if output.default is None else output.default(e) for output in self.outputs])

    def output_values(self, index: int, e: Env) -> list[Any]:
        """What a rule gives, one value for each output; a value outside the allowed ones is null."""
        values = []
        for output, read in zip(self.outputs, self.rows[index].outputs, strict=False):
            value = types.coerce(read(e), output.type)
            values.append(value if output.allowed is None or output.allowed(value, e) is True else None)
        return values

    def shaped(self, values: Sequence[Any]) -> Any:
        """One output gives its value, several a context."""
        if len(self.outputs) == 1:
            return values[0] if values else None
        return {output.name: value for output, value in zip(self.outputs, values, strict=False)}

    def result(self, index: int, e: Env) -> Any:
        """What a rule gives."""
        return self.shaped(self.output_values(index, e))

    def refuse(self, hits: Sequence[int]) -> SeveralRulesHit:
        """The error for rules that must not hit together."""
        rows = ", ".join(str(index + 1) for index in hits)
        return SeveralRulesHit(table=self.owner, policy=self.policy, rows=rows)

    def priorities(self, index: int, e: Env) -> tuple[int, ...]:
        """Places of a rule's values in the lists of output values; unknown ones last."""
        places = []
        for output, value in zip(self.outputs, self.output_values(index, e), strict=False):
            known = [read(e) for read in output.values]
            place = next((i for i, other in enumerate(known) if equal(value, other) is True), len(known))
            places.append(place)
        return tuple(places)

    def rank(self, index: int) -> tuple[int, ...] | None:
        """The priorities of a rule whose results are constants; None of another."""
        if any(constant(tree) is UNKNOWN for tree in self.rows[index].results):
            return None
        return self.priorities(index, {})


def _first_and_rest(row: Row) -> tuple[int, Test, tuple[tuple[int, Test], ...]]:
    if not row.tests:
        return -1, lambda value, e: True, ()
    (column, test), *rest = row.tests
    return column, test, tuple(rest)


Chosen = tuple[Sequence[int], Any]


def _unique(table: Table, hits: list[int], e: Env) -> Chosen:
    if len(hits) > 1:
        raise table.refuse(hits)
    return hits, table.result(hits[0], e)


def _any(table: Table, hits: list[int], e: Env) -> Chosen:
    result = table.result(hits[0], e)
    if any(equal(result, table.result(index, e)) is not True for index in hits[1:]):
        raise table.refuse(hits)
    return hits, result


def _first(table: Table, hits: list[int], e: Env) -> Chosen:
    return hits[:1], table.result(hits[0], e)


def _priority(table: Table, hits: list[int], e: Env) -> Chosen:
    best = min(hits, key=lambda index: table.priorities(index, e))
    return [best], table.result(best, e)


def _rule_order(table: Table, hits: list[int], e: Env) -> Chosen:
    return hits, [table.result(index, e) for index in hits]


def _output_order(table: Table, hits: list[int], e: Env) -> Chosen:
    ordered = sorted(hits, key=lambda index: table.priorities(index, e))
    return ordered, [table.result(index, e) for index in ordered]


def _collect(table: Table, hits: list[int], e: Env) -> Chosen:
    """Aggregators take all results, equal ones too; COUNT counts rules."""
    results = [table.result(index, e) for index in hits]
    aggregate = AGGREGATORS.get(table.aggregation)
    return hits, results if aggregate is None else aggregate(results)


AGGREGATORS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": total,
    "MIN": minimum,
    "MAX": maximum,
    "COUNT": lambda results: Decimal(len(results)),
}
_POLICIES: dict[str, Callable[[Table, list[int], Env], Chosen]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
POLICIES = frozenset(_POLICIES)


def _column(place: Place, element: Element) -> Column:
    source = xml.child(element, "inputExpression")
    text = xml.text(source)
    label = element.get("label") or text
    read = place.literal(element if source is None else source, text, 0, label)
    values = xml.child(element, "inputValues")
    tree, allowed = place.tests(element if values is None else values, xml.text(values), 0, label)
    wanted = place.items.of(source)
    known, domain = _analysed(place, source, text)
    if place.watcher is not None and wanted is not None:
        read = place.watcher.coercion(read, wanted, element, label)
    return Column(
        label, read, wanted, allowed if tree.tests else None, element, wanted or known, tree if tree.tests else domain
    )


def _analysed(place: Place, source: Element | None, text: str) -> tuple[Type | None, nodes.UnaryTests]:
    """The type and the values of an input as far as the model tells: declared here, or by the variable that it is."""
    variable = place.declared.get(text)
    for declared in (source, variable):
        reference = None if declared is None else declared.get("typeRef")
        domain = place.items.domain(reference)
        if domain.tests:
            return place.items.resolve(reference), domain
    return place.items.of(variable), items.NO_TESTS


def _output(place: Place, element: Element) -> Output:
    default = xml.child(element, "defaultOutputEntry")
    values = xml.child(element, "outputValues")
    tree, allowed = place.tests(element if values is None else values, xml.text(values))
    codes = tuple(place.compiled_tree(test, element) for test in tree.tests if not isinstance(test, nodes.Test))
    return Output(
        element.get("name") or "",
        element.get("label") or element.get("name") or place.owner,
        place.items.of(element),
        codes,
        allowed if tree.tests else None,
        None if default is None else place.literal(default, xml.text(default)),
    )


def _row(place: Place, element: Element, number: int, inputs: Sequence[str], given: Sequence[str]) -> Row:
    """`inputs` and `given` are the labels of the columns; a crooked row may have more cells."""
    entries = list(xml.children(element, "inputEntry"))
    cells = [place.tests(entry, xml.text(entry), number, label) for entry, label in _labelled(entries, inputs)]
    tests = tuple((index, test) for index, (tree, test) in enumerate(cells) if tree.tests)
    outputs = list(xml.children(element, "outputEntry"))
    results = [place.entry(entry, xml.text(entry), number, label) for entry, label in _labelled(outputs, given)]
    return Row(
        tests,
        tuple(code for _, code in results),
        tuple(xml.text(entry) or "-" for entry in entries),
        tuple(xml.text(entry) for entry in outputs),
        tuple(tree for tree, _ in cells),
        tuple(tree for tree, _ in results),
        element,
        tuple(entries),
        tuple(outputs),
        _annotation(element),
        element.get("id") or "",
    )


def _labelled(cells: Sequence[Element], labels: Sequence[str]) -> Iterator[tuple[Element, str]]:
    yield from zip(cells, [*labels, *[""] * len(cells)], strict=False)


def _annotation(element: Element) -> str:
    """The annotation columns of a rule, or the description that editors keep in their place."""
    texts = [xml.text(entry) for entry in xml.children(element, "annotationEntry")]
    described = xml.child(element, "description")
    if not any(texts) and described is not None:
        texts = [(described.text or "").strip()]
    return " · ".join(text for text in texts if text)
