"""Constructs with a syntax of their own: if, for, some, every, function, contexts, ranges, calls, tests, types."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from engine.feel import names, nodes, remedies, types
from engine.feel.errors import FeelSyntaxError
from engine.feel.stream import ADD, COMPARISONS, Stream
from engine.feel.types import Type


def if_(stream: Stream) -> nodes.Node:
    """`if a then b else c`, after the `if`."""
    condition = stream.expression()
    stream.expect("then")
    yes = stream.expression()
    stream.expect("else")
    return nodes.If(condition, yes, stream.expression())


def for_(stream: Stream) -> nodes.Node:
    """`for i in a, j in b return c`, after the `for`."""
    position = stream.previous.start
    with ExitStack() as stack:
        iterators = _iterators(stream, stack)
        stream.expect("return")
        stack.enter_context(stream.inner("partial"))
        body = stream.expression()
    return nodes.For(iterators, body, position)


def _quantified(quantifier: str) -> Callable[[Stream], nodes.Node]:
    def parse(stream: Stream) -> nodes.Node:
        position = stream.previous.start
        with ExitStack() as stack:
            iterators = _iterators(stream, stack)
            stream.expect("satisfies")
            body = stream.expression()
        return nodes.Quantified(quantifier, iterators, body, position=position)

    return parse


def _iterators(stream: Stream, stack: ExitStack) -> tuple[nodes.Iterator, ...]:
    found: list[nodes.Iterator] = []
    while True:
        name = stream.name_until("in")
        stream.expect("in")
        domain = stream.expression()
        end = stream.expression() if stream.accept("..") else None
        found.append(nodes.Iterator(name, domain, end))
        stack.enter_context(stream.inner(name))
        if not stream.accept(","):
            return tuple(found)


def function(stream: Stream) -> nodes.Node:
    """`function(a: number, b) body`, after the word; `external {…}` parses; compiling refuses it in an
    expression, calling in a decision."""
    stream.expect("(")
    parameters: list[tuple[str, Type | None]] = []
    while not stream.accept(")"):
        if parameters:
            stream.expect(",")
        name = stream.name_until(":", ",", ")")
        parameters.append((name, type_of(stream) if stream.accept(":") else None))
    if stream.at("external"):
        position = stream.take().start
        stream.expression()
        return nodes.Function(tuple(parameters), None, position)
    with stream.inner(*(name for name, _ in parameters)):
        body = stream.expression()
    return nodes.Function(tuple(parameters), body)


WORDS: dict[str, Callable[[Stream], nodes.Node]] = {
    "if": if_,
    "for": for_,
    "some": _quantified("some"),
    "every": _quantified("every"),
    "function": function,
}


def context(stream: Stream) -> nodes.Node:
    """`{key: value, "other key": value}`, after the brace."""
    entries: list[tuple[str, nodes.Node]] = []
    with stream.brackets(), stream.inner() as scope:
        while not stream.accept("}"):
            if entries:
                stream.expect(",")
            start = stream.token.start
            key = _key(stream)
            if any(key == known for known, _ in entries):
                raise FeelSyntaxError.located(stream.text, start, "duplicate_key", found=key)
            stream.expect(":")
            if stream.at("function"):
                scope.table.add(key)  # a function may call itself
            entries.append((key, stream.expression()))
            scope.table.add(key)
            stream.members.add(key)
    return nodes.Context(tuple(entries))


def _key(stream: Stream) -> str:
    if stream.token.kind == "string":
        return str(stream.take().value)
    return stream.name_until(":")


def parenthesis(stream: Stream) -> nodes.Node:
    """`(expression)`, `(a..b)` or `(< b)`, after the parenthesis."""
    start = stream.previous.start
    with stream.brackets():
        node = _half_open(stream) if stream.at(*COMPARISONS) else stream.expression()
    if stream.accept(".."):
        return interval_end(stream, node, start, low_closed=False)
    stream.expect(")")
    return node


def _half_open(stream: Stream) -> nodes.Node:
    token = stream.take()
    operator, start = token.text, token.start
    end = stream.expression(ADD)
    if operator in ("=", "!="):
        closed = operator == "="
        return nodes.Interval(end, end, closed, closed, operator, start)
    if operator[0] == "<":
        return nodes.Interval(None, end, False, operator == "<=", position=start)
    return nodes.Interval(end, None, operator == ">=", False, position=start)


def list_or_interval(stream: Stream) -> nodes.Node:
    """`[a, b]` or `[a..b]`, after the bracket."""
    start = stream.previous.start
    items: list[nodes.Node] = []
    with stream.brackets():
        while not stream.at("]"):
            if items:
                stream.expect(",")
                if stream.at("]") and not remedies.starts_value(stream.ahead(1)):
                    stream.fail()
            items.append(stream.expression())
            if len(items) == 1 and stream.at(".."):
                break
    if stream.accept(".."):
        return interval_end(stream, items[0], start, low_closed=True)
    stream.expect("]")
    return nodes.ListOf(tuple(items))


def interval_end(stream: Stream, low: nodes.Node, start: int, low_closed: bool) -> nodes.Node:
    """The end of a range and its bracket `]`, `)` or `[`, after the two dots."""
    before = stream.open_end
    with stream.brackets():
        stream.open_end = stream.nesting
        high = stream.expression()
    stream.open_end = before
    if not stream.at("]", ")", "["):
        stream.fail("]")
    return nodes.Interval(low, high, low_closed, stream.take().text == "]", position=start)


REFUSED = {"uuid": "refused_uuid", "random number": "refused_random", "fromAi": "refused_ai"}
"""Functions of Camunda that are not pure: the same expression would not give the same value again."""


def call(stream: Stream, function_: nodes.Node) -> nodes.Node:
    """Arguments of a call, positional or named."""
    if type(function_) is nodes.Name and function_.name in REFUSED and not stream.knows(function_.name):
        raise FeelSyntaxError.located(stream.text, function_.position, REFUSED[function_.name])
    position = stream.take().start
    arguments: list[nodes.Node] = []
    labels: list[str] = []
    with stream.brackets():
        named = _is_named(stream)
        while not stream.at(")"):
            if arguments:
                stream.expect(",")
            if named:
                labels.append(_key(stream))
                stream.expect(":")
            arguments.append(stream.expression())
    stream.expect(")")
    return nodes.Call(function_, tuple(arguments), tuple(labels) if named else None, position)


def _is_named(stream: Stream) -> bool:
    """Whether a `name:` starts here: nothing but a name may stand before the colon."""
    offset = 0
    while True:
        token = stream.ahead(offset)
        if token.kind == "op" and token.text == ":":
            return offset > 0
        if token.kind in ("end", "number", "at") or (token.kind == "string" and offset):
            return False
        if token.kind == "op" and token.text in "()[]{},":
            return False
        offset += 1


def in_tests(stream: Stream) -> tuple[nodes.Node, ...]:
    """What follows `in`: one test, or several in parentheses; `(a..b)` is a range and `(a)[1]` an expression."""
    if not stream.accept("("):
        return (_test(stream, ADD),)
    start = stream.previous.start
    with stream.brackets():
        tests = test_list(stream)
    if len(tests) == 1 and stream.accept(".."):
        return (stream.postfix(interval_end(stream, tests[0], start, low_closed=False)),)
    stream.expect(")")
    if len(tests) == 1 and not isinstance(tests[0], nodes.Test):
        return (stream.postfix(tests[0]),)
    return tests


def test_list(stream: Stream) -> tuple[nodes.Node, ...]:
    """One and more tests with commas between."""
    tests = [_test(stream, 0)]
    while stream.accept(","):
        tests.append(_test(stream, 0))
    return tuple(tests)


def _test(stream: Stream, minimum: int) -> nodes.Node:
    if stream.at(*COMPARISONS):
        operator = stream.take().text
        return nodes.Test(operator, stream.expression(ADD))
    return stream.expression(minimum)


_TYPE_NAMES = names.NameTable([*types.SIMPLE, *types.SPELLINGS, "any", "null", "list", "context", "function", "range"])


def type_of(stream: Stream) -> Type:
    """A type: `number`, `list<number>`, `context<a: number>`, `function<number> -> string`, a named one."""
    start = stream.token
    found = names.NameTable(stream.types).match(stream.tokens, stream.index) or _TYPE_NAMES.match(
        stream.tokens, stream.index
    )
    name = ""
    if found is not None:
        name = found[0]
        for _ in range(found[1]):
            stream.take()
    named = stream.types.get(name)
    base = types.simple(name) if named is None else replace(named, name=name)
    if base is None:
        raise FeelSyntaxError.located(stream.text, start.start, "type", found=start.text)
    if not stream.at("<") or base.kind not in ("list", "range", "context", "function"):
        return base
    stream.take()
    return _generic(stream, base.kind)


def _generic(stream: Stream, kind: str) -> Type:
    if kind in ("list", "range"):
        item = type_of(stream)
        stream.expect(">")
        return Type(kind, item=item)
    members: list[tuple[str, Type]] = []
    while not stream.accept(">"):
        if members:
            stream.expect(",")
        key = ""
        if kind == "context":
            key = stream.name_until(":")
            stream.expect(":")
        members.append((key, type_of(stream)))
    if kind == "context":
        return Type(kind, fields=tuple(members))
    stream.expect("->")
    return Type(kind, item=type_of(stream), parameters=tuple(member for _, member in members))
