"""Runs the UI's own npm scripts of the given names, those that admin_ui/package.json defines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import build_ui, node


def main(names: list[str]) -> int:
    defined = json.loads((node.UI / "package.json").read_text()).get("scripts", {})
    chosen = [name for name in names if name in defined]
    if not chosen:
        print(f"admin_ui defines none of the npm scripts {', '.join(names)}")
        return 0
    runner = node.find()
    build_ui.install_packages(runner)
    return max(runner.run("run", name, "--silent") for name in chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
