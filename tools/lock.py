"""Writes the lock files from pyproject.toml: exact versions with hashes, and no address of any index."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = "uv==0.13.9"
LOCKS = {
    "requirements.lock": ["pyproject.toml", "--group", "build"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "build", "--group", "dev"],
    "requirements-ui.lock": ["--group", "ui"],
}
OPTIONS = [
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
]


def main() -> None:
    if importlib.util.find_spec("uv") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    for lock, sources in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", *sources, *OPTIONS, "--output-file", lock]
        subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print(f"wrote {lock}")


if __name__ == "__main__":
    main()
