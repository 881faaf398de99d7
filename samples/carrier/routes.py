"""The carrier's HTTP interface: waybills, events, and the two doors for tests (`/_control`, `/_effects`)."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any

from kit import clock as kit_clock
from samples.carrier.book import Book, Refused
from samples.carrier.faults import NOTHING_DONE, Control, Fault

MAX_BODY_BYTES = 1_048_576
Reply = tuple[int, dict[str, Any]]


class CarrierServer(ThreadingHTTPServer):
    """One thread a connection; `stopping` wakes the answers that hang."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], book: Book, control: Control) -> None:
        super().__init__(address, Routes)
        self.book = book
        self.control = control
        self.clock = kit_clock.SystemClock()
        self.stopping = Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is an everyday event here, not an error to print."""


class Routes(BaseHTTPRequestHandler):
    """One request."""

    server: CarrierServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: tests and the demo make thousands of calls."""

    def do_GET(self) -> None:
        """/waybills/{number}/events, /_effects, /_control, /healthz"""
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts == ["_effects"]:
            self._answer(200, self.server.book.effects())
        elif parts == ["_control"]:
            self._answer(200, self.server.control.as_json())
        elif parts == ["healthz"]:
            self._answer(200, {"ok": True})
        else:
            self._work(parts, b"")

    def do_POST(self) -> None:
        """/waybills, /waybills/{number}/cancel, /_control"""
        length = int(self.headers.get("content-length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            return self._answer(413, {"reason": "too large"})
        body = self.rfile.read(length)
        parts = self.path.strip("/").split("/")
        if parts != ["_control"]:
            return self._work(parts, body)
        try:
            self.server.control.change(_object(body))
        except ValueError as failure:
            return self._answer(422, {"reason": str(failure)})
        return self._answer(200, self.server.control.as_json())

    def _work(self, parts: list[str], body: bytes) -> None:
        """Do what is asked, then answer as well or as badly as the fault says."""
        try:
            fault = self.server.control.next_fault(self.headers.get("x-sandbox-fault"))
        except ValueError as failure:
            return self._answer(400, {"reason": str(failure)})
        if fault in NOTHING_DONE:
            return self._fail(fault)
        try:
            status, content = self._do(parts, body)
        except Refused as refused:
            status, content = 409, {"reason": str(refused)}
        except ValueError as failure:
            status, content = 422, {"reason": str(failure)}
        return self._spoil(fault, status, content) if fault else self._answer(status, content)

    def _do(self, parts: list[str], body: bytes) -> Reply:
        now = self.server.clock.now()
        book = self.server.book
        key = self.headers.get("idempotency-key") or ""
        match (self.command, parts):
            case ("GET", ["waybills", number, "events"]):
                return 200, {"events": [event.as_json() for event in book.events(number, now=now)]}
            case ("POST", ["waybills"]) if key:
                reference = str(_object(body).get("reference") or "")
                if not reference:
                    raise ValueError("reference is missing")
                step = timedelta(seconds=self.server.control.step_seconds)
                number = book.create(key, reference, body, now=now, step=step)
                return 201, {"waybill": number, "service": "standard"}
            case ("POST", ["waybills", number, "cancel"]) if key:
                book.cancel(key, number, now=now)
                return 200, {"waybill": number, "status": "cancelled"}
            case ("POST", ["waybills", *_]):
                raise ValueError("header Idempotency-Key is missing")
        return 404, {"reason": "no such address"}

    def _fail(self, fault: Fault | None) -> None:
        """Nothing was done."""
        if fault is Fault.REFUSE:
            return self._answer(422, {"reason": "the address is outside the delivery area"})
        return self._answer(429 if fault is Fault.BUSY else 500, {"reason": "not now"})

    def _spoil(self, fault: Fault, status: int, content: dict[str, Any]) -> None:
        """The work is done; the caller shall have trouble learning it."""
        control = self.server.control
        if fault is Fault.LATE_ERROR:
            return self._answer(500, {"reason": "something broke afterwards"})
        if fault is Fault.SLOW:
            self.server.stopping.wait(control.slow_seconds)
            return self._answer(status, content)
        if fault is Fault.HANG:
            self.server.stopping.wait(control.hang_seconds)
        elif fault is Fault.GARBAGE:
            return self._send(200, b"<html>Bad Gateway</html>")
        elif fault is Fault.RESET:
            self._send(status, json.dumps(content).encode(), cut=True)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        self._send(status, json.dumps(content, ensure_ascii=False).encode())

    def _send(self, status: int, body: bytes, *, cut: bool = False) -> None:
        """One write for the whole answer; `cut` sends only half of the body."""
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
        sent = body[: len(body) // 2] if cut else body
        self.wfile.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + sent)


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object of a request; raises ValueError."""
    content = json.loads(body)
    if not isinstance(content, dict):
        raise ValueError("a JSON object is expected")
    return content
