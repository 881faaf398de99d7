"""Signatures of webhooks, in and out, by the Standard Webhooks scheme (HMAC-SHA256, header `v1,<base64>`).

What is signed is `id.timestamp.body`; a push older or newer than `TOLERANCE` is refused, so that a
recorded one cannot be replayed for ever. Replays inside the tolerance are the receiver's dedupe key's job.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from integrations.errors import SignatureInvalid

TOLERANCE = timedelta(minutes=5)


def sign(secret: str, *, message_id: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """The three headers that prove who sent `body`; `sent_at` is aware."""
    timestamp = str(int(sent_at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + _digest(secret, message_id, timestamp, body),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """Return the message id of a genuine push; raises SignatureInvalid. Header names in any case."""
    if not secret:
        raise SignatureInvalid(reason="no secret is configured")
    folded = {name.lower(): value for name, value in headers.items()}
    try:
        message_id = folded["webhook-id"]
        timestamp = folded["webhook-timestamp"]
        candidates = folded["webhook-signature"].split()
    except KeyError as missing:
        raise SignatureInvalid(reason=f"header {missing.args[0]} is missing") from None
    _check_age(timestamp, now)
    expected = _digest(secret, message_id, timestamp, body).encode()
    genuine = [c for c in candidates if hmac.compare_digest(b"v1," + expected, c.encode("utf-8", "replace"))]
    if not genuine:
        raise SignatureInvalid(reason="it does not match the body")
    return message_id


def _check_age(timestamp: str, now: datetime) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise SignatureInvalid(reason="the time stamp is not a number of seconds")
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > TOLERANCE:
        raise SignatureInvalid(reason="the time stamp is more than 5 minutes away")


def _digest(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = message_id.encode() + b"." + timestamp.encode() + b"." + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """`whsec_<base64>` as the standard writes it, or any other text as it is."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()
