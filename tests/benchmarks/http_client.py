"""Keep-alive HTTP/1.1 written by hand, so that the generator of the load costs little; one person per connection."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

import orjson

PASSWORD = "orderflow-demo"
Times = dict[str, list[float]]


class Client:
    """One connection, several log-ins: the caller says who asks."""

    def __init__(self, address: str, times: Times) -> None:
        place = urlsplit(address)
        self._host, self._port = place.hostname or "", place.port or 80
        self._times = times
        self._cookies: dict[str, bytes] = {}

    async def open(self, *people: str) -> Client:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        for person in people:
            await self.ask("", "POST", "/sessions", {"username": person, "password": PASSWORD}, remember=person)
        return self

    async def ask(
        self, who: str, method: str, path: str, body: Any = None, *, tag: str = "", remember: str = "", head: str = ""
    ) -> Any:
        """The JSON answer. Raises RuntimeError for a refusal."""
        content = b"" if body is None else orjson.dumps(body)
        began = time.perf_counter()
        lines = f"{method} /api/v1{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}"
        cookie = self._cookies.get(who, b"")
        self._writer.write(lines.encode() + cookie + b"Content-Length: %d\r\n\r\n" % len(content) + content)
        answer, headers = await self._answer(path)
        if tag:
            self._times.setdefault(tag, []).append(time.perf_counter() - began)
        if remember:
            self._cookies[remember] = b"Cookie: " + headers[b"set-cookie"].split(b";")[0] + b"\r\n"
        return answer

    async def upload(self, who: str, path: str, name: str, content: bytes, reason: str) -> Any:
        """A multipart form with one file and a reason."""
        mark = "----orderflow-bench"
        parts = (
            f'--{mark}\r\nContent-Disposition: form-data; name="reason"\r\n\r\n{reason}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            f"Content-Type: application/xml\r\n\r\n"
        )
        body = parts.encode() + content + f"\r\n--{mark}--\r\n".encode()
        head = f"POST /api/v1{path} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={mark}\r\n"
        self._writer.write(head.encode() + self._cookies[who] + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        return (await self._answer(path))[0]

    async def _answer(self, path: str) -> tuple[Any, dict[bytes, bytes]]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *rest = head.split(b"\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in rest if line)}
        body = await self._reader.readexactly(int(headers.get(b"content-length", b"0")))
        if int(first[9:12]) >= 300:
            raise RuntimeError(f"{path}: {first.decode()} {body.decode()}")
        return orjson.loads(body) if body else None, headers
