"""Aids for the designer: element templates, known variables, tried decisions, dry runs. Nothing is written."""

from __future__ import annotations

from typing import Any

from api import guard, named_files
from api.guard import By, Caller
from api.permissions import V1
from api.routes import lint
from api.routes.definitions import ProcessId, Version
from api.shapes import authoring as shapes
from api.shapes import simulation as simulated
from api.shapes import variables as variable_shapes
from engine import decision_trial, definitions, element_templates, known_variables, runtime, simulation, topics
from engine.validation import check

router = guard.router(V1)


@router.get("/handlers/element-templates")
def templates(by: By) -> list[dict[str, Any]]:
    """One bpmn.io element template a topic, in the language of Accept-Language; the file that Camunda Modeler reads."""
    return element_templates.templates(topics.REGISTRY.values(), by.language)


@router.get("/definitions/{process_id}/variables")
def variables(by: By, process_id: ProcessId, version: Version = None) -> variable_shapes.ProcessVariables:
    """What is known at each element of a deployed process, of its newest version unless one is named."""
    with by.read() as reader:
        content = definitions.xml(reader, process_id, version)
    return _known(by, process_id, {f"{process_id}.bpmn": content})


@router.post("/definitions/variables")
def draft_variables(by: By, wanted: variable_shapes.VariablesIn) -> variable_shapes.ProcessVariables:
    """The same for a process that is being drawn."""
    return _known(by, wanted.process_id, named_files.encoded(wanted.files))


def _known(by: Caller, process_id: str, sources: dict[str, bytes]) -> variable_shapes.ProcessVariables:
    with by.read() as reader:
        around = definitions.all_sources(reader)
        groups, now = runtime.of(reader).groups, reader.now
    whole = check.deployment_of(sources, around, groups=groups, now=now)
    return variable_shapes.variables(process_id, known_variables.known_at(whole, process_id))


@router.post("/decisions/evaluate")
def evaluate(by: By, wanted: shapes.DecisionTrialIn) -> shapes.DecisionTrial:
    """The result of a decision, the rows that made it, and what became null on the way."""
    with by.read() as reader:
        tried = decision_trial.evaluate(
            reader, wanted.decision_id, wanted.inputs, version=wanted.version, drafts=named_files.encoded(wanted.files)
        )
    return shapes.trial(tried)


@router.post("/definitions/simulate")
def simulate(by: By, wanted: simulated.SimulationIn) -> simulated.Simulation:
    """Run a draft on given data with the real engine. No handler runs, and nothing is kept."""
    sources = named_files.encoded(wanted.files)
    with by.read() as reader:
        bundle = simulation.draft(reader, sources, wanted.process_id)
        now, zone = wanted.now or reader.now, runtime.of(reader).zone
    run = simulation.play(bundle, simulated.scenario(wanted), now=now, zone=zone)
    drawn = {(element.process_id, element.id): element for model in bundle.models for element in model.elements}
    findings = lint.report(by, sources).findings if sources else []
    return simulated.simulated(wanted.process_id, run, drawn, findings, by.language)
