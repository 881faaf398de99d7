"""DMN: decision tables and requirement graphs, evaluated with evidence.

    model = decisions.load_model(path.read_bytes(), path.name)
    model.findings                                  # what a deploy has to say: severity, element, line, row, zh, en
    model.decisions                                 # id, name, inputs, outputs
    result = model.evaluate("approval_matrix", {"gross": 60000, "tier": "VIP"})
    result.value, result.json()                     # FEEL value, JSON value
    result.rules                                    # every table that ran: rows that hit (from 1), inputs, outputs
    result.explanation()                            # the decision and all that it required, as a tree
    decisions.evaluate(model, "审批规则", inputs)    # for people: JSON result, explanation, what became null and why

An evaluation is pure and thread-safe. UNIQUE with two hits raises SeveralRulesHit; no hit gives the default or null.
"""

from __future__ import annotations

from engine.decisions.errors import DecisionCycle, DecisionUnknown, ModelRefused, SeveralRulesHit, TableBroken
from engine.decisions.evaluate import Answer, evaluate
from engine.decisions.evidence import Explanation, InputSeen, TableHit
from engine.decisions.finding import Finding, Severity
from engine.decisions.model import Decision, Evaluation, Model, load_model
from engine.decisions.watch import Notice

__all__ = [
    "Answer",
    "Decision",
    "DecisionCycle",
    "DecisionUnknown",
    "Evaluation",
    "Explanation",
    "Finding",
    "InputSeen",
    "Model",
    "ModelRefused",
    "Notice",
    "SeveralRulesHit",
    "Severity",
    "TableBroken",
    "TableHit",
    "evaluate",
    "load_model",
]
