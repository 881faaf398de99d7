"""Writes docs/corpus.md: how many diagrams of a folder of other people's diagrams can be deployed, and why not.

python tools/corpus_table.py ../shared/bpmn-corpus
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine import validation
from engine.errors import Finding, Severity
from kit.clock import SystemClock

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "corpus.md"
ENDINGS = (".bpmn", ".bpmn2", ".xml")
HEAD = """# Diagrams of others · 别人的流程图

What happens to public diagrams of other engines when they are deployed here as they are: deployable, or refused with
findings that name element, line and remedy. Written by `.venv/bin/python tools/corpus_table.py FOLDER`; a test keeps
the promise for every file (tests/engine/validation/test_corpus.py). Each file is judged alone: processes, decisions and
forms in other files count as missing, and no handlers are installed.
"""


@dataclass(frozen=True)
class Answer:
    """What is said about one file."""

    folder: str
    found: list[Finding]

    @property
    def faults(self) -> set[str]:
        return {it.code for it in self.found if it.severity is Severity.ERROR}


def answers(folder: Path) -> list[Answer]:
    """One for each diagram below the folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.name.endswith(ENDINGS))
    return [Answer(path.relative_to(folder).parts[0], judge(path)) for path in files]


def judge(path: Path) -> list[Finding]:
    return validation.lint({path.name: path.read_bytes()}, groups=None, now=SystemClock().now())


def table(judged: list[Answer]) -> Iterator[str]:
    yield "| folder | files | deployable | refused |\n|---|---:|---:|---:|"
    folders: dict[str, list[Answer]] = defaultdict(list)
    for answer in judged:
        folders[answer.folder].append(answer)
    for name, its in [*sorted(folders.items()), ("**all**", judged)]:
        refused = sum(bool(it.faults) for it in its)
        yield f"| {name} | {len(its)} | {len(its) - refused} | {refused} |"


def reasons(judged: list[Answer]) -> Iterator[str]:
    """The most frequent first; a file may have several."""
    counted = Counter(code for answer in judged for code in answer.faults)
    alone = Counter(next(iter(answer.faults)) for answer in judged if len(answer.faults) == 1)
    samples = {it.code: it for answer in judged for it in answer.found if it.severity is Severity.ERROR}
    yield "| rule | files | the only one in | for example | remedy |\n|---|---:|---:|---|---|"
    for code, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        sample = samples[code]
        yield f"| `{code}` | {count} | {alone[code]} | {_cell(sample.en)} | {_cell(sample.remedy_en)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    judged = answers(Path(arguments[0]))
    parts = [HEAD, *table(judged), "\n## Why they are refused\n", *reasons(judged)]
    TARGET.write_text("\n".join(parts) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(judged)} diagrams")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
