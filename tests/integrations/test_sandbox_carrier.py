"""One waybill per key, whatever goes wrong on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from integrations.carrier import ParcelRequest
from integrations.circuit_breaker import FAILURES_TO_OPEN
from integrations.errors import CarrierRefused, CarrierUnavailable
from integrations.sandbox_carrier import SandboxCarrier
from samples.carrier.faults import NOTHING_DONE, Fault


def effects(url: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{url}/_effects").json()
    return answer


def test_a_waybill_is_created_once_per_key(carrier: SandboxCarrier, carrier_url: str, parcel: ParcelRequest) -> None:
    first = carrier.create_waybill("7:ab", parcel)
    again = carrier.create_waybill("7:ab", parcel)

    assert first == again
    assert effects(carrier_url)["waybills"]["7:ab"]["calls"] == 2
    assert effects(carrier_url)["parcels_by_reference"] == {"SO-1": 1}


def test_twenty_callers_at_once_with_one_key_get_one_waybill(
    carrier: SandboxCarrier, carrier_url: str, parcel: ParcelRequest
) -> None:
    with ThreadPoolExecutor(20) as pool:
        numbers = set(pool.map(lambda _: carrier.create_waybill("k", parcel).number, range(20)))

    assert len(numbers) == 1
    assert effects(carrier_url)["parcels_by_reference"] == {"SO-1": 1}


def test_a_key_used_for_another_parcel_is_refused(carrier: SandboxCarrier, parcel: ParcelRequest) -> None:
    carrier.create_waybill("k", parcel)

    with pytest.raises(CarrierRefused, match="another parcel"):
        carrier.create_waybill("k", replace(parcel, reference="SO-2"))


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in {Fault.REFUSE, Fault.SLOW, Fault.HANG}])
def test_a_failed_call_repeated_with_its_key_makes_exactly_one_waybill(
    carrier: SandboxCarrier,
    carrier_url: str,
    control: Callable[..., None],
    parcel: ParcelRequest,
    fault: Fault,
) -> None:
    control(faults=[fault])

    with pytest.raises(CarrierUnavailable):
        carrier.create_waybill("k", parcel)
    done = len(effects(carrier_url)["waybills"])
    carrier.create_waybill("k", parcel)

    assert done == (0 if fault in NOTHING_DONE else 1)
    assert effects(carrier_url)["parcels_by_reference"] == {"SO-1": 1}


def test_a_slow_answer_is_waited_for(
    carrier: SandboxCarrier, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(faults=["slow"], slow_seconds=0.3)

    assert carrier.create_waybill("k", parcel).number


def test_a_hanging_carrier_holds_a_thread_for_less_than_ten_seconds(
    carrier: SandboxCarrier, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(faults=["hang"])
    started = time.monotonic()

    with pytest.raises(CarrierUnavailable):
        carrier.create_waybill("k", parcel)

    assert time.monotonic() - started < 10


def test_a_refusal_is_permanent_and_carries_the_carriers_words(
    carrier: SandboxCarrier, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(faults=["refuse"])

    with pytest.raises(CarrierRefused) as refused:
        carrier.create_waybill("k", parcel)

    assert "outside the delivery area" in refused.value.message("zh")


def test_after_five_failures_the_carrier_is_left_alone(
    carrier: SandboxCarrier, carrier_url: str, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(faults=["error"] * (FAILURES_TO_OPEN + 1))

    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(CarrierUnavailable, match="500"):
            carrier.create_waybill("k", parcel)
    with pytest.raises(CarrierUnavailable, match="in a row"):
        carrier.create_waybill("k", parcel)

    assert httpx.get(f"{carrier_url}/_control").json()["faults"] == ["error"]


def test_refusals_do_not_open_the_breaker(
    carrier: SandboxCarrier, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(faults=["refuse"] * FAILURES_TO_OPEN)

    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(CarrierRefused):
            carrier.create_waybill("k", parcel)

    assert carrier.create_waybill("k", parcel).number


def test_a_cancelled_waybill_may_be_cancelled_again(
    carrier: SandboxCarrier, carrier_url: str, parcel: ParcelRequest
) -> None:
    waybill = carrier.create_waybill("k", parcel)

    carrier.cancel("c", waybill.number)
    carrier.cancel("c", waybill.number)

    assert effects(carrier_url)["cancellations"]["c"]["calls"] == 2
    assert effects(carrier_url)["parcels_by_reference"] == {"SO-1": 0}
    assert carrier.track(waybill.number) == []


def test_a_parcel_on_its_way_cannot_be_cancelled(
    carrier: SandboxCarrier, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(step_seconds=0)
    waybill = carrier.create_waybill("k", parcel)

    with pytest.raises(CarrierRefused, match="picked up"):
        carrier.cancel("c", waybill.number)


def test_tracking_lists_the_events_oldest_first(
    carrier: SandboxCarrier, control: Callable[..., None], parcel: ParcelRequest
) -> None:
    control(step_seconds=0)
    waybill = carrier.create_waybill("k", parcel)

    events = carrier.track(waybill.number)

    assert [event.status for event in events] == ["handed_over", "in_transit", "out_for_delivery", "delivered"]
    assert {event.reference for event in events} == {"SO-1"}


@pytest.mark.parametrize("number", ["", "../_effects", "SB1?x=1", "单号"])
def test_a_waybill_number_cannot_lead_to_another_address(carrier: SandboxCarrier, number: str) -> None:
    with pytest.raises(CarrierRefused):
        carrier.track(number)


def test_an_unknown_waybill_is_refused(carrier: SandboxCarrier) -> None:
    with pytest.raises(CarrierRefused, match="unknown waybill"):
        carrier.track("SB0000000099")


def test_a_carrier_that_is_down_is_unavailable(parcel: ParcelRequest) -> None:
    nobody = SandboxCarrier("http://127.0.0.1:9", secret="s")

    with pytest.raises(CarrierUnavailable):
        nobody.create_waybill("k", parcel)
    nobody.close()
