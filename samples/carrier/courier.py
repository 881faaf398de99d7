"""Pushes tracking events to the customer's webhook, signed, each until it is taken.

One thread. A push that is not answered with 2xx is repeated after 1, 2, 4 and then every 5 seconds.
"""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import httpx

from integrations import webhook_signature
from kit import clock as kit_clock
from samples.carrier.book import Book, Event
from samples.carrier.faults import Control, PushStyle

LONGEST_WAIT = timedelta(seconds=5)
MAX_ATTEMPTS = 1000
IDLE_SECONDS = 0.05


class Courier:
    """Start it once; `stop` waits for the push in hand."""

    def __init__(self, book: Book, control: Control, *, webhook_url: str, secret: str) -> None:
        self._book = book
        self._control = control
        self._url = webhook_url
        self._secret = secret
        self._clock = kit_clock.SystemClock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="carrier-courier", daemon=True)

    def start(self) -> None:
        """Does nothing when there is no webhook to push to."""
        if self._url:
            self._thread.start()

    def stop(self) -> None:
        """Ends the thread; what was not pushed stays in the book."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        with httpx.Client(timeout=5, trust_env=False) as client:
            while not self._stopped.wait(IDLE_SECONDS):
                style = self._control.push
                if not style.enabled:
                    continue
                due = self._book.to_push(now=self._clock.now())
                for event in reversed(due) if style.shuffle else due:
                    if self._stopped.is_set():
                        return
                    self._deliver(client, event, style)

    def _deliver(self, client: httpx.Client, event: Event, style: PushStyle) -> None:
        body = json.dumps({"events": [event.as_json()]}, ensure_ascii=False).encode()
        if style.garbage:
            self._push(client, event, b'{"events": [{"id":')
        if style.forge:
            self._push(client, event, body, secret=self._secret + "?")
        taken = [self._push(client, event, body) for _ in range(max(1, style.repeat))]
        if any(taken):
            self._book.pushed(event)
            return
        wait = min(LONGEST_WAIT, timedelta(seconds=2**event.attempts) if event.attempts < 8 else LONGEST_WAIT)
        again = self._clock.now() + wait if event.attempts < MAX_ATTEMPTS else None
        self._book.push_failed(event, again_at=again)

    def _push(self, client: httpx.Client, event: Event, body: bytes, *, secret: str | None = None) -> bool:
        """One POST; True when it was answered with 2xx."""
        headers = webhook_signature.sign(
            secret or self._secret, message_id=f"evt{event.id}", sent_at=self._clock.now(), body=body
        )
        headers["content-type"] = "application/json"
        try:
            return client.post(self._url, content=body, headers=headers).is_success
        except httpx.HTTPError:
            return False
