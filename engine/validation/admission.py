"""Whether files may be deployed: errors refuse all of them, everything else is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import dialect, errors, topics
from engine.errors import Finding
from engine.validation import check
from engine.validation.deployment import Deployment
from kit.errors import Failure, Rejected

_REFERENCES = frozenset({"handler.unknown", "decision.unknown", "form.unknown", "group.unknown"})
_FORMS = frozenset({"form.invalid", "form.unreadable"})


@dataclass(frozen=True)
class Around:
    """What is deployed already and stays in force: files by kind of name, and the parsed processes by id."""

    files: Sequence[tuple[str, bytes]] = ()
    models: Mapping[str, dialect.ParsedModel] | None = None


def admit(
    sources: Mapping[str, bytes],
    models: Mapping[str, dialect.ParsedModel],
    around: Around,
    *,
    groups: frozenset[str] | None,
    now: datetime,
) -> list[Finding]:
    """Warnings and notes about the files of `sources`, by file and line. `models` are all processes as they will be in
    force. Raises Unrunnable when a diagram cannot run, Rejected when something is missing that it names, when a table
    cannot run or a form is no JSON Schema, and when the files take away what deployed diagrams need."""
    dialect.bundle(dialect.in_force(models))
    deployment = check.deployment_of(sources, around.files, groups=groups, now=now)
    found = check.findings(deployment)
    _refuse(check.errors_of(found))
    left = [failure for model in (around.models or {}).values() for failure in _lost(model, deployment)]
    if left:
        raise Rejected(left)
    return found


def _refuse(faults: Sequence[Finding]) -> None:
    if any(_kind(it) is None for it in faults):
        raise errors.Unrunnable(faults)
    if faults:
        raise Rejected([_failure(it) for it in faults])


def _kind(fault: Finding) -> type[Failure] | None:
    """The failure that a finding is told as on its own; None for what is wrong inside a diagram."""
    if fault.code in _REFERENCES:
        return errors.ReferenceMissing
    if fault.code in _FORMS:
        return errors.FormUnreadable
    return errors.TableBroken if fault.file.endswith(".dmn") else None


def _failure(fault: Finding) -> Failure:
    at = f"{fault.file}:{fault.line} {fault.element_id}".rstrip()
    kind = _kind(fault) or errors.ReferenceMissing
    zh, en = (f"{text}{stop}{cure}" if cure else text for text, stop, cure in _sentences(fault))
    if kind is errors.FormUnreadable:
        return errors.FormUnreadable(at=at, file=fault.file, line=fault.line, detail_zh=zh, detail_en=en)
    return kind(at=at, zh=zh, en=en)


def _sentences(fault: Finding) -> Iterator[tuple[str, str, str]]:
    yield fault.zh, "。", fault.remedy_zh
    yield fault.en, ". ", fault.remedy_en


def _lost(model: dialect.ParsedModel, deployment: Deployment) -> Iterator[Failure]:
    """References of a deployed diagram that the new files leave without their target."""
    for zh, en, calls, known in (
        ("决策", "decision", model.called_decisions, set(deployment.decisions)),
        ("表单", "form", model.forms, set(deployment.forms)),
        ("处理器", "handler", model.topics, set(topics.REGISTRY)),
    ):
        for call in calls:
            if call.target not in known and not call.target.startswith("="):
                yield errors.ReferenceMissing(
                    at=f"{model.filename}:{call.line} {call.element_id}",
                    zh=f"已部署的流程还需要{zh}「{call.target}」，请一起部署它，或先改流程",
                    en=f"a deployed process still needs the {en} “{call.target}”; deploy it too or change the process",
                )
