"""A carrier of its own for each test, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from integrations.carrier import ParcelLine, ParcelRequest
from integrations.sandbox_carrier import SandboxCarrier
from kit.quantities import parse_quantity
from samples.carrier import server

SECRET = "test-secret"


@pytest.fixture
def carrier_url() -> Iterator[str]:
    url, stop = server.start_in_thread(secret=SECRET, step_seconds=60)
    yield url
    stop()


@pytest.fixture
def carrier(carrier_url: str) -> Iterator[SandboxCarrier]:
    client = SandboxCarrier(carrier_url, secret=SECRET)
    yield client
    client.close()


@pytest.fixture
def control(carrier_url: str) -> Callable[..., None]:
    """Asks the carrier for faults."""

    def change(**wishes: object) -> None:
        httpx.post(f"{carrier_url}/_control", json=wishes).raise_for_status()

    return change


@pytest.fixture
def parcel() -> ParcelRequest:
    line = ParcelLine(sku="A-100", name="保温杯", quantity=parse_quantity("3"))
    return ParcelRequest(reference="SO-1", warehouse_code="W1", recipient="青禾商贸", lines=(line,))
