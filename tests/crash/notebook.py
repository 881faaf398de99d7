"""What a client writes down outside the database: what it is about to do, and what was acknowledged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson


class Notebook:
    """One line per note; read again after a crash. A step that was acknowledged is never asked for again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._notes: dict[str, Any] = {}
        if file.exists():
            for line in file.read_bytes().splitlines():
                self._notes.update(orjson.loads(line))

    def __contains__(self, step: str) -> bool:
        return step in self._notes

    def __getitem__(self, step: str) -> Any:
        return self._notes[step]

    def answers(self, beginning: str) -> dict[str, Any]:
        """Acknowledged steps whose name begins like this, with their answers."""
        return {step: answer for step, answer in self._notes.items() if step.startswith(beginning)}

    def write(self, step: str, answer: Any) -> Any:
        """Returns the answer as it will be read back."""
        line = orjson.dumps({step: answer})
        with self._file.open("ab") as file:
            file.write(line + b"\n")
        self._notes.update(orjson.loads(line))
        return self._notes[step]
