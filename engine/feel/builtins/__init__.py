"""The built-in functions: DMN 1.5, and the extras that Camunda's editor offers."""

from __future__ import annotations

from engine.feel import names
from engine.feel.builtins import (
    contexts,
    conversion,
    dates,
    encodings,
    lists,
    numeric,
    patterns,
    range_text,
    ranges,
    statistics,
    text,
)
from engine.feel.builtins.registry import BUILT_INS, BuiltIn
from engine.feel.values import FeelFunction

MODULES = (contexts, conversion, dates, encodings, lists, numeric, patterns, range_text, ranges, statistics, text)
"""Importing them registers their functions."""

SCOPE = names.Scope(BUILT_INS)
"""The outermost scope of every expression."""

_VALUES = {name: built_in.as_value() for name, built_in in BUILT_INS.items()}


def find(name: str) -> BuiltIn | None:
    """A built-in by its name."""
    return BUILT_INS.get(name)


def value(name: str) -> FeelFunction | None:
    """A built-in as a function value."""
    return _VALUES.get(name)
