"""Filters, `for`, `some` and `every`. Each pass counts against the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from engine.feel import budget, nodes, numbers, temporal
from engine.feel.code import Build, Code, Env, Site
from engine.feel.temporal import Date
from engine.feel.values import Range, order

Domain = Callable[[Env], Any]


def filter_(build: Build, node: nodes.Filter, site: Site) -> Code:
    """`source[condition]`: a number is a position, from 1 or from the end; a condition keeps what is true."""
    build.loops = True
    source, condition = build.code(node.source, site), build.code(node.condition, site.filter())
    if node.strict:
        return _strict(source, condition)

    def run(e: Env) -> Any:
        items = _as_list(source(e))
        if not items:
            inner = e.copy()
            inner["item"] = None
            return None if type(condition(inner)) is Decimal else []
        decided = condition(_with_item(e, items[0]))
        if type(decided) is Decimal:
            return _at(items, decided)
        kept = [items[0]] if decided is True else []
        kept.extend(item for item in items[1:] if condition(_with_item(e, item)) is True)
        return kept

    return run


def _strict(source: Code, condition: Code) -> Code:
    """A boxed filter: one answer that is no boolean makes the whole null."""

    def run(e: Env) -> list[Any] | None:
        items = _as_list(source(e))
        answers = [condition(_with_item(e, item)) for item in items]
        if any(type(answer) is not bool for answer in answers):
            return None
        return [item for item, answer in zip(items, answers, strict=True) if answer]

    return run


def _as_list(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def _with_item(e: Env, item: Any) -> Env:
    """The scope of one item: its members hide names of the same spelling."""
    budget.tick()
    inner = e.copy()
    inner["item"] = item
    if item.__class__ is dict:
        inner.update(item)
    return inner


def _at(items: list[Any], position: Decimal) -> Any:
    index = numbers.integer(position)
    if index is None or index == 0 or abs(index) > len(items):
        return None
    return items[index - 1] if index > 0 else items[index]


def for_(build: Build, node: nodes.For, site: Site) -> Code:
    """`for … return …`: a list of the results; `partial` is the list so far."""
    build.loops = True
    domains, inner = _domains(build, node.iterators, site)
    outer_use = "partial" in build.used
    build.used.discard("partial")
    body = build.code(node.body, inner.bind("partial"))
    partial = "partial" in build.used
    if outer_use:
        build.used.add("partial")

    def run(e: Env) -> list[Any] | None:
        results: list[Any] = []
        try:
            for scope in _scopes(domains, 0, e):
                if partial:
                    budget.bounded_length(len(results))
                    scope["partial"] = list(results)
                results.append(body(scope))
        except _NoDomain:
            return None
        return results

    return run


def quantified(build: Build, node: nodes.Quantified, site: Site) -> Code:
    """`some` and `every`, ternary: what is no boolean counts as null."""
    build.loops = True
    domains, inner = _domains(build, node.iterators, site)
    body = build.code(node.body, inner)
    decisive, strict = node.quantifier == "some", node.strict

    def run(e: Env) -> bool | None:
        result: bool | None = not decisive
        try:
            for scope in _scopes(domains, 0, e):
                value = body(scope)
                if strict and type(value) is not bool:
                    return None
                if value is decisive:
                    return bool(decisive)
                if value is not (not decisive):
                    result = None
        except _NoDomain:
            return None
        return result

    return run


class _NoDomain(Exception):
    """What stands behind `in` cannot be iterated over."""


def _domains(build: Build, iterators: tuple[nodes.Iterator, ...], site: Site) -> tuple[list[tuple[str, Domain]], Site]:
    domains: list[tuple[str, Domain]] = []
    for iterator in iterators:
        first = build.code(iterator.domain, site)
        end = None if iterator.end is None else build.code(iterator.end, site)
        domains.append((iterator.name, _span(first, end) if end else first))
        site = site.bind(iterator.name)
    return domains, site


def _span(first: Code, last: Code) -> Domain:
    return lambda e: _Span(first(e), last(e))


class _Span:
    """`a..b` behind `in`: counts up or down, both ends included."""

    def __init__(self, first: Any, last: Any) -> None:
        self.first, self.last = first, last


def _scopes(domains: list[tuple[str, Domain]], depth: int, e: Env) -> Iterator[Env]:
    if depth == len(domains):
        yield e
        return
    name, domain = domains[depth]
    for item in _items(domain(e)):
        budget.tick()
        inner = e.copy()
        inner[name] = item
        yield from _scopes(domains, depth + 1, inner)


def _items(domain: Any) -> Iterator[Any]:
    if type(domain) is list:
        return iter(domain)
    if type(domain) is _Span:
        return _count(domain.first, domain.last)
    if type(domain) is Range:
        return _range_items(domain)
    if domain is None:
        raise _NoDomain
    return iter([domain])


def _range_items(interval: Range) -> Iterator[Any]:
    if interval.low is None or interval.high is None:
        raise _NoDomain
    for item in _count(interval.low, interval.high):
        if not interval.low_closed and order(item, interval.low) == 0:
            continue
        if not interval.high_closed and order(item, interval.high) == 0:
            continue
        yield item


def _count(first: Any, last: Any) -> Iterator[Any]:
    if type(first) is Decimal and type(last) is Decimal:
        step = numbers.ONE if first <= last else Decimal(-1)
        value = first
        while value <= last if step > 0 else value >= last:
            budget.tick()
            yield value
            value = numbers.DECIMAL.add(value, step)
        return
    if type(first) is Date and type(last) is Date:
        start, stop = first.ordinal, last.ordinal
        direction = 1 if start <= stop else -1
        for day in range(start, stop + direction, direction):
            budget.tick()
            yield temporal.from_ordinal(day)
        return
    raise _NoDomain
