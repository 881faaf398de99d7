"""The built files: compressed for whoever takes it, kept for ever, the same content either way."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api import screens

SCRIPT = "let orderflow = 1;\n" * 500


class Client:
    """Asks an application without a socket."""

    def __init__(self, application: Starlette) -> None:
        self._transport = httpx.ASGITransport(application)

    def get(self, path: str, accepted: str) -> httpx.Response:
        return asyncio.run(self._get(path, {"Accept-Encoding": accepted}))

    async def _get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://orderflow") as client:
            return await client.get(path, headers=headers)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-1.js").write_text(SCRIPT)
    (tmp_path / "assets" / "tiny-1.js").write_text("1")
    (tmp_path / "assets" / "inter-1.woff2").write_bytes(b"\0" * 5000)
    return Client(Starlette(routes=screens.routes(tmp_path)))


def test_a_script_comes_compressed_and_is_kept_for_ever(client: Client) -> None:
    answer = client.get("/assets/main-1.js", "br, gzip")

    assert answer.text == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000, br", "*;q=0"])
def test_whoever_does_not_take_gzip_gets_the_file_as_it_is(client: Client, accepted: str) -> None:
    answer = client.get("/assets/main-1.js", accepted)

    assert answer.text == SCRIPT
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "gzip;q=0.5", "*", "br;q=1.0, *;q=0.1"])
def test_every_way_to_ask_for_gzip_is_understood(accepted: str) -> None:
    assert screens.takes_gzip(accepted)


@pytest.mark.parametrize("name", ["tiny-1.js", "inter-1.woff2"])
def test_what_would_not_shrink_is_left_alone(client: Client, name: str) -> None:
    answer = client.get(f"/assets/{name}", "gzip")

    assert "content-encoding" not in answer.headers


def test_compressing_twice_gives_the_same_bytes(client: Client) -> None:
    first, second = (client.get("/assets/main-1.js", "gzip") for _ in range(2))

    assert first.content == second.content == gzip.decompress(gzip.compress(SCRIPT.encode()))
