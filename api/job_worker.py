"""A Procrastinate worker in a thread: inside `orderflow serve` on PostgreSQL, and all of `orderflow worker`."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from engine.dispatch import cluster, lost_jobs
from kit.db import Database

logger = logging.getLogger(__name__)

POLL = 2.0  # seconds; only a fallback, new jobs are notified
GRACE = 5.0  # seconds that running jobs have to end; the others go to another worker


class JobWorker:
    """Its own connections, its own event loop; jobs run in threads, `concurrency` at a time."""

    def __init__(self, database: Database, *, concurrency: int) -> None:
        self._app = cluster.application(database)
        self._concurrency = concurrency
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(concurrency, thread_name_prefix="job"))
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self) -> None:
        """Until it has stopped."""
        self._thread.join()

    def stop(self) -> None:
        if self._task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(timeout=GRACE * 2)

    def _run(self) -> None:
        self._task = self._loop.create_task(self._work())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            logger.info("the worker has stopped", extra={"action": "worker_stopped"})
        except Exception:
            logger.exception("the worker has failed", extra={"action": "worker_failed"})
        finally:
            self._loop.close()

    async def _work(self) -> None:
        """Until it is cancelled: a database that goes away comes back."""
        while True:
            try:
                await self._serve()
            except Exception:
                logger.exception("the worker has failed and starts again", extra={"action": "worker_failed"})
            await asyncio.sleep(POLL)

    async def _serve(self) -> None:
        async with self._app.open_async():
            await self._app.run_worker_async(
                concurrency=self._concurrency,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL,
                shutdown_graceful_timeout=GRACE,
                update_heartbeat_interval=lost_jobs.HEARTBEAT,
                stalled_worker_timeout=lost_jobs.STALLED_AFTER,
                delete_jobs="always",
            )
