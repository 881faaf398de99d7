"""Runs the whole service inside another program, in a thread: for tests, benchmarks and demonstrations."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api import startup
from api.commands import serve
from api.services import Services
from kit.config import Settings

PATIENCE = 30.0  # seconds to start
_STEP = 0.02


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """Answers requests on a free local port, over services that somebody else opened and closes."""
    listener = serve.listen("127.0.0.1", 0)
    server = serve.server(services)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="http", daemon=True)
    thread.start()
    waited = 0.0
    while not server.started:
        if waited > PATIENCE or not thread.is_alive():
            raise RuntimeError("the service did not start")
        time.sleep(_STEP)
        waited += _STEP
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        services.stopping.set()
        server.should_exit = True
        thread.join(timeout=PATIENCE)


@contextmanager
def product(settings: Settings, *, migrate: bool = True) -> Iterator[str]:
    """Everything that `orderflow serve` runs: diagrams, demo company when the settings want it, jobs, clock work."""
    services = startup.open_services(settings, migrate=migrate)
    try:
        startup.prepare(services)
        with serving(services) as url:
            startup.start(services, public_url=url)
            yield url
    finally:
        services.close()
