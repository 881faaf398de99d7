"""The environment is set up again when, and only when, what it is made from changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tools import setup_venv

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose environment has just been made for development."""
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "orderflow").touch()
    monkeypatch.setattr(setup_venv, "ROOT", tmp_path)
    monkeypatch.setattr(setup_venv, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup_venv, "STAMP", tmp_path / ".venv" / "installed.json")
    setup_venv.STAMP.write_text(json.dumps(fingerprints()))
    return tmp_path


def fingerprints() -> dict[str, str]:
    return {name: setup_venv.fingerprint(lock) for name, lock in setup_venv.LOCKS.items()}


def test_an_environment_made_from_the_same_locks_is_kept(checkout: Path) -> None:
    assert setup_venv.installed("dev", fingerprints())
    assert setup_venv.installed("run", fingerprints())


def test_a_changed_lock_is_installed(checkout: Path) -> None:
    with (checkout / "requirements-dev.lock").open("a") as lock:
        lock.write("six==1.17.0\n")

    assert not setup_venv.installed("dev", fingerprints())
    assert setup_venv.installed("run", fingerprints())


def test_an_environment_that_lost_the_program_is_made_again(checkout: Path) -> None:
    (checkout / ".venv" / "bin" / "orderflow").unlink()

    assert not setup_venv.installed("run", fingerprints())


def test_a_ready_environment_is_left_alone(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = setup_venv.STAMP.stat().st_mtime_ns
    monkeypatch.setattr("sys.argv", ["setup_venv", "--dev"])

    setup_venv.main()

    assert setup_venv.STAMP.stat().st_mtime_ns == before
