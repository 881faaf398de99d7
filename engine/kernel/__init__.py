"""The kernel: SpiffWorkflow's task tree under our own step loop. Pure CPU: no database, no clock, no network.

A workflow is one running instance; it shares its immutable `dialect.Specs` with all others and belongs to one
thread at a time. Every command changes it in memory and runs it until it only waits; on any exception (a
`Failure` for a refused command) drop the object and restore from the saved state.

    specs = dialect.parse(files).specs("order_to_cash")        # or dialect.bundle([ParsedModel, ...]).specs(...)
    wf = kernel.start(specs, variables, services, now, start_event=None, payload=None, host=None)
    kernel.complete(wf, task_id, variables, now)               # user task
    kernel.finish_job(wf, task_id, result, now)                # remote service task done
    kernel.fail_job(wf, task_id, failure, now)                 # retries exhausted: incident
    kernel.throw_error(wf, task_id, code, message, variables, now)   # BpmnError of a remote job
    kernel.fire(wf, task_id, payload, now)                     # timer due, message or signal delivered
    kernel.assign(wf, task_id, "17", now)                      # task listeners hear of a claim; "" gives it back
    kernel.retry(wf, task_id, now, variables)                  # the incident's phase is run again
    kernel.skip(wf, task_id, result, now)                      # activity counts as done with this result
    kernel.set_variables(wf, variables, now)                   # an operator corrects process variables
    kernel.activate(wf, task_id, element_id, now)              # ad-hoc sub-process: start one of its elements
    kernel.cancel(wf, now)
    kernel.is_completed(wf) ; kernel.variables(wf) ; kernel.inputs(wf, task_id) ; kernel.visible(wf, task_id)
    kernel.waits(wf) -> {task_id: Wait} ; kernel.drain(wf) -> Drained(steps, thrown)   # empties the log
    codec.save(wf) -> bytes (compacts first) ; codec.load(blob, specs, services, host=None) -> wf

Refusals: `TaskGone` when the id is not live in the instance, `TaskNotWaiting` when it waits for something else
(double or late delivery), `BadVariables` when variables are not JSON. A failing mapping, decision, condition or
local handler is not a refusal: the task keeps an incident (`Wait.kind == INCIDENT`) and the other branches run on.
Only `errors.Abandon`, raised by a service when the transaction is lost, leaves the advance.

`now` is aware; due times are computed from it. `wf.services` and `wf.host` may be replaced between commands.
Variables live in scopes as in Camunda 8: process instance, called process, activity locals (ioMapping inputs,
multi-instance item). A result goes to the nearest scope that holds the name, else to the process; with outputs
mapped only those leave. A multi-instance with an output collection keeps its instances' results to itself.
"""

from __future__ import annotations

from engine.elements.services import Decided, Services, Step, TaskContext, Thrown
from engine.kernel.commands import (
    activate,
    assign,
    cancel,
    complete,
    fail_job,
    finish_job,
    fire,
    retry,
    set_variables,
    skip,
    start,
    throw_error,
)
from engine.kernel.compaction import compact
from engine.kernel.projection import (
    Drained,
    Kind,
    Wait,
    drain,
    inputs,
    is_completed,
    variables,
    visible,
    waits,
)

__all__ = [
    "Decided",
    "Drained",
    "Kind",
    "Services",
    "Step",
    "TaskContext",
    "Thrown",
    "Wait",
    "activate",
    "assign",
    "cancel",
    "compact",
    "complete",
    "drain",
    "fail_job",
    "finish_job",
    "fire",
    "inputs",
    "is_completed",
    "retry",
    "set_variables",
    "skip",
    "start",
    "throw_error",
    "variables",
    "visible",
    "waits",
]
