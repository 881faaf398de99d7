"""Measures the service against its targets: `python tests/benchmarks [name ...]`, all but `long_history` unless told.

Prints the table and writes build/bench.json. Needs PostgreSQL's server programs, or ORDERFLOW_TEST_POSTGRES_URL.
"""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from pathlib import Path

import expressions
import first_answer
import http_orders
import import_speed
import inbox_pages
import long_history
import long_loop
import one_task
import report
import state_size
import whole_orders
from place import Place

ROOT = Path(__file__).resolve().parents[2]
MEASUREMENTS = {
    "whole_orders": whole_orders.measure,
    "http_orders": http_orders.measure,
    "one_task": one_task.measure,
    "inbox_pages": inbox_pages.measure,
    "import_speed": import_speed.measure,
    "state_size": state_size.measure,
    "first_answer": first_answer.measure,
    "long_loop": long_loop.measure,
    "expressions": expressions.measure,
}
NAMED = {"long_history": long_history.measure}  # these take minutes and gigabytes


def main(names: list[str]) -> int:
    known = MEASUREMENTS | NAMED
    unknown = set(names) - known.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    lines: list[report.Line] = []
    failed: list[str] = []
    with Place() as place:
        for name in names or MEASUREMENTS:
            began = time.perf_counter()
            print(f"· {name} …", file=sys.stderr, flush=True)
            try:
                lines += known[name](place)
            except Exception:  # the others are worth having
                traceback.print_exc()
                failed.append(name)
            print(f"  {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    report.show(lines)
    report.write(lines, ROOT / "build" / "bench.json", _machine())
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _machine() -> dict[str, object]:
    return {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
