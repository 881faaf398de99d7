"""`orderflow worker`: runs remote jobs and clock work on PostgreSQL, on as many machines as wanted."""

from __future__ import annotations

import argparse
import signal
import threading

from api import failures, startup
from api.commands import serve
from api.job_worker import JobWorker
from engine.dispatch.ticks import Ticker
from kit.config import Settings


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, help="jobs at a time")
    parser.add_argument("--verbose", action="store_true", help="log what is done")


def run(arguments: argparse.Namespace) -> int:
    settings = Settings()
    serve.log_to_stderr(verbose=arguments.verbose)
    if not settings.url.startswith("postgresql"):
        raise failures.WorkerNeedsPostgres
    carrier_url = settings.carrier_url or startup.sandbox_url(settings)
    if not carrier_url:
        raise failures.CarrierMissing
    stop = _told_to_stop()
    services = startup.open_services(settings.model_copy(update={"carrier_url": carrier_url}))
    try:
        for part in (
            Ticker(services.database, startup.clock_work(settings)),
            JobWorker(services.database, concurrency=arguments.threads or settings.job_threads),
        ):
            part.start()
            services.at_close(part.stop)
        print("orderflow worker: 就绪 ready", flush=True)
        stop.wait()
    finally:
        services.close()
    return 0


def _told_to_stop() -> threading.Event:
    """Set by SIGTERM and SIGINT from now on, also while the worker is starting."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
