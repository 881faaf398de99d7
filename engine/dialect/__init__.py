"""From drawn diagrams to specs: BPMN 2.0 with Camunda 8 (zeebe:) extensions and FEEL.

    model = dialect.parse_model(xml, "order.bpmn")     # one file: specs and what it refers to; raises Unrunnable
    bundle = dialect.bundle([model, ...])              # calls resolved over all files; raises Unrunnable
    specs = bundle.specs("order_to_cash")              # what kernel.start and codec.load take

Nothing is silently ignored: what is not run is a finding with file, element, line, sentence and remedy. Specs are
immutable and shared by all instances.
"""

from __future__ import annotations

from engine.dialect.model import (
    DEPLOYMENT,
    LATEST,
    VERSION_TAG,
    Bundle,
    Call,
    DrawnExpression,
    Element,
    ParsedModel,
    Specs,
    StartEvent,
    bundle,
    in_force,
)
from engine.dialect.parse import parse, parse_model

__all__ = [
    "DEPLOYMENT",
    "LATEST",
    "VERSION_TAG",
    "Bundle",
    "Call",
    "DrawnExpression",
    "Element",
    "ParsedModel",
    "Specs",
    "StartEvent",
    "bundle",
    "in_force",
    "parse",
    "parse_model",
]
