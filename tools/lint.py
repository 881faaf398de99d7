"""Runs every static check, two at a time and all of them even when one fails, and says at the end which did."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
DIAGRAM_CHECK = ROOT.parent / "shared" / "tools" / "diagram_check.py"
AT_ONCE = 2  # the slow ones, types and architecture, run beside each other


@dataclass(frozen=True)
class Result:
    """What one check said."""

    title: str
    failed: bool
    printed: str
    seconds: float


def checks() -> dict[str, list[str]]:
    """Title to command, in the order they start and are told: the slowest first."""
    commands = {
        "types (mypy)": [f"{PROGRAMS}/mypy"],
        "architecture (tests/architecture)": [f"{PROGRAMS}/pytest", "-q", "tests/architecture"],
        "web UI (npm)": [sys.executable, "tools/check_ui.py", "lint", "check"],
        "contracts (import-linter)": [f"{PROGRAMS}/lint-imports", "--no-logo"],
        "style (ruff)": [f"{PROGRAMS}/ruff", "check", "--quiet", "."],
        "format (ruff format)": [f"{PROGRAMS}/ruff", "format", "--check", "--quiet", "."],
        "processes (orderflow lint)": [f"{PROGRAMS}/orderflow", "lint", "--strict", "bpmn/"],
    }
    diagrams = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "bpmn").rglob("*.bpmn"))
    if DIAGRAM_CHECK.exists() and diagrams:
        commands["diagrams (diagram_check)"] = [sys.executable, str(DIAGRAM_CHECK), *diagrams]
    return commands


def run(check: tuple[str, list[str]]) -> Result:
    title, command = check
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return Result(title, done.returncode != 0, done.stdout.strip(), time.monotonic() - began)


def main() -> int:
    failed = []
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for result in threads.map(run, checks().items()):
            if result.printed:
                print(result.printed)
            print(f"— {result.title}: {'failed' if result.failed else 'ok'} in {result.seconds:.1f} s", flush=True)
            if result.failed:
                failed.append(result.title)
    if failed:
        print(f"\nlint: {len(failed)} failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
