"""Runs every static check, all of them even when one fails, and says at the end which did."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
DIAGRAM_CHECK = ROOT.parent / "shared" / "tools" / "diagram_check.py"


def checks() -> dict[str, list[str]]:
    """Title to command, in the order they run."""
    commands = {
        "style (ruff)": [f"{PROGRAMS}/ruff", "check", "--quiet", "."],
        "format (ruff format)": [f"{PROGRAMS}/ruff", "format", "--check", "--quiet", "."],
        "types (mypy)": [f"{PROGRAMS}/mypy"],
        "contracts (import-linter)": [f"{PROGRAMS}/lint-imports"],
        "architecture (tests/architecture)": [f"{PROGRAMS}/pytest", "-q", "tests/architecture"],
    }
    diagrams = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "bpmn").rglob("*.bpmn"))
    if DIAGRAM_CHECK.exists() and diagrams:
        commands["diagrams (diagram_check)"] = [sys.executable, str(DIAGRAM_CHECK), *diagrams]
    commands["web UI (npm)"] = [sys.executable, "tools/check_ui.py", "lint", "check"]
    return commands


def main() -> int:
    failed = []
    for title, command in checks().items():
        print(f"— {title}", flush=True)
        began = time.monotonic()
        if subprocess.run(command, cwd=ROOT).returncode:
            failed.append(title)
        print(f"  {'failed' if title in failed else 'ok'} in {time.monotonic() - began:.1f} s", flush=True)
    if failed:
        print(f"\nlint: {len(failed)} failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
