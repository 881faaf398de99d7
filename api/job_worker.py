"""A worker of the cluster's queue in threads: inside `orderflow serve` on PostgreSQL, and all of `orderflow worker`."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg

from engine import jobs
from engine.dispatch import cluster, lost_jobs, taking
from kit.db import Database

logger = logging.getLogger(__name__)

POLL = 2.0  # seconds; new jobs are told, this is for those that become due
GATHER = 0.004  # seconds between two looks: what ends meanwhile is replaced in one statement
PAUSE = 2.0  # seconds before a lost database is tried again
GRACE = 5.0  # seconds that running jobs have to end; the others go to another worker


class JobWorker:
    """Two connections of its own, one to take jobs and one that listens; jobs run in `concurrency` threads.

    Takes only what its threads can begin at once: a job that waits here would wait behind one that hangs.
    """

    def __init__(self, database: Database, *, concurrency: int) -> None:
        self._database = database
        self._conninfo = cluster.conninfo(database.url)
        self._concurrency = concurrency
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="job")
        self._running: set[taking.Taken] = set()
        self._unsettled: queue.SimpleQueue[taking.Taken] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._forever, args=(work,), name=f"worker-{work.__name__}", daemon=True)
            for work in (self._take, self._listen)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=GRACE * 2)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _forever(self, work: Callable[[psycopg.Connection], None]) -> None:
        """Until it is stopped: a database that goes away comes back."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True, connect_timeout=3) as connection:
                    work(connection)
            except Exception:
                logger.exception("the worker has failed and starts again", extra={"action": "worker_failed"})
                self._stopping.wait(PAUSE)

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f'LISTEN "{taking.CHANNEL}"')
        self._wake.set()  # what came before
        while not self._stopping.is_set():
            for _ in connection.notifies(timeout=1.0, stop_after=1):
                self._wake.set()

    def _take(self, connection: psycopg.Connection) -> None:
        desk = taking.Desk(connection)
        beat = time.monotonic()
        while not self._stopping.is_set():
            if time.monotonic() - beat >= lost_jobs.HEARTBEAT:
                desk.alive()
                desk.sign_off(self._unsettled_ones())
                beat = time.monotonic()
            self._wake.clear()
            free = self._concurrency - len(self._running)
            if free and len(taken := desk.take(free)) > 0:
                self._begin(taken)
            elif free:
                self._wake.wait(POLL)
            else:
                self._wake.wait(lost_jobs.HEARTBEAT)
            self._stopping.wait(GATHER)
        self._end()
        desk.leave()

    def _begin(self, taken: list[taking.Taken]) -> None:
        with self._lock:
            self._running.update(taken)
        for job in taken:
            self._pool.submit(self._run, job)

    def _run(self, job: taking.Taken) -> None:
        try:
            jobs.run_found(self._database, job.task_id, job.row, also=job.sign_off)
        except Exception:
            logger.exception("job could not be settled", extra={"action": "job_unsettled", "task": job.task_id.hex})
            self._unsettled.put(job)
        finally:
            with self._lock:
                self._running.discard(job)
            self._wake.set()

    def _unsettled_ones(self) -> list[taking.Taken]:
        found: list[taking.Taken] = []
        while not self._unsettled.empty():
            found.append(self._unsettled.get())
        return found

    def _end(self) -> None:
        """Let what runs come to its end, for GRACE."""
        end = time.monotonic() + GRACE
        while self._running and time.monotonic() < end:
            time.sleep(0.01)
