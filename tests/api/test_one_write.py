"""Answers leave in one piece, whole, and in order."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit


def _exchange(shop: Any, request: str, *, pieces: int = 0) -> bytes:
    """What comes back until the other side closes; with `pieces` only so many reads."""
    place = urlsplit(shop.url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        line.sendall(request.encode())
        found = b""
        count = 0
        while chunk := line.recv(1 << 20):
            found += chunk
            count += 1
            if count == pieces:
                break
        return found


def test_head_and_body_arrive_together(shop: Any) -> None:
    answer = _exchange(shop, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", pieces=1)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert len(body) == int(dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])[b"content-length"])
    assert body


def test_an_answer_is_whole_when_the_connection_ends_with_it(shop: Any) -> None:
    answer = _exchange(shop, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.partition(b"\r\n\r\n")[2]


def test_a_large_answer_arrives_whole(shop: Any) -> None:
    answer = shop.as_("admin").get("/api/v1/openapi.json")

    assert answer.json()["openapi"].startswith("3.")
    assert len(answer.content) > 64 * 1024


def test_requests_sent_at_once_are_answered_in_order(shop: Any) -> None:
    one = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-ID: {}\r\n{}\r\n"
    requests = one.format("first", "") + one.format("second", "") + one.format("third", "Connection: close\r\n")

    answer = _exchange(shop, requests)

    assert [answer.index(name) for name in (b"first", b"second", b"third")] == sorted(
        answer.index(name) for name in (b"first", b"second", b"third")
    )


def test_what_is_no_http_is_refused_and_closed(shop: Any) -> None:
    assert _exchange(shop, "\x00\x01\x02\r\n\r\n").startswith(b"HTTP/1.1 400")
