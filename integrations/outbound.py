"""The one place that builds HTTP clients.

`configured_client` talks to a host that the operator configured, private or not, and to no other.
`public_client` talks to URLs that users gave: public addresses only, connected by the address that was
checked. Neither follows redirects nor reads proxies from the environment, and `send` bounds time and size.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

from integrations import addresses
from integrations.errors import AddressForbidden, ResponseTooLarge, ResponseTooSlow

SECONDS_TO_CONNECT = 2.0
SECONDS_BETWEEN_BYTES = 5.0
SECONDS_IN_ALL = 8.0
MAX_RESPONSE_BYTES = 1_048_576

_TIMEOUT = httpx.Timeout(SECONDS_BETWEEN_BYTES, connect=SECONDS_TO_CONNECT, pool=SECONDS_TO_CONNECT)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response, read within the bounds of this module."""

    status: int
    body: bytes


def configured_client(base_url: str) -> httpx.Client:
    """A shared, thread-safe client for one configured system; close it when the process ends."""
    origin = httpx.URL(base_url)
    return httpx.Client(
        base_url=origin, timeout=_TIMEOUT, follow_redirects=False, trust_env=False, transport=_OneHost(origin)
    )


def public_client() -> httpx.Client:
    """A client for URLs given by users; each request is checked anew (no address is remembered)."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False, transport=_PublicOnly())


def send(client: httpx.Client, request: httpx.Request) -> Answer:
    """Send and read the answer within SECONDS_IN_ALL and MAX_RESPONSE_BYTES.

    Raises httpx.TransportError, ResponseTooSlow, ResponseTooLarge, AddressForbidden.
    """
    deadline = time.monotonic() + SECONDS_IN_ALL
    body = bytearray()
    response = client.send(request, stream=True)
    try:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_RESPONSE_BYTES:
                raise ResponseTooLarge(limit=MAX_RESPONSE_BYTES)
            if time.monotonic() > deadline:
                raise ResponseTooSlow(seconds=SECONDS_IN_ALL)
    finally:
        response.close()
    return Answer(status=response.status_code, body=bytes(body))


class _OneHost(httpx.HTTPTransport):
    """Refuses any host but the configured one, whatever URL a caller puts together."""

    def __init__(self, origin: httpx.URL) -> None:
        super().__init__(trust_env=False, limits=httpx.Limits(max_connections=32, max_keepalive_connections=8))
        self._origin = (origin.scheme, origin.host, origin.port)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if (request.url.scheme, request.url.host, request.url.port) != self._origin:
            raise AddressForbidden(url=str(request.url), reason="it is not the configured host")
        return super().handle_request(request)


class _PublicOnly(httpx.HTTPTransport):
    """Resolves, checks and connects to the checked address; the certificate is still that of the name.

    No connection is kept: a kept one would be found by address and could serve another name.
    """

    def __init__(self) -> None:
        super().__init__(trust_env=False, limits=httpx.Limits(max_connections=16, max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        addresses.check_url(str(request.url))
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        pinned = httpx.Request(
            method=request.method,
            url=request.url.copy_with(host=addresses.public_address(host, port)),
            headers=request.headers,  # holds the Host of the name already
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return super().handle_request(pinned)
