"""Syntax tree to closures: which part compiles which node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import (
    compile_calls,
    compile_loops,
    compile_names,
    compile_operators,
    compile_tests,
    nodes,
)
from engine.feel.code import Build, Code, Site

_PARTS: dict[type, Callable[[Any, Any, Site], Code]] = {
    nodes.Literal: compile_names.literal,
    nodes.Name: compile_names.name,
    nodes.Path: compile_names.path,
    nodes.Negate: compile_operators.negate,
    nodes.Chain: compile_operators.chain,
    nodes.Logic: compile_operators.logic,
    nodes.Compare: compile_operators.compare,
    nodes.Between: compile_operators.between,
    nodes.InstanceOf: compile_operators.instance_of,
    nodes.ListOf: compile_operators.list_of,
    nodes.Interval: compile_operators.interval,
    nodes.Context: compile_operators.context,
    nodes.If: compile_operators.if_,
    nodes.In: compile_tests.in_,
    nodes.Filter: compile_loops.filter_,
    nodes.For: compile_loops.for_,
    nodes.Quantified: compile_loops.quantified,
    nodes.Call: compile_calls.call,
    nodes.Function: compile_calls.function,
    nodes.Compiled: lambda build, node, site: node.code,
}


class Compiler(Build):
    """Compiles every node of one text."""

    def code(self, node: nodes.Node, site: Site) -> Code:
        """See Build.code."""
        return _PARTS[type(node)](self, node, site)
