"""What is known at one place, and how two ways that meet know it together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.known_variables.agreement import Schema, agreed


@dataclass(frozen=True)
class Known:
    """A variable. `schema`: JSON Schema, empty when its type is not known. `sources`: ids of elements that write it.
    `local`: only its element and what stands in it see it."""

    name: str
    schema: Schema = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""
    optional: bool = False
    local: bool = False


@dataclass(frozen=True)
class State:
    """Variables by name. `open`: any other name may be there, too. Never changed."""

    known: Mapping[str, Known] = field(default_factory=dict)
    open: bool = False

    def plus(self, written: Iterable[Known], *, open: bool = False) -> State:
        """After these are written."""
        listed = list(written)
        if not listed and (self.open or not open):
            return self
        known = dict(self.known)
        for it in listed:
            before = known.get(it.name)
            if before is None:
                known[it.name] = it
            elif it.optional:
                known[it.name] = _merged(before, it, optional=before.optional)
            else:
                known[it.name] = it
        return State(known, self.open or open)

    def without(self, names: Iterable[str], outer: State) -> State:
        """Outside again: these names mean what they meant there."""
        known = dict(self.known)
        for name in names:
            known.pop(name, None)
            if name in outer.known:
                known[name] = outer.known[name]
        return State(known, self.open)

    def optional(self) -> State:
        return State({name: _perhaps(it) for name, it in self.known.items()}, self.open)


def met(states: Sequence[State], *, all_came: bool = False) -> State:
    """Where several ways meet. `all_came`: all of them were gone, as at a parallel join; else any one of them."""
    if len(states) == 1:
        return states[0]
    names = {name: None for state in states for name in state.known}
    known = {}
    for name in names:
        found = [state.known[name] for state in states if name in state.known]
        sure = [it for it in found if not it.optional]
        known[name] = _agreed(found, optional=not sure if all_came else len(sure) < len(states))
    return State(known, any(state.open for state in states))


def relabelled(state: State, source: str) -> State:
    """As if one element had written all of it."""
    return State({name: replace(it, sources=(source,)) for name, it in state.known.items()}, state.open)


def _agreed(found: Sequence[Known], *, optional: bool) -> Known:
    merged = found[0]
    for other in found[1:]:
        if other is not merged:
            merged = _merged(merged, other, optional=optional)
    return merged if merged.optional is optional else replace(merged, optional=optional)


def _perhaps(it: Known) -> Known:
    return it if it.optional else replace(it, optional=True)


def _merged(one: Known, other: Known, *, optional: bool) -> Known:
    """The same name from two places: what both agree on."""
    sources = tuple(sorted({*one.sources, *other.sources}))
    schema = agreed(one.schema, other.schema)
    return replace(one, schema=schema, sources=sources, zh=one.zh or other.zh, en=one.en or other.en, optional=optional)
