"""What a deployment must hold together: called processes, decisions, forms and handlers exist; expressions can be read
and tables can run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

from engine import decisions, dialect, errors, feel, topics
from engine.decisions import Severity
from engine.dialect.findings import Problems
from kit.errors import Failure, Rejected

SHOWN = 80  # characters of an expression that a finding repeats


def check(
    models: Mapping[str, dialect.ParsedModel],
    tables: Mapping[str, decisions.Model],
    forms: Mapping[str, dict[str, Any]],
) -> list[errors.Finding]:
    """Warnings, in no particular order. Raises Unrunnable for processes that are missing and expressions that are not
    FEEL, and Rejected with one failure per missing decision, form or handler, per table that cannot run, and per form
    that is no JSON Schema."""
    dialect.bundle(dialect.in_force(models))
    unique = list({id(model): model for model in models.values()}.values())
    _check_expressions(unique)
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
    told = [warning for table in tables.values() for warning in _warnings(table)]
    return told + [warning for model in unique for warning in _unmapped(model)]


def _check_expressions(models: Sequence[dialect.ParsedModel]) -> None:
    """Names are known only at run time; what is found here would fail whatever they hold."""
    found: list[errors.Finding] = []
    for model in models:
        problems = Problems(model.filename)
        for drawn in model.expressions:
            if (wrong := _syntax_error(drawn.text)) is not None:
                reasons = {"reason_zh": wrong.message("zh"), "reason_en": wrong.message("en")}
                problems.at("expression.syntax", drawn.element_id, drawn.line, text=_short(f"={drawn.text}"), **reasons)
        found += problems.findings
    if found:
        raise errors.Unrunnable(found)


def _syntax_error(text: str) -> feel.FeelError | None:
    try:
        feel.compile_expression(text)
    except feel.FeelError as error:
        return error
    return None


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _unmapped(model: dialect.ParsedModel) -> list[errors.Finding]:
    """Service tasks whose mappings leave out what their handler needs."""
    problems = Problems(model.filename)
    for call in model.topics:
        handler = topics.find(call.target)
        if handler is None or call.inputs is None:
            continue
        needed = {name for name, field in handler.input.model_fields.items() if field.is_required()}
        if lacking := sorted(needed - call.inputs):
            names = ", ".join(lacking)
            problems.at("mapping.input_missing", call.element_id, call.line, topic=call.target, names=names)
    return problems.findings


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
        errors.TableBroken(at=f"{table.filename}:{it.line} {it.element}", zh=it.text("zh"), en=it.text("en"))
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
        errors.Finding(it.code, table.filename, it.element, it.line, it.zh, it.en, it.remedy_zh, it.remedy_en)
        for it in table.findings
        if it.severity == Severity.WARNING
    ]
