"""The outermost layer of every request: id, origin, size, security headers, last-resort errors, one log line.

Plain ASGI: a body is counted while it streams, so that a large upload costs no memory and is refused early.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors, failures
from api.metrics import Metrics
from kit import ids
from kit.config import Settings
from kit.errors import Failure
from kit.logging import request_id

logger = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UPLOADS = ("/api/v1/imports", "/api/v1/deployments", "/api/v1/definitions/lint")
SUSPICIOUS = frozenset({403, 413, 429})  # logged even when requests are not
MULTIPART_SLACK = 64 * 1024  # boundaries and part headers around a file of exactly the limit
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Edge:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._headers = (*HEADERS, STRICT_TRANSPORT) if settings.secure_cookie else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Exchange(self, scope, receive, send).run()

    def limit(self, path: str) -> int:
        """Bytes that a body at this address may have."""
        if path in UPLOADS:
            return self._settings.upload_limit + MULTIPART_SLACK
        return self._settings.body_limit


class _Exchange:
    """One request and its answer."""

    def __init__(self, edge: Edge, scope: Scope, receive: Receive, send: Send) -> None:
        self._edge, self._scope, self._receive, self._send = edge, scope, receive, send
        self._received = 0
        self._status = 0
        self._limit = edge.limit(scope["path"])
        self._wanted = {name: value for name, value in scope["headers"]}
        self._id = self._request_id()
        scope.setdefault("state", {})["request_id"] = self._id

    async def run(self) -> None:
        token = request_id.set(self._id)
        began = time.perf_counter()
        try:
            self._check()
            await self._edge._app(self._scope, self._read, self._answer)
        except Failure as failure:
            await self._refuse(failure)
        except Exception:
            logger.exception("a request failed", extra={"action": "request_failed", "path": self._scope["path"]})
            await self._refuse(failures.Unexpected(request_id=self._id))
        finally:
            self._log(time.perf_counter() - began)
            request_id.reset(token)

    def _check(self) -> None:
        raw = self._scope.get("raw_path") or b""
        if b"%00" in raw or b"%00" in self._scope.get("query_string", b""):
            raise failures.TextUnreadable
        length = self._wanted.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:20]) > self._limit:
            raise self._too_large()
        if self._scope["method"] not in SAFE:
            self._check_origin()

    def _check_origin(self) -> None:
        """Browsers say where a request comes from; other clients carry no cookie they did not choose to send."""
        site = self._wanted.get(b"sec-fetch-site")
        origin = self._wanted.get(b"origin")
        if site is not None:
            foreign = site not in (b"same-origin", b"none")
        else:
            foreign = origin is not None and not self._is_ours(origin.decode("latin-1"))
        if foreign:
            raise failures.ForeignOrigin(origin=(origin or site or b"").decode("latin-1")[:100])

    def _is_ours(self, origin: str) -> bool:
        public = urlsplit(self._edge._settings.public_url).netloc.lower()
        host = self._wanted.get(b"host", b"").decode("latin-1").lower()
        return urlsplit(origin).netloc.lower() in {host, public} - {""}

    async def _read(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self._limit:
                raise self._too_large()
        return message

    async def _answer(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = [*message.get("headers", ()), *self._edge._headers, (b"x-request-id", self._id.encode())]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await self._send(message)

    async def _refuse(self, failure: Failure) -> None:
        if self._status:
            return  # the answer has begun; the connection ends without its last part
        await errors.answer(failure, self._scope)(self._scope, self._read, self._answer)

    def _too_large(self) -> Failure:
        return failures.BodyTooLarge(limit=self._limit // (1024 * 1024))

    def _request_id(self) -> str:
        given = self._wanted.get(b"x-request-id", b"").decode("latin-1")
        return given if _REQUEST_ID.fullmatch(given) else ids.new_uid().hex

    def _log(self, seconds: float) -> None:
        route: Any = self._scope.get("route")
        self._edge._metrics.request(self._scope["method"], getattr(route, "path", "none"), self._status, seconds)
        level = logging.WARNING if self._status in SUSPICIOUS else logging.INFO
        if not logger.isEnabledFor(level):
            return
        details = {
            "action": "request",
            "method": self._scope["method"],
            "path": self._scope["path"][:200],
            "status": self._status,
            "ms": round(seconds * 1000, 1),
            "user_id": self._scope["state"].get("user_id"),
        }
        logger.log(level, "request answered", extra=details)
