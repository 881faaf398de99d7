"""Remote jobs inside the service process: a pool of threads fed after each commit, re-armed from the table at start.

For SQLite, where one process owns the database. Nothing is lost with the process: the work_item table is the truth.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from apscheduler.schedulers.background import BackgroundScheduler

from engine import jobs
from kit import clock
from kit.db import Database, Tx

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=10)  # a job whose outcome could not be written: the disk was full, say


class EmbeddedDispatch:
    """Each job is run by one thread at a time; the lease is a set in memory."""

    def __init__(self, threads: int, *, again_after: timedelta = AGAIN_AFTER) -> None:
        self._again_after = again_after
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._clock = BackgroundScheduler(timezone="UTC")
        self._leased: dict[UUID, bool] = {}  # True: offered again while it ran
        self._lock = threading.Lock()
        self._database: Database | None = None

    def start(self, database: Database) -> None:
        """Take up what an earlier process left."""
        self._database = database
        self._clock.start()
        with database.read() as reader:
            waiting = jobs.open_jobs(reader)
        for task_id, due in waiting:
            self._arm(task_id, clock.from_micros(due))

    def stop(self) -> None:
        """Finish running jobs, start no more."""
        if self._database is not None:
            self._clock.shutdown(wait=False)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def jobs_opened(self, tx: Tx, task_ids: list[UUID]) -> None:
        tx.after_commit(lambda: self._offer_all(task_ids))

    def job_later(self, tx: Tx, task_id: UUID, due: datetime) -> None:
        tx.after_commit(lambda: self._arm(task_id, due))

    def _arm(self, task_id: UUID, due: datetime) -> None:
        if self._database is None:
            return
        wait = due - self._database.clock.now()
        if wait <= timedelta(0):
            self._offer(task_id)
        else:
            self._clock.add_job(
                self._offer,
                "date",
                run_date=clock.SystemClock().now() + wait,
                args=(task_id,),
                id=task_id.hex,
                replace_existing=True,
                misfire_grace_time=None,
            )

    def _offer_all(self, task_ids: list[UUID]) -> None:
        for task_id in task_ids:
            self._offer(task_id)

    def _offer(self, task_id: UUID) -> None:
        if self._database is None:
            return
        with self._lock:
            if task_id in self._leased:
                self._leased[task_id] = True
                return
            self._leased[task_id] = False
        try:
            self._pool.submit(self._run, self._database, task_id)
        except RuntimeError:  # the pool is closing: the job stays in the table
            self._leased.pop(task_id, None)

    def _run(self, database: Database, task_id: UUID) -> None:
        try:
            jobs.run(database, task_id)
        except Exception:
            logger.exception("job could not be settled", extra={"action": "job_unsettled", "task": task_id.hex})
            self._arm(task_id, database.clock.now() + self._again_after)
        finally:
            self._release(task_id)

    def _release(self, task_id: UUID) -> None:
        with self._lock:
            again = self._leased.pop(task_id, False)
        if again:
            self._offer(task_id)
