"""Variables in scopes, as designers know them from Camunda 8.

Layers from inside out: the activity's locals (`internal_data["local"]`), those of the activities around it, and
the process' own dictionary. A write goes to the nearest layer that holds the name, else to the outermost; a
multi-instance that collects outputs (`internal_data["sink"]`) lets nothing through.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import orjson

from engine import errors, incident_causes
from engine.elements.tree import Token
from engine.feel import FeelError

_SHARED = frozenset((str, int, bool, type(None)))  # cannot be changed by whoever has them
_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS


def checked(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """A deep copy that shares nothing with the caller. Raises BadVariables for what is not JSON."""
    if not values:
        return {}
    try:
        copy: dict[str, Any] = orjson.loads(orjson.dumps(values, option=_STRICT))
    except TypeError as error:
        raise errors.BadVariables(reason=str(error)) from error
    if not isinstance(copy, dict):
        raise errors.BadVariables(reason="not an object")
    if b"null" in orjson.dumps(copy) and _has_nan(values):
        raise errors.BadVariables(reason="NaN or infinity")
    return copy


def _has_nan(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, Mapping):
        return any(_has_nan(item) for item in value.values())
    return isinstance(value, list | tuple) and any(_has_nan(item) for item in value)


def copied(value: Any) -> Any:
    """Deep copy of JSON."""
    if type(value) in _SHARED:
        return value
    return orjson.loads(orjson.dumps(value))


def layers(token: Token) -> list[dict[str, Any]]:
    """Innermost first; the last is the process' own."""
    found: list[dict[str, Any]] = []
    while True:
        local = token.internal_data.get("local")
        if local is not None:
            found.append(local)
        scope = token.workflow
        if scope.is_process:
            found.append(scope.data)
            return found
        token = scope.holder


def visible(token: Token) -> dict[str, Any]:
    """All variables the token sees; read only, it may be the process' own dictionary."""
    found = layers(token)
    if len(found) == 1:
        return found[0]
    merged: dict[str, Any] = {}
    for layer in reversed(found):
        merged.update(layer)
    return merged


def assign(token: Token, values: Mapping[str, Any], *, skip_own: bool = False) -> None:
    """Writes each value into its scope; `skip_own` leaves the activity's own locals out (output mappings)."""
    if not values:
        return
    reachable: list[dict[str, Any]] = []
    current = token
    while True:
        internal = current.internal_data
        own = internal.get("local")
        sink = "sink" in internal
        if own is not None and (sink or not skip_own or current is not token):
            reachable.append(own)
        scope = current.workflow
        if sink:
            break
        if scope.is_process:
            reachable.append(scope.data)
            break
        current = scope.holder
    for name, value in values.items():
        target = next((layer for layer in reachable if name in layer), reachable[-1])
        target[name] = value


def value(token: Token, source: Any, extra: Mapping[str, Any] | None = None) -> Any:
    """Zeebe's rule: text with a leading '=' is FEEL, all else is itself. Raises ExpressionFailed."""
    if not (isinstance(source, str) and source.startswith("=")):
        return source
    seen = visible(token)
    try:
        return token.workflow.instance.services.evaluate(source[1:], {**seen, **extra} if extra else seen)
    except FeelError as problem:
        reason = incident_causes.reason_of(problem)
        raise incident_causes.ExpressionFailed(expression=source[1:].strip(), **reason) from problem


def is_true(token: Token, condition: str, extra: Mapping[str, Any] | None = None) -> bool:
    """A condition holds only when it is exactly true; null (an unknown variable) does not hold."""
    return value(token, condition if condition.startswith("=") else f"={condition}", extra) is True


def nested(values: dict[str, Any], path: str, item: Any, seen: Mapping[str, Any]) -> None:
    """Puts `item` at a dotted target (`order.status`) without touching the object that others see."""
    name, *rest = path.split(".")
    if not rest:
        values[name] = item
        return
    root = copied(values.get(name, seen.get(name)))
    root = root if isinstance(root, dict) else {}
    values[name] = root
    for step in rest[:-1]:
        inner = root.get(step)
        root[step] = inner if isinstance(inner, dict) else {}
        root = root[step]
    root[rest[-1]] = item
