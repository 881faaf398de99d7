"""Runs every rule over a deployment. Nothing is raised and nothing stops at the first fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from engine import topics
from engine.errors import Finding, Severity
from engine.validation import deployment, rules, tables
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def lint(
    sources: Mapping[str, bytes],
    *,
    groups: frozenset[str] | None,
    now: datetime,
    around: Sequence[tuple[str, bytes]] = (),
) -> list[Finding]:
    """Findings of these files by file, line and severity. `around` (name, content) is deployed already: it is only
    referred to, and what the files hold themselves counts first."""
    return findings(deployment_of(sources, around, groups=groups, now=now))


def deployment_of(
    sources: Mapping[str, bytes],
    around: Sequence[tuple[str, bytes]],
    *,
    groups: frozenset[str] | None,
    now: datetime,
) -> Deployment:
    known = deployment.read(around, parsed=False)
    files = deployment.read(sorted(sources.items()))
    deployment.link(known.tables, files.tables)
    return Deployment(files, known, topics.REGISTRY, groups, now)


def findings(given: Deployment) -> list[Finding]:
    found = [finding for drawing in given.files.drawings for finding in _of_drawing(drawing, given)]
    found += tables.findings(given)
    return sorted(found, key=lambda it: (it.file, it.line, it.row, _ORDER[it.severity], it.code))


def _of_drawing(drawing: Drawing, given: Deployment) -> Iterator[Finding]:
    yield from drawing.findings
    if drawing.root is not None:
        for rule in rules.DRAWING:
            yield from rule.check(drawing, given)


def errors_of(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity is Severity.ERROR]
