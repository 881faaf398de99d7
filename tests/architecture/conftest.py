"""What the architecture tests look at: every source file of ours, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "bpmn", "engine", "handlers", "integrations", "kit", "migrations", "oms", "samples")
NOT_SOURCES = {
    *(".git", ".venv", ".build-venv", "node_modules", "__pycache__", "static", "dist", "build", "data", "versions"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", ".schemathesis"),
    *("test-results", "screenshots"),
}
TEXT = {
    *(".py", ".md", ".toml", ".lock", ".bpmn", ".dmn", ".json", ".ts", ".tsx", ".css", ".html", ".mako", ".yml"),
    *(".csv", ".txt", ".sh", ""),
}


@dataclass(frozen=True)
class Source:
    """One Python file: where it is, counted from the top of the tree, and what it says."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The top-level folder."""
        return self.path.parts[0]


def _files() -> Iterator[Path]:
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.name in NOT_SOURCES:
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


@pytest.fixture(scope="session")
def text_files() -> list[Path]:
    """Every text file of the project, but for what is built or downloaded."""
    return [path for path in _files() if path.suffix in TEXT]


@pytest.fixture(scope="session")
def all_sources(text_files: list[Path]) -> list[Source]:
    """Every Python file of the project, tests and tools too."""
    return [
        Source(path.relative_to(ROOT), text := path.read_text(encoding="utf-8"), ast.parse(text))
        for path in text_files
        if path.suffix == ".py"
    ]


@pytest.fixture(scope="session")
def sources(all_sources: list[Source]) -> list[Source]:
    """The Python files of the product itself."""
    return [source for source in all_sources if source.package in PACKAGES]
