"""Finds the Chromium that browser tests drive: ORDERFLOW_BROWSER, else one that is installed.

Playwright, which drives it, brings its own Node; that needs libatomic, which a bare machine lacks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
REMEDY = (
    "Install Chromium or Chrome (Debian: apt-get install chromium fonts-noto-cjk), "
    "or name its program in ORDERFLOW_BROWSER."
)
DRIVER_REMEDY = "Install libatomic (Debian: apt-get install libatomic1; Fedora: dnf install libatomic)."
# What a headless Chromium needs to run as root, without a screen and without asking the outside for anything.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> Path | None:
    """The browser's program, or None."""
    named = os.environ.get("ORDERFLOW_BROWSER")
    if named:
        return Path(named) if Path(named).exists() else None
    on_path = next((found for found in map(shutil.which, NAMES) if found), None)
    if on_path:
        return Path(on_path)
    return MAC if MAC.exists() else None


def driver_starts() -> bool:
    """True when the Node inside Playwright runs; also when Playwright is not installed, which is not for us to say."""
    nodes = (ROOT / ".venv").glob("lib/python*/site-packages/playwright/driver/node")
    return all(subprocess.run([node, "--version"], capture_output=True).returncode == 0 for node in nodes)
