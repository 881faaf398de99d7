"""Starts the carrier: in a thread of this process, or for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from samples.carrier.book import Book
from samples.carrier.courier import Courier
from samples.carrier.faults import Control
from samples.carrier.routes import CarrierServer


def start_in_thread(
    port: int = 0,
    webhook_url: str = "",
    secret: str = "",
    *,
    book_path: Path | None = None,
    step_seconds: float = 5.0,
    host: str = "127.0.0.1",
) -> tuple[str, Callable[[], None]]:
    """Returns the carrier's URL and the function that stops it. Port 0 takes a free one.

    With `book_path` the carrier remembers its parcels over restarts and goes on pushing. A parcel is
    picked up after one step, and delivered after four. No webhook URL: nothing is pushed.
    """
    control = Control(step_seconds=step_seconds)
    book = Book(str(book_path) if book_path else ":memory:")
    server = CarrierServer((host, port), book, control)
    courier = Courier(book, control, webhook_url=webhook_url, secret=secret)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="carrier-server", daemon=True
    )
    thread.start()
    courier.start()

    def stop() -> None:
        server.stopping.set()
        courier.stop()
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
        book.close()

    return f"http://{host}:{server.server_address[1]}", stop
