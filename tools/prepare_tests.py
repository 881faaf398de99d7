"""Makes sure that tests find PostgreSQL's programs, a browser and what it needs; installs them as root on Debian.

With CI=true anything missing is a failure; otherwise it is named, and tests that need it say so when skipped.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import browser, throwaway_postgres


@dataclass(frozen=True)
class Need:
    """Something outside the virtual environment that tests want."""

    title: str
    found: Callable[[], object]
    debian_packages: tuple[str, ...]
    remedy: str


NEEDS = {
    "postgres": Need(
        "PostgreSQL server programs",
        throwaway_postgres.find_binaries,
        ("postgresql",),
        throwaway_postgres.REMEDY,
    ),
    "browser": Need("a Chromium browser", browser.find, ("chromium", "fonts-noto-cjk"), browser.REMEDY),
    "driver": Need("what drives the browser", browser.driver_starts, ("libatomic1",), browser.DRIVER_REMEDY),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(NEEDS), help="prepare just this")
    only = parser.parse_args().only
    missing = [need for name, need in NEEDS.items() if only in (None, name) and not need.found()]
    if missing and _can_install():
        _install([package for need in missing for package in need.debian_packages])
        missing = [need for need in missing if not need.found()]
    for need in missing:
        print(f"! {need.title}: missing. {need.remedy}", file=sys.stderr)
    return 1 if missing and os.environ.get("CI") == "true" else 0


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(packages: list[str]) -> None:
    print(f"· installing {', '.join(packages)} with apt-get (about a minute)", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True, text=True)
        if done.returncode:
            print(f"{done.stdout}{done.stderr}"[-3000:], file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
