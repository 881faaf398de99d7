"""Builds admin_ui/ into api/static/, when its sources have changed since the last build.

Standard library only. ORDERFLOW_SKIP_UI=1 leaves the UI out (the API works without it).
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import node

STATIC = node.ROOT / "api" / "static"
STAMP = STATIC / ".built-from"
INSTALLED = node.UI / "node_modules" / ".installed-from"
NOT_SOURCES = {"node_modules", "dist", "test-results", "coverage"}
NO_PACKAGES = (
    "Installing the UI's packages failed (see above). Check that the npm registry can be reached "
    "(npm_config_registry for a mirror), or set ORDERFLOW_SKIP_UI=1 to start without the web UI."
)
NO_BUILD = "Building the UI failed (see above). That is a fault in admin_ui/; ORDERFLOW_SKIP_UI=1 starts without it."


def main() -> None:
    if os.environ.get("ORDERFLOW_SKIP_UI") == "1":
        print("· the web UI is left out (ORDERFLOW_SKIP_UI=1)")
        return
    if not (node.UI / "package.json").exists() and (STATIC / "index.html").exists():
        return  # a source archive brings the UI already built
    wanted = source_hash()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    runner = node.find()
    install_packages(runner)
    print("· building the web UI (about 20 s)", flush=True)
    failed = runner.run("run", "build", "--silent", "--", "--logLevel", "warn")
    if failed or not (STATIC / "index.html").exists():
        sys.exit(NO_BUILD)
    STAMP.write_text(wanted)


def source_hash() -> str:
    """Changes with any source file of the UI, by content, not by time."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(node.UI):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix != ".tsbuildinfo":
                digest.update(f"{path.relative_to(node.UI)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install_packages(runner: node.Node) -> None:
    """Installs what package-lock.json says into node_modules/; does nothing when that is there already."""
    wanted = hashlib.sha256((node.UI / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == wanted:
        return
    print("· installing the UI's packages (about 20 s)", flush=True)
    if runner.run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"):
        sys.exit(NO_PACKAGES)
    INSTALLED.write_text(wanted)


if __name__ == "__main__":
    main()
