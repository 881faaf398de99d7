"""What is wrong or doubtful about diagrams, decision tables and forms, said to their designer: one rule, one module.

    found = validation.lint({"order.bpmn": xml, "sla.dmn": dmn}, groups=roles, now=now)
    found[0].severity, .code, .file, .line, .element_id, .name, .zh, .en, .remedy_zh, .remedy_en, .fix
    mended = validation.mend(xml, [finding for finding in found if finding.fix])

Deploy, the command line and the HTTP API use the same rules, so all say the same.
"""

from __future__ import annotations

from engine.validation.admission import Around, admit
from engine.validation.check import errors_of, findings, lint
from engine.validation.deployment import FORM_ENDINGS
from engine.validation.edits import mend

__all__ = ["FORM_ENDINGS", "Around", "admit", "errors_of", "findings", "lint", "mend"]
