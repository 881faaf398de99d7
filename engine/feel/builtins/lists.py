"""Functions that look into lists or build new ones. Positions count from 1, from the end when negative."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import budget
from engine.feel.builtins.numeric import whole
from engine.feel.builtins.registry import Bad, built_in
from engine.feel.values import FeelFunction, equal, less


def _same(left: Any, right: Any) -> bool:
    budget.tick()
    return equal(left, right) is True


def _built(items: list[Any]) -> list[Any]:
    budget.bounded_length(len(items))
    return items


def _index(items: list[Any], position: Decimal, *, beyond: int = 0) -> int:
    """A position as an index from 0; Bad when there is no such element."""
    number = whole(position)
    if number == 0 or number > len(items) + beyond or -number > len(items):
        raise Bad
    return number - 1 if number > 0 else len(items) + number


@built_in("list contains(list: list, element: any)")
def list_contains(items: list[Any], element: Any) -> bool:
    return any(_same(item, element) for item in items)


@built_in("count(list: list)")
def count(items: list[Any]) -> Decimal:
    return Decimal(len(items))


@built_in("all(list: list)", "all(b: any*)", "and(list: list)", "and(b: any*)")
def all_(*values: Any) -> bool | None:
    """Ternary `and` over a list; true for an empty one."""
    return _logic(values, decisive=False)


@built_in("any(list: list)", "any(b: any*)", "or(list: list)", "or(b: any*)")
def any_(*values: Any) -> bool | None:
    """Ternary `or` over a list; false for an empty one."""
    return _logic(values, decisive=True)


def _logic(values: tuple[Any, ...], *, decisive: bool) -> bool | None:
    items = values[0] if len(values) == 1 and type(values[0]) is list else values
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(type(item) is bool for item in items) else None


@built_in("sublist(list: list, start position: number, length: number?)")
def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    index = _index(items, start)
    if length is None:
        return items[index:]
    size = whole(length)
    if size < 0 or index + size > len(items):
        raise Bad
    return items[index : index + size]


@built_in("append(list: list, item: any*)", "append(list: list, items: any*)")
def append(items: list[Any], *more: Any) -> list[Any]:
    return _built([*items, *more])


@built_in("concatenate(list: list*)", "concatenate(lists: list*)")
def concatenate(*lists: list[Any]) -> list[Any]:
    budget.bounded_length(sum(map(len, lists)))
    return [item for items in lists for item in items]


@built_in("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[Any], position: Decimal, new_item: Any) -> list[Any]:
    index = _index(items, position)
    return _built([*items[:index], new_item, *items[index:]])


@built_in("remove(list: list, position: number)")
def remove(items: list[Any], position: Decimal) -> list[Any]:
    index = _index(items, position)
    return _built([*items[:index], *items[index + 1 :]])


@built_in(
    "list replace(list: list, position: number, newItem: any)",
    "list replace(list: list, match: function, newItem: any)",
)
def list_replace(items: list[Any], where: Any, new_item: Any) -> list[Any]:
    """The element at a position, or every one that `match(item, newItem)` is true for."""
    if type(where) is Decimal:
        index = _index(items, where.to_integral_value(ROUND_DOWN))
        return _built([*items[:index], new_item, *items[index + 1 :]])
    if type(where) is not FeelFunction or len(where.parameters) != 2:
        raise Bad
    result: list[Any] = []
    for item in items:
        decided = _call(where, item, new_item)
        if type(decided) is not bool:
            raise Bad
        result.append(new_item if decided else item)
    return result


def _call(function: FeelFunction, *arguments: Any) -> Any:
    with budget.call():
        return function.call(list(arguments))


@built_in("reverse(list: list)")
def reverse(items: list[Any]) -> list[Any]:
    return _built(items[::-1])


@built_in("index of(list: list, match: any)")
def index_of(items: list[Any], match: Any) -> list[Any]:
    return [Decimal(index) for index, item in enumerate(items, 1) if _same(item, match)]


@built_in("union(list: list*)")
def union(*lists: list[Any]) -> list[Any]:
    return distinct_values(concatenate(*lists))


@built_in("distinct values(list: list)")
def distinct_values(items: list[Any]) -> list[Any]:
    """In the order of their first place."""
    result: list[Any] = []
    for item in items:
        if not any(_same(item, known) for known in result):
            result.append(item)
    return result


@built_in("duplicate values(list: list)")
def duplicate_values(items: list[Any]) -> list[Any]:
    """Values that stand more than once, each once."""
    twice = [item for index, item in enumerate(items) if any(_same(item, other) for other in items[index + 1 :])]
    return distinct_values(twice)


@built_in("flatten(list: list)")
def flatten(items: list[Any]) -> list[Any]:
    result = list(_leaves(items))
    return _built(result)


def _leaves(items: list[Any]) -> Iterator[Any]:
    for item in items:
        budget.tick()
        if type(item) is list:
            yield from _leaves(item)
        else:
            yield item


@built_in("sort(list: list, precedes: function?)")
def sort(items: list[Any], precedes: FeelFunction | None = None) -> list[Any]:
    """Stable; without a function in the natural order."""
    if precedes is not None and len(precedes.parameters) != 2:
        raise Bad

    def order(left: Any, right: Any) -> int:
        if _before(left, right, precedes):
            return -1
        return 1 if _before(right, left, precedes) else 0

    return sorted(items, key=cmp_to_key(order))


def _before(left: Any, right: Any, precedes: FeelFunction | None) -> bool:
    budget.tick()
    if precedes is not None:
        return _call(precedes, left, right) is True
    decided = less(left, right)
    if decided is None:
        raise Bad
    return decided


@built_in("partition(list: list, size: number)")
def partition(items: list[Any], size: Decimal) -> list[Any]:
    """Consecutive lists of `size` elements; the last may be shorter."""
    step = whole(size)
    if step < 1:
        raise Bad
    return [items[index : index + step] for index in range(0, len(items), step)]


@built_in("is empty(list: list)")
def is_empty(items: list[Any]) -> bool:
    return not items
