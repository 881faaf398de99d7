"""Stock SpiffWorkflow in memory, in a process of its own: none of this project's patches is loaded here."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState
from stock_shape import redraw

ROOT = Path(__file__).resolve().parents[2]
DECISIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("approve_level1", {"approval_outcome": "approve", "approval_comment": "ok"}),
    ("pick", {"picked": True, "missing": []}),
    ("book_shipment", {"waybill": "SB1", "carrier": "sandbox"}),
    ("wait_delivery", {"delivered_at": "2026-11-25T02:00:00Z"}),
)
ORDER = {
    "order_id": "1", "order_number": "SO-1", "customer_id": "2", "customer_code": "C-1001", "channel": "B2B",
    "tier_facts": {"revenue_12m": 0, "overdue": 0, "contract": False, "manual_tier": None, "kind": "company"},
    "gross": 6000, "discount_percent": 0, "urgent": False, "submitted_by": "sales", "warehouse_code": "W1",
    "warehouse_kind": "own",
}  # fmt: skip


def load() -> tuple[Any, Any]:
    """The specs, parsed once."""
    parser = BpmnParser()
    for content in redraw(ROOT / "bpmn"):
        parser.add_bpmn_str(content)
    return parser.get_spec("order_to_cash"), parser.get_subprocess_specs("order_to_cash")


def run(spec: Any, called: Any) -> BpmnWorkflow:
    """One whole order; every wait is decided at once."""
    workflow = BpmnWorkflow(spec, called)
    workflow.task_tree.data.update(ORDER)
    workflow.do_engine_steps()
    for element, values in DECISIONS:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(task for task in ready if task.task_spec.name == element)
        task.data.update(values)
        task.run()
        workflow.do_engine_steps()
    if not workflow.is_completed():
        raise RuntimeError("the stock process did not end")
    return workflow


def seconds(duration: float, spec: Any, called: Any) -> dict[str, float]:
    """Orders a second, one thread, and milliseconds of processor time for one."""
    done, began, busy = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < duration:
        run(spec, called)
        done += 1
    cpu_ms = (time.process_time() - busy) * 1e3 / done
    return {"per_s": done / (time.perf_counter() - began), "cpu_ms": cpu_ms}


if __name__ == "__main__":
    from contest import serve

    loaded = load()
    run(*loaded)
    serve(lambda duration: seconds(duration, *loaded))
