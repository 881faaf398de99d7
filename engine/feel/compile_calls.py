"""Calls and function values. A built-in is chosen when the text is compiled, by its number or names of arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.feel import budget, builtins, nodes, types
from engine.feel.builtins.registry import Overload
from engine.feel.code import Build, Code, Env, Site, constant
from engine.feel.values import FeelFunction


def call(build: Build, node: nodes.Call, site: Site) -> Code:
    """A call; null when the function is unknown or its arguments do not fit."""
    build.loops = True
    arguments = [build.code(argument, site) for argument in node.arguments]
    function_ = node.function
    if type(function_) is nodes.Name and function_.name not in site.bound and function_.name not in build.known:
        built_in = builtins.find(function_.name)
        if built_in is not None:
            if node.names is None:
                return _positional(built_in.positional(len(arguments)), arguments)
            return _named(built_in.named(node.names), node.names, arguments)
    read = build.code(function_, site)
    names = node.names

    def run(e: Env) -> Any:
        callee = read(e)
        if type(callee) is not FeelFunction:
            return None
        given = [argument(e) for argument in arguments]
        return invoke(callee, given) if names is None else invoke_named(callee, names, given)

    return run


def _positional(invoke_built_in: Callable[[Sequence[Any]], Any] | None, arguments: list[Code]) -> Code:
    if invoke_built_in is None:
        return constant(None)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda e: invoke_built_in([only(e)])
    return lambda e: invoke_built_in([argument(e) for argument in arguments])


def _named(overload: Overload | None, names: tuple[str, ...], arguments: list[Code]) -> Code:
    if overload is None:
        return constant(None)
    invoke_built_in = overload.invoke_named
    return lambda e: invoke_built_in({key: argument(e) for key, argument in zip(names, arguments, strict=True)})


def invoke(callee: FeelFunction, given: list[Any]) -> Any:
    """Call a function value with positional arguments; null when their number is wrong."""
    if not callee.variadic and len(given) != len(callee.parameters):
        return None
    with budget.call():
        return callee.call(given)


def invoke_named(callee: FeelFunction, names: tuple[str, ...], given: list[Any]) -> Any:
    """Call a function value with named arguments; null unless they are exactly its parameters."""
    by_name = dict(zip(names, given, strict=True))
    if callee.named is not None:
        with budget.call():
            return callee.named(by_name)
    if by_name.keys() != set(callee.parameters) or len(names) != len(callee.parameters):
        return None
    return invoke(callee, [by_name[name] for name in callee.parameters])


def function(build: Build, node: nodes.Function, site: Site) -> Code:
    """A function value that keeps the scope it was made in; an external one is refused when it is called."""
    names = tuple(name for name, _ in node.parameters)
    wanted = tuple(type_ for _, type_ in node.parameters)
    if node.body is None:
        build.external = node.position
        return constant(FeelFunction(names, _refused, wanted))
    body = build.code(node.body, site.bind(*names))

    def make(e: Env) -> FeelFunction:
        def run(given: list[Any]) -> Any:
            inner = e.copy()
            for name, value, type_ in zip(names, given, wanted, strict=True):
                inner[name] = types.coerce(value, type_)
                if inner[name] is None and value is not None:
                    return None
            return body(inner)

        return FeelFunction(names, run, wanted)

    return make


def _refused(given: list[Any]) -> None:
    """External functions would run code that a designer wrote; they give null."""
