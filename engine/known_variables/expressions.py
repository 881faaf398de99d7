"""Types of FEEL expressions as JSON Schema, as far as they can be told without running them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel import nodes
from engine.known_variables.agreement import NULL, Schema, agreed, all_of, bounded
from engine.known_variables.state import Known
from engine.validation import written

Look = Callable[[str], Schema]
_TRUTH: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "number"}
_TEXT: Schema = {"type": "string"}
_LIST: Schema = {"type": "array"}
_TRUTHS = (nodes.Logic, nodes.Compare, nodes.Between, nodes.In, nodes.InstanceOf, nodes.Quantified)
_GIVES: dict[str, Schema] = {
    **dict.fromkeys(("count", "sum", "mean", "median", "number", "floor", "ceiling", "decimal", "modulo"), _NUMBER),
    **dict.fromkeys(("round up", "round down", "round half up", "round half down", "string length", "sqrt"), _NUMBER),
    **dict.fromkeys(("string", "substring", "upper case", "lower case", "replace", "string join", "trim"), _TEXT),
    **dict.fromkeys(("substring before", "substring after", "day of week", "month of year"), _TEXT),
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "matches", "list contains", "all", "any"), _TRUTH),
    **dict.fromkeys(("is defined", "before", "after", "includes", "during"), _TRUTH),
    **dict.fromkeys(("split", "index of", "distinct values", "flatten", "get entries", "mode"), _LIST),
}


def of_expression(text: str, known: Mapping[str, Known]) -> Schema:
    """Empty when it is not known; `text` without its '='."""
    expression = written.compiled(text)
    found = {} if expression is None else of(expression.tree, lambda name: known[name].schema if name in known else {})
    return {} if found == NULL else found


def of(node: Any, look: Look) -> Schema:
    if isinstance(node, _TRUTHS):
        return _TRUTH
    read = _READERS.get(type(node))
    return {} if read is None else read(node, look)


def _literal(node: nodes.Literal, look: Look) -> Schema:
    if node.value is None:
        return NULL
    if isinstance(node.value, bool):
        return _TRUTH
    if isinstance(node.value, str):
        return _TEXT
    return _NUMBER if hasattr(node.value, "as_tuple") or isinstance(node.value, int) else {}


def _path(node: nodes.Path, look: Look) -> Schema:
    """Of a list: the list of that member of its items."""
    source = of(node.source, look)
    items = source.get("items")
    if source.get("type") == "array" and isinstance(items, dict):
        return {"type": "array", "items": _member(items, node.member)}
    return _member(source, node.member)


def _member(source: Schema, name: str) -> Schema:
    fields = source.get("properties")
    found = fields.get(name) if isinstance(fields, dict) else None
    return found if isinstance(found, dict) else {}


def _filter(node: nodes.Filter, look: Look) -> Schema:
    """A number picks one item."""
    source = of(node.source, look)
    if source.get("type") != "array":
        return {}
    chosen = node.condition.operand if isinstance(node.condition, nodes.Negate) else node.condition
    if isinstance(chosen, nodes.Literal) and of(chosen, look) == _NUMBER:
        items = source.get("items")
        return items if isinstance(items, dict) else {}
    return source if isinstance(node.condition, _TRUTHS) else {}


def _call(node: nodes.Call, look: Look) -> Schema:
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    return {} if look(name) else _GIVES.get(name, {})


def _chain(node: nodes.Chain, look: Look) -> Schema:
    """Arithmetic of numbers, or texts that are joined."""
    kinds = [of(part, look).get("type") for part in (node.first, *(operand for _, operand in node.rest))]
    if all(kind in ("number", "integer") for kind in kinds):
        return _NUMBER
    return _TEXT if all(kind == "string" for kind in kinds) and all(sign == "+" for sign, _ in node.rest) else {}


def _negated(node: nodes.Negate, look: Look) -> Schema:
    return _NUMBER if of(node.operand, look).get("type") in ("number", "integer") else {}


def _choice(node: nodes.If, look: Look) -> Schema:
    yes, no = of(node.yes, look), of(node.no, look)
    return agreed(yes, no) if yes and no else {}


def _list(node: nodes.ListOf, look: Look) -> Schema:
    return _listed(all_of(of(item, look) for item in node.items))


def _listed(items: Schema) -> Schema:
    return bounded({"type": "array", "items": items}) if items else _LIST


def _context(node: nodes.Context, look: Look) -> Schema:
    """Later entries see earlier ones."""
    fields: dict[str, Schema] = {}
    for name, entry in node.entries:
        found = of(entry, _within(fields, look))
        fields[name] = {} if found == NULL else bounded(found)
    return bounded({"type": "object", "properties": fields})


def _for(node: nodes.For, look: Look) -> Schema:
    bound: dict[str, Schema] = {}
    for it in node.iterators:
        items = of(it.domain, _within(bound, look)).get("items")
        bound[it.name] = _NUMBER if it.end is not None else items if isinstance(items, dict) else {}
    return _listed(of(node.body, _within(bound, look)))


def _within(inner: Mapping[str, Schema], look: Look) -> Look:
    return lambda name: inner[name] if name in inner else look(name)


_READERS: dict[type, Callable[[Any, Look], Schema]] = {
    nodes.Literal: _literal,
    nodes.Name: lambda node, look: look(node.name),
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.Chain: _chain,
    nodes.Negate: _negated,
    nodes.If: _choice,
    nodes.ListOf: _list,
    nodes.Context: _context,
    nodes.For: _for,
}
