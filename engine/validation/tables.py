"""What decision tables, forms, texts and files of another kind have to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

from engine import errors, forms
from engine.errors import Finding, Severity
from engine.validation.deployment import Deployment, Form, Table
from engine.validation.rule import Rule

TABLE_UNREADABLE = Rule(
    "table.unreadable",
    Severity.ERROR,
    "{zh}",
    "{en}",
    "用决策编辑器重新导出",
    "Export it again from the decision editor",
)
FORM_UNREADABLE = Rule(
    "form.unreadable",
    Severity.ERROR,
    "表单不是格式正确的 JSON",
    "The form is not well-formed JSON",
    "检查这一行的逗号、引号和括号",
    "Check commas, quotes and brackets at this line",
)
FORM_INVALID = Rule(
    "form.invalid",
    Severity.ERROR,
    "表单的 {place} 处不是 JSON Schema 2020-12",
    "The form is no JSON Schema 2020-12 at {place}",
    "改正“{value}”，或删除它",
    'Correct "{value}" or remove it',
)
TEXTS_UNREADABLE = Rule(
    "texts.unreadable",
    Severity.ERROR,
    "{zh}",
    "{en}",
    "在表格软件里改正这一行，另存为 UTF-8 的 CSV",
    "Correct this line in a spreadsheet and save it as CSV in UTF-8",
)
FILE_UNKNOWN = Rule(
    "file.unknown",
    Severity.ERROR,
    "不是流程图（.bpmn）、决策表（.dmn）、表单（.schema.json）或译文（texts.en.csv）",
    "This is no diagram (.bpmn), decision table (.dmn), form (.schema.json) or texts (texts.en.csv)",
    "改文件名，或不要部署它",
    "Rename the file or leave it out",
)
RULES = (TABLE_UNREADABLE, FORM_UNREADABLE, FORM_INVALID, TEXTS_UNREADABLE, FILE_UNKNOWN)
SHOWN = 60  # characters of a value that a finding repeats


def findings(given: Deployment) -> Iterator[Finding]:
    for table in given.files.tables:
        yield from _of_table(table)
    for form in given.files.forms:
        yield from _of_form(form)
    for name, fault in given.files.texts:
        if fault is not None:
            said = {"zh": fault.params["detail_zh"], "en": fault.params["detail_en"]}
            yield TEXTS_UNREADABLE.on(name, "", fault.params["line"], **said)
    for name in given.files.unknown:
        yield FILE_UNKNOWN.on(name)


def _of_table(table: Table) -> Iterator[Finding]:
    if table.model is None and table.refused is not None:
        yield TABLE_UNREADABLE.on(table.filename, zh=table.refused.message("zh"), en=table.refused.message("en"))
    for it in () if table.model is None else table.model.findings:
        said = it.zh, it.en, it.remedy_zh, it.remedy_en
        yield errors.Finding(it.code, table.filename, it.element, it.line, *said, Severity(it.severity), row=it.row)


def _of_form(form: Form) -> Iterator[Finding]:
    if form.line:
        yield FORM_UNREADABLE.on(form.filename, form.key, form.line)
        return
    try:
        Draft202012Validator.check_schema(form.schema)
    except SchemaError as fault:
        place = "/".join(str(step) for step in fault.absolute_path) or "/"
        yield FORM_INVALID.on(form.filename, form.key, 1, place=place, value=_short(fault.instance))
        return
    for place, value in forms.unusable(form.schema):
        yield FORM_INVALID.on(form.filename, form.key, 1, place=place, value=_short(value))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
