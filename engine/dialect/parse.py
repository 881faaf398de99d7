"""One BPMN file to a ParsedModel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.dialect import expressions, lanes, listeners, refusals
from engine.dialect.builder import build
from engine.dialect.event_definitions import EventReader
from engine.dialect.extensions import Extensions
from engine.dialect.factories import FACTORIES
from engine.dialect.findings import Problems
from engine.dialect.model import Bundle, ParsedModel, bundle
from engine.dialect.scope import File, Scope, unknown
from engine.dialect.xml import BPMN, kind, local, read
from engine.elements.process import ProcessSpec

_DECLARATIONS = {
    "process", "message", "signal", "error", "escalation", "collaboration", "itemDefinition", "category", "dataStore",
    "extensionElements", "documentation", "import", "relationship", "resource", "interface",
}  # fmt: skip


def parse(files: Mapping[str, bytes]) -> Bundle:
    """Several files by name, resolved together. Raises Unrunnable."""
    return bundle([parse_model(xml, filename) for filename, xml in files.items()])


def parse_model(xml: bytes, filename: str, *, suffix: str = "") -> ParsedModel:
    """`suffix` goes behind the names of its scopes, so that several versions fit in one bundle. Raises Unrunnable with
    every finding of the file."""
    problems = Problems(filename)
    root = read(xml, problems)
    file = File(problems, EventReader(root, problems), suffix)
    _check_ids(root, problems)
    problems.raise_any()
    _check_declarations(root, problems)
    executable = [x for x in root.findall(f"{BPMN}process") if x.get("isExecutable", "false") == "true"]
    if not executable:
        drawn = root.find(f"{BPMN}process")
        problems.add("file.no_process", root if drawn is None else drawn)
    processes = {x.get("id"): _process(file, x) for x in executable}
    problems.raise_any()
    return ParsedModel(
        filename=filename,
        processes=processes,
        names={x.get("id"): x.get("name") or x.get("id") for x in executable},
        version_tags=_version_tags(executable, problems),
        scopes=file.scopes,
        starts=tuple(file.starts),
        elements=tuple(file.elements),
        called_processes=tuple(file.processes),
        called_decisions=tuple(file.decisions),
        forms=tuple(file.forms),
        topics=tuple(file.topics),
        messages=_names(root, "message"),
        signals=_names(root, "signal"),
        expressions=expressions.of_file(root, executable),
    )


def _process(file: File, node: Any) -> ProcessSpec:
    process_id = node.get("id")
    spec = ProcessSpec(f"{process_id}{file.suffix}", process_id)
    file.scopes[spec.name] = spec
    file.lanes.update(lanes.lanes_of(node))
    scope = Scope(file, node, spec, "", 0)
    if not node.findall(f"{BPMN}startEvent"):
        file.problems.add("start.missing", node)
    build(scope, FACTORIES)
    listeners.attach_to_process(scope)
    refusals.check_extensions(node, file.problems)
    refusals.check_languages(node, file.problems)
    refusals.check_foreign(node, file.problems)
    return spec


def _check_ids(root: Any, problems: Problems) -> None:
    seen: set[str] = set()
    for node in root.iter():
        element_id = node.get("id") if isinstance(node.tag, str) and str(node.tag).startswith(BPMN) else None
        if element_id and element_id in seen:
            problems.add("id.duplicate", node, id=element_id)
        if element_id:
            seen.add(element_id)
    for node in root.findall(f"{BPMN}process"):
        if not node.get("id"):
            problems.add("id.missing", node, type="process")


def _check_declarations(root: Any, problems: Problems) -> None:
    for node in root:
        if str(node.tag).startswith(BPMN) and kind(node) not in _DECLARATIONS:
            unknown(Scope(File(problems, EventReader([], problems)), root, ProcessSpec("", ""), "", 0), node)
        elif kind(node) in ("message", "signal", "error", "escalation", "collaboration"):
            refusals.check_extensions(node, problems)


def _version_tags(executable: list[Any], problems: Problems) -> dict[str, str]:
    tags = {node.get("id"): Extensions(node, problems).get("versionTag", "value") for node in executable}
    problems.raise_any()
    return {process_id: tag for process_id, tag in tags.items() if tag}


def _names(root: Any, tag: str) -> tuple[str, ...]:
    return tuple(node.get("name") or "" for node in root if local(node) == tag)
