"""Names and paths. In raw mode a path walks the JSON and converts only the value at its end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import builtins, json_values, nodes
from engine.feel.code import MEMO, RAW, UNKNOWN, Build, Code, Env, Site, constant
from engine.feel.members import member

_EXACT_INT = 10**15


def name(build: Build, node: nodes.Name, site: Site) -> Code:
    """A bound name, a variable, or a built-in function, in this order."""
    key = node.name
    build.used.add(key)
    if key in site.bound:
        return lambda e: e[key]
    built_in = builtins.value(key)
    if built_in is None and not site.in_filter and key != "?":
        build.free.add(key)
    if not build.raw:
        return lambda e: e.get(key, built_in)
    if site.in_filter or key == "?":
        return _raw_in_filter(key, built_in)
    return _raw(key, built_in)


def _raw(key: str, default: Any) -> Code:
    def read(e: Env) -> Any:
        value = e[RAW].get(key, default)
        kind = value.__class__
        if kind is str:
            return value
        if kind is int and -_EXACT_INT < value < _EXACT_INT:
            return Decimal(value)
        return _lifted(value, e)

    return read


def _raw_in_filter(key: str, default: Any) -> Code:
    def read(e: Env) -> Any:
        value = e.get(key, UNKNOWN)
        return value if value is not UNKNOWN else _lifted(e[RAW].get(key, default), e)

    return read


def _lifted(value: Any, e: Env) -> Any:
    """The converted value; a list or context is converted once per evaluation."""
    kind = value.__class__
    if kind is not list and kind is not dict:
        return json_values.lift(value)
    memo = e[MEMO]
    found = memo.get(id(value), UNKNOWN)
    if found is UNKNOWN:
        found = memo[id(value)] = json_values.lift(value)
    return found


def path(build: Build, node: nodes.Path, site: Site) -> Code:
    """`source.member`; several members of a JSON variable are walked in one step."""
    members = [node.member]
    source = node.source
    while type(source) is nodes.Path:
        members.append(source.member)
        source = source.source
    members.reverse()
    if type(source) is nodes.Name and _is_variable(build, source.name, site):
        build.used.add(source.name)
        build.free.add(source.name)
        return _raw_member(source.name, members[0]) if len(members) == 1 else _raw_path(source.name, tuple(members))
    return _value_path(build.code(source, site), tuple(members))


def _is_variable(build: Build, key: str, site: Site) -> bool:
    return build.raw and not site.in_filter and key not in site.bound and builtins.value(key) is None


def _value_path(read: Code, members: tuple[str, ...]) -> Code:
    if len(members) == 1:
        only = members[0]

        def one(e: Env) -> Any:
            value = read(e)
            return value.get(only) if value.__class__ is dict else member(value, only)

        return one

    def several(e: Env) -> Any:
        value = read(e)
        for key in members:
            value = member(value, key)
        return value

    return several


def _raw_member(key: str, only: str) -> Code:
    def read(e: Env) -> Any:
        source: Any = e[RAW].get(key)
        if source.__class__ is not dict:
            return member(_lifted(source, e), only)
        value: Any = source.get(only)
        kind = value.__class__
        if kind is str:
            return value
        if kind is int and -_EXACT_INT < value < _EXACT_INT:
            return Decimal(value)
        return _lifted(value, e)

    return read


def _raw_path(key: str, members: tuple[str, ...]) -> Code:
    def read(e: Env) -> Any:
        value = e[RAW].get(key)
        for index, part in enumerate(members):
            if value.__class__ is dict:
                value = value.get(part)
                continue
            value = _lifted(value, e)
            for rest in members[index:]:
                value = member(value, rest)
            return value
        return _lifted(value, e)

    return read


def literal(build: Build, node: nodes.Literal, site: Site) -> Code:
    """A constant."""
    return constant(node.value)
