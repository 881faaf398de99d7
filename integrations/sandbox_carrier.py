"""The sandbox carrier's client: a second, real implementation of `Carrier` over HTTP and JSON.

The server is samples/carrier. One client is shared by all threads. There is no retry in here: the engine
retries with the same key, and the circuit breaker keeps an outage from holding threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import httpx
import orjson

from integrations import outbound, webhook_signature
from integrations.carrier import ParcelRequest, TrackingEvent, Waybill
from integrations.circuit_breaker import CircuitBreaker
from integrations.errors import CarrierRefused, CarrierUnavailable, IntegrationFailure, PushUnreadable
from integrations.sandbox_messages import EventsBody, ProblemBody, PushBody, WaybillBody

MAX_PUSH_BYTES = 262_144


class SandboxCarrier:
    """Talks to one sandbox server; `secret` is what it signs its pushes with."""

    code = "sandbox"

    def __init__(self, url: str, *, secret: str) -> None:
        self._client = outbound.configured_client(url)
        self._secret = secret
        self._breaker = CircuitBreaker()

    def create_waybill(self, key: str, parcel: ParcelRequest) -> Waybill:
        """See Carrier. The key travels as Idempotency-Key."""
        content = {
            "reference": parcel.reference,
            "warehouse_code": parcel.warehouse_code,
            "recipient": parcel.recipient,
            "address": parcel.address,
            "phone": parcel.phone,
            "lines": [{"sku": line.sku, "name": line.name, "quantity": str(line.quantity)} for line in parcel.lines],
        }
        body = WaybillBody.read(self._call("POST", "/waybills", key=key, content=content), self.code)
        return Waybill(carrier=self.code, number=body.waybill, service=body.service)

    def cancel(self, key: str, waybill: str) -> None:
        """See Carrier."""
        self._call("POST", f"/waybills/{_segment(waybill)}/cancel", key=key, content={})

    def track(self, waybill: str) -> list[TrackingEvent]:
        """See Carrier."""
        answer = self._call("GET", f"/waybills/{_segment(waybill)}/events")
        return EventsBody.read(answer, self.code).as_events(self.code)

    def parse_push(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> list[TrackingEvent]:
        """See Carrier."""
        if len(body) > MAX_PUSH_BYTES:
            raise PushUnreadable(reason=f"more than {MAX_PUSH_BYTES} bytes")
        webhook_signature.verify(self._secret, headers, body, now=now)
        return PushBody.read(body).as_events(self.code)

    def close(self) -> None:
        """Give the connections back; the object is of no use afterwards."""
        self._client.close()

    def _call(self, method: str, path: str, *, key: str = "", content: object = None) -> bytes:
        """One request; raises CarrierUnavailable for everything that another try may heal."""
        if not self._breaker.allows():
            raise CarrierUnavailable(carrier=self.code, technical="too many failures in a row, waiting a moment")
        headers = {"idempotency-key": key} if key else {}
        body = None if content is None else orjson.dumps(content)
        if body is not None:
            headers["content-type"] = "application/json"
        request = self._client.build_request(method, path, headers=headers, content=body)
        try:
            answer = outbound.send(self._client, request)
        except (httpx.HTTPError, IntegrationFailure) as failure:
            raise self._unavailable(str(failure) or type(failure).__name__) from failure
        return self._body_of(answer)

    def _body_of(self, answer: outbound.Answer) -> bytes:
        if answer.status >= 500 or answer.status in (408, 425, 429) or not 200 <= answer.status < 500:
            raise self._unavailable(f"it answered {answer.status}")
        if answer.status >= 300:
            self._breaker.succeeded()
            if answer.status < 400:
                raise self._unavailable(f"it answered {answer.status}")
            raise CarrierRefused(carrier=self.code, reason=ProblemBody.reason_in(answer))
        try:
            orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            raise self._unavailable("its answer is not JSON") from None
        self._breaker.succeeded()
        return answer.body

    def _unavailable(self, reason: str) -> CarrierUnavailable:
        self._breaker.failed()
        return CarrierUnavailable(carrier=self.code, technical=reason)


def _segment(waybill: str) -> str:
    """A waybill number as one path segment; numbers come from the carrier, so they are not trusted."""
    if not (waybill.isascii() and waybill.isalnum() and len(waybill) <= 40):
        raise CarrierRefused(carrier="sandbox", reason="the waybill number has an unknown form")
    return waybill
