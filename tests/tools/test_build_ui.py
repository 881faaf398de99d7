"""The web UI is built again when, and only when, its sources changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import build_ui, node

FAKE_NPM = """#!/bin/sh
echo "$@" >> "{log}"
case "$1" in
  --version) echo 11.0.0 ;;
  ci) mkdir -p node_modules ;;
  run) mkdir -p ../api/static && cp index.html ../api/static/ ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A UI of one page, and an npm that writes down what it is asked."""
    ui = tmp_path / "admin_ui"
    (ui / "src").mkdir(parents=True)
    (ui / "index.html").write_text("<html></html>")
    (ui / "src" / "main.ts").write_text("1")
    (ui / "package.json").write_text(json.dumps({"scripts": {"build": "x"}}))
    (ui / "package-lock.json").write_text("{}")
    npm = tmp_path / "npm"
    npm.write_text(FAKE_NPM.format(log=tmp_path / "asked"))
    npm.chmod(0o755)
    static = tmp_path / "api" / "static"
    monkeypatch.setattr(node, "UI", ui)
    monkeypatch.setattr(node, "find", lambda: node.Node([str(npm)], ""))
    monkeypatch.setattr(build_ui, "STATIC", static)
    monkeypatch.setattr(build_ui, "STAMP", static / ".built-from")
    monkeypatch.setattr(build_ui, "INSTALLED", ui / "node_modules" / ".installed-from")
    return tmp_path


def asked(project: Path) -> list[str]:
    return [line.split()[0] for line in (project / "asked").read_text().splitlines()]


def test_the_first_build_installs_builds_and_publishes(project: Path) -> None:
    build_ui.main()

    assert asked(project) == ["ci", "run"]
    assert (project / "api" / "static" / "index.html").exists()


def test_a_second_build_of_the_same_sources_does_nothing(project: Path) -> None:
    build_ui.main()
    build_ui.main()

    assert asked(project) == ["ci", "run"]


def test_a_changed_source_is_built_without_installing_again(project: Path) -> None:
    build_ui.main()
    (project / "admin_ui" / "src" / "main.ts").write_text("2")
    build_ui.main()

    assert asked(project) == ["ci", "run", "run"]


def test_a_build_that_fails_says_so_and_is_tried_again(project: Path) -> None:
    page = project / "admin_ui" / "index.html"
    page.unlink()

    with pytest.raises(SystemExit, match="Building the UI failed"):
        build_ui.main()
    page.write_text("<html></html>")
    build_ui.main()

    assert asked(project) == ["ci", "run", "run"]
