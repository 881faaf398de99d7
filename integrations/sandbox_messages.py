"""The JSON that the sandbox carrier sends, checked before anyone believes it.

A 200 with garbage is no answer: `CarrierUnavailable`, so the call is made again with the same key.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from integrations.carrier import TrackingEvent, TrackingStatus
from integrations.errors import CarrierUnavailable, PushUnreadable
from integrations.outbound import Answer

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9]+$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    @classmethod
    def read(cls, body: bytes, carrier: str) -> Self:
        """The parsed answer; raises CarrierUnavailable when it does not have this shape."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as failure:
            raise CarrierUnavailable(carrier=carrier, technical=f"unusable answer ({_first(failure)})") from None


class WaybillBody(_Body):
    """Answer to the creation of a waybill."""

    waybill: Code
    service: str = Field(default="standard", max_length=40)


class EventBody(_Body):
    """One tracking event."""

    id: str = Field(min_length=1, max_length=80)
    waybill: Code
    reference: str = Field(default="", max_length=80)
    status: TrackingStatus
    text: str = Field(default="", max_length=500)
    occurred_at: AwareDatetime


class EventsBody(_Body):
    """All events of a waybill, in any order."""

    events: list[EventBody] = Field(max_length=200)

    def as_events(self, carrier: str) -> list[TrackingEvent]:
        """Oldest first, in the words of `integrations.carrier`."""
        return [
            TrackingEvent(
                carrier=carrier,
                event_id=event.id,
                waybill=event.waybill,
                reference=event.reference,
                status=event.status,
                occurred_at=event.occurred_at,
                text=event.text,
            )
            for event in sorted(self.events, key=lambda event: event.occurred_at)
        ]


class PushBody(EventsBody):
    """The body of a push: one or more events."""

    @classmethod
    def read(cls, body: bytes, carrier: str = "") -> Self:
        """As above, but what cannot be read is the sender's fault: PushUnreadable."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as failure:
            raise PushUnreadable(reason=_first(failure)) from None


class ProblemBody(BaseModel):
    """Why the carrier said no."""

    reason: str = Field(max_length=500)

    @classmethod
    def reason_in(cls, answer: Answer) -> str:
        """The carrier's own words, or the status when there are none."""
        try:
            return cls.model_validate_json(answer.body).reason
        except ValidationError:
            return f"it answered {answer.status}"


def _first(failure: ValidationError) -> str:
    error = failure.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}".strip(": ")
