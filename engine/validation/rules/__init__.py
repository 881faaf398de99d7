"""Every rule there is. A new one is a module here with `RULE` and `check`, a line in this tuple, and a test."""

from __future__ import annotations

from engine.validation.rule import DrawingRule
from engine.validation.rules import (
    called_process_unknown,
    condition_constant,
    condition_equals_missing,
    decision_unknown,
    expression_equals_missing,
    expression_juel,
    expression_syntax,
    form_unknown,
    gateway_default_missing,
    group_unknown,
    handler_unknown,
    input_missing,
    input_type,
    input_unknown,
    name_missing,
)

DRAWING: tuple[DrawingRule, ...] = (
    called_process_unknown,
    condition_constant,
    condition_equals_missing,
    decision_unknown,
    expression_equals_missing,
    expression_juel,
    expression_syntax,
    form_unknown,
    gateway_default_missing,
    group_unknown,
    handler_unknown,
    input_missing,
    input_type,
    input_unknown,
    name_missing,
)
