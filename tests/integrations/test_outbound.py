"""URLs of users reach the public internet only; configured clients reach one host only."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from integrations import addresses, outbound
from integrations.errors import AddressForbidden, ResponseTooLarge, ResponseTooSlow

INSIDE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://0.0.0.0/",
    "http://user@example.com/",
    "http://127.0.0.1@example.com/",
    "gopher://example.com/",
    "file:///etc/passwd",
    "ftp://example.com/",
    "http:///nothing",
    "http://[::1",
    "not a url",
    "",
]


@pytest.mark.parametrize("url", INSIDE)
def test_a_url_of_a_user_never_leads_inside(url: str) -> None:
    with (
        outbound.public_client() as client,
        pytest.raises((AddressForbidden, httpx.InvalidURL, httpx.UnsupportedProtocol)),
    ):
        outbound.send(client, client.build_request("GET", url))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_public_addresses_are_public(address: str) -> None:
    assert addresses.public_address(address, 443) == address


def test_a_name_that_answers_with_a_public_and_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def mixed(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", ("1.1.1.1", port)), (2, 1, 6, "", ("10.0.0.5", port))]

    monkeypatch.setattr(socket, "getaddrinfo", mixed)

    with pytest.raises(AddressForbidden, match="private network"):
        addresses.public_address("rebind.example", 80)


def test_an_unknown_host_is_refused() -> None:
    with pytest.raises(AddressForbidden):
        addresses.public_address("no-such-host.invalid", 80)


def test_the_configured_client_reaches_its_host_even_inside(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/ok").respond_with_data("yes")

    with outbound.configured_client(httpserver.url_for("/")) as client:
        answer = outbound.send(client, client.build_request("GET", "/ok"))

    assert (answer.status, answer.body) == (200, b"yes")


def test_the_configured_client_reaches_no_other_host(httpserver: HTTPServer) -> None:
    with outbound.configured_client(httpserver.url_for("/")) as client:
        for url in ("http://127.0.0.1:1/", "http://example.com/", "https://127.0.0.1/"):
            with pytest.raises(AddressForbidden):
                outbound.send(client, client.build_request("GET", url))


def test_a_redirect_is_an_answer_and_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/away").respond_with_data(
        "", status=302, headers={"location": "http://169.254.169.254/"}
    )

    with outbound.configured_client(httpserver.url_for("/")) as client:
        assert outbound.send(client, client.build_request("GET", "/away")).status == 302


def test_an_endless_answer_is_cut(httpserver: HTTPServer) -> None:
    def endless(_: object) -> Response:
        return Response(b"x" * 65_536 for _ in range(100))

    httpserver.expect_request("/big").respond_with_handler(endless)

    with outbound.configured_client(httpserver.url_for("/")) as client, pytest.raises(ResponseTooLarge):
        outbound.send(client, client.build_request("GET", "/big"))


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server that sends a byte now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
            while not stopped.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    stopped.set()
    thread.join(timeout=5)
    listener.close()


def test_an_answer_that_drips_is_given_up(dripping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS_IN_ALL", 0.3)

    with outbound.configured_client(dripping) as client, pytest.raises(ResponseTooSlow):
        outbound.send(client, client.build_request("GET", "/"))
