"""Creates .venv with exactly the locked packages and this project; does nothing when that is there already.

`--dev` adds what tests and checks need. Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
PIP = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
NO_VENV = (
    "Python's venv module does not work here. Debian and Ubuntu ship it apart: apt-get install python3-venv "
    "(as root), then run this again."
)
NO_PACKAGES = (
    "Installing the locked packages failed (see above). Check that a Python package index can be reached; "
    "behind a proxy or mirror set PIP_PROXY or PIP_INDEX_URL. Running this again goes on where it stopped."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    kind = "dev" if parser.parse_args().dev else "run"
    wanted = {name: fingerprint(lock) for name, lock in LOCKS.items()}
    if installed(kind, wanted):
        return
    _create()
    _install_locked(LOCKS[kind])
    _install_project()
    done = ["run", "dev"] if kind == "dev" else ["run"]
    STAMP.write_text(json.dumps({name: wanted[name] for name in done}))


def fingerprint(lock: str) -> str:
    """Changes with the lock, the project's metadata and the Python in use."""
    parts = [(ROOT / lock).read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode()]
    return hashlib.sha256(b"\0".join([*parts, str(ROOT).encode()])).hexdigest()


def installed(kind: str, wanted: dict[str, str]) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return bool(stamp.get(kind) == wanted[kind]) and (VENV / "bin" / "orderflow").exists()


def _create() -> None:
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    print("· creating the virtual environment .venv", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"{made.stdout}{made.stderr}\n{NO_VENV}")


def _install_locked(lock: str) -> None:
    total = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    print(f"· installing {total} locked packages from {lock} (about a minute the first time)", flush=True)
    command = [*PIP, "install", "--require-hashes", "--no-deps", "--progress-bar", "off", "-r", lock]
    said = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        done = 0
        for line in pip.stdout or ():
            if not line.startswith("WARNING: Retrying"):
                said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                done += 1
                _progress(done, total, line)
        _progress(total, total, "")
    if pip.returncode:
        sys.exit(f"{''.join(said[-20:])}\n{NO_PACKAGES}")


def _progress(done: int, total: int, line: str) -> None:
    if sys.stdout.isatty():
        name = line.partition(": ")[2] or line.partition(" ")[2]
        text = f"  {done}/{total} {name.split('==')[0].split(' ')[0]}"
        print(f"\r{text[:78]:<78}", end="" if line else "\n", flush=True)


def _install_project() -> None:
    print("· installing orderflow itself", flush=True)
    command = [*PIP, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit("Installing the project failed (see above). `make clean` and `make run` start afresh.")


if __name__ == "__main__":
    main()
