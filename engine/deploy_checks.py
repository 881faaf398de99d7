"""What a deployment must hold together: called processes, decisions, forms and handlers exist; tables can run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

from engine import decisions, dialect, errors, topics
from engine.decisions import Severity
from kit.errors import Failure, Rejected


def check(
    models: Mapping[str, dialect.ParsedModel],
    tables: Mapping[str, decisions.Model],
    forms: Mapping[str, dict[str, Any]],
) -> list[errors.Finding]:
    """Warnings, in no particular order. Raises Unrunnable for processes that are missing and Rejected with one failure
    per missing decision, form or handler, per table that cannot run, and per form that is no JSON Schema."""
    unique = list({model.filename: model for model in models.values()}.values())
    dialect.bundle(unique)
    known = {decision.id for table in tables.values() for decision in table.decisions}
    problems: list[Failure] = []
    for model in unique:
        problems += _missing(model, "决策/decision", model.called_decisions, known)
        problems += _missing(model, "表单/form", model.forms, set(forms))
        problems += _missing(model, "处理器/handler", model.topics, set(topics.REGISTRY))
    problems += [failure for table in tables.values() for failure in _table_errors(table)]
    problems += [failure for key, schema in forms.items() for failure in _form_errors(key, schema)]
    if problems:
        raise Rejected(problems)
    return [warning for table in tables.values() for warning in _warnings(table)]


def _missing(model: dialect.ParsedModel, what: str, calls: Any, known: set[str]) -> list[Failure]:
    return [
        errors.ReferenceMissing(
            at=f"{model.filename}:{call.line} {call.element_id}", what=what, target=call.target, element=call.element_id
        )
        for call in calls
        if call.target not in known and not call.target.startswith("=")
    ]


def _table_errors(table: decisions.Model) -> list[Failure]:
    return [
        errors.TableBroken(at=f"{table.filename}:{it.line} {it.element}", zh=it.zh, en=it.en)
        for it in table.findings
        if it.severity == Severity.ERROR
    ]


def _form_errors(key: str, schema: dict[str, Any]) -> list[Failure]:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return [errors.FormUnreadable(at=key, file=key, line=0, detail=error.message)]
    return []


def _warnings(table: decisions.Model) -> list[errors.Finding]:
    return [
        errors.Finding(it.code, table.filename, it.element, it.line, it.zh, it.en, "", "")
        for it in table.findings
        if it.severity == Severity.WARNING
    ]
