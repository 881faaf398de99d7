"""Evaluating a model for people: JSON in, JSON out, with the explanation and what became null on the way."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.decisions.evidence import Explanation, TableHit
from engine.decisions.graph import Node
from engine.decisions.model import Model
from engine.decisions.watch import MAX_WARNINGS, Notice
from engine.decisions.xml import line


@dataclass(frozen=True)
class Answer:
    """What a decision, service or knowledge model gives, and why. `result` and everything inside is JSON.

    `explanation` is the tree of what took part; `rules` every run of a table, in order; `warnings` what became null
    or was given in vain.
    """

    id: str
    name: str
    kind: str
    result: Any
    explanation: Explanation
    rules: tuple[TableHit, ...]
    warnings: tuple[Notice, ...]


def evaluate(model: Model, target: str, inputs: Mapping[str, Any]) -> Answer:
    """Evaluate a decision, decision service or knowledge model, by its id or its name, over JSON inputs.

    Inputs go by name: input data and process variables of a decision, parameters of a service or knowledge model.
    Times are ISO texts where the model declares a time; of an imported model they stand under its alias. Inputs
    that the target never reads are named in the warnings. Pure; slower than `Model.evaluate`, as every expression
    is watched. Raises DecisionUnknown, SeveralRulesHit and other FeelErrors (all of them kit.errors.Failure).
    """
    watched = model.watched
    warnings: list[Notice] = []
    node = watched.node(target)
    evaluation = watched.run(node, inputs, warnings)
    told = [*_unread(watched, node, inputs), *warnings]
    return Answer(
        id=node.id,
        name=node.title,
        kind=node.kind,
        result=evaluation.json(),
        explanation=evaluation.explanation(),
        rules=evaluation.rules,
        warnings=tuple(told[:MAX_WARNINGS]),
    )


def _unread(model: Model, node: Node, inputs: Mapping[str, Any]) -> list[Notice]:
    """Inputs that nothing reads, with the name that was probably meant, and inputs that are missing."""
    wanted = model.reads(node)
    told = []
    for name in inputs:
        if name not in wanted and " ".join(name.split()) not in model.known_names:
            close = difflib.get_close_matches(name, wanted, 1)
            hint_zh, hint_en = (f"，是否指 {close[0]}？", f"; is {close[0]} meant?") if close else ("", "")
            zh, en = f"没有用到输入 {name}{hint_zh or '。'}", f"the input {name} is not read{hint_en or '.'}"
            told.append(Notice(node.id, line(node.element), zh, en))
    for name in sorted(wanted - inputs.keys()):
        zh, en = f"没有给出输入 {name}，按空值处理。", f"the input {name} was not given and counts as null."
        told.append(Notice(node.id, line(node.element), zh, en))
    return told
