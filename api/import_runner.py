"""Runs imports in the background, one after the other, and takes up at start what an earlier process left."""

from __future__ import annotations

import logging
import queue
import threading

from handlers import imports
from kit.db import Database
from oms.imports import queries

logger = logging.getLogger(__name__)


class ImportRunner:
    """One thread. An import that a stopping process leaves unfinished goes on where it was after the next start."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="imports", daemon=True)

    def start(self) -> None:
        with self._database.read() as reader:
            for job in queries.unfinished(reader):
                self._jobs.put(job.id)
        self._thread.start()

    def submit(self, job_id: int) -> None:
        """A finished job is left alone, so the same one may be given twice."""
        self._jobs.put(job_id)

    def stop(self, patience: float = 5.0) -> None:
        """Waits at most `patience` seconds for the running import: it is safe to leave it in the middle."""
        self._jobs.put(None)
        self._thread.join(timeout=patience)

    def _run(self) -> None:
        while (job_id := self._jobs.get()) is not None:
            try:
                imports.run(self._database, job_id)
            except Exception:
                logger.exception("an import stopped", extra={"action": "import_stopped", "import_id": str(job_id)})
