"""Aids for the designer: element templates of the handlers, and decisions tried on given inputs. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api import guard
from api.guard import By
from api.permissions import V1
from api.shapes import authoring as shapes
from engine import decision_trial, element_templates, topics

router = guard.router(V1)


@router.get("/handlers/element-templates")
def templates(by: By) -> list[dict[str, Any]]:
    """One bpmn.io element template a topic, in the language of Accept-Language; the file that Camunda Modeler reads."""
    return element_templates.templates(topics.REGISTRY.values(), by.language)


@router.post("/decisions/evaluate")
def evaluate(by: By, wanted: shapes.DecisionTrialIn) -> shapes.DecisionTrial:
    """The result of a decision, the rows that made it, and what became null on the way."""
    with by.read() as reader:
        tried = decision_trial.evaluate(
            reader, wanted.decision_id, wanted.inputs, version=wanted.version, drafts=encoded(wanted.files)
        )
    return shapes.trial(tried)


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Texts of drafts as files."""
    return {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
