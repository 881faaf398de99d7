"""`python -m samples.carrier`: the carrier as a process of its own, until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from samples.carrier import server


def main() -> None:
    """Prints its address once it listens."""
    parser = argparse.ArgumentParser(prog="python -m samples.carrier", description="Carrier simulator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--webhook", default="", help="where tracking events are pushed")
    parser.add_argument("--secret", default="sandbox-secret", help="signs the pushes")
    parser.add_argument("--book", type=Path, default=None, help="file that survives restarts")
    parser.add_argument("--step", type=float, default=5.0, help="seconds between two tracking events")
    wishes = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    url, stop = server.start_in_thread(
        wishes.port,
        wishes.webhook,
        wishes.secret,
        book_path=wishes.book,
        step_seconds=wishes.step,
        host=wishes.host,
    )
    print(f"carrier listens on {url}", flush=True)
    stopped.wait()
    stop()


if __name__ == "__main__":
    main()
