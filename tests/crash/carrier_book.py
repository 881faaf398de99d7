"""What really happened at the carrier since a moment: parcels per order, however often each was asked for."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Parcels:
    """The carrier's waybills that are not in `before`."""

    url: str
    before: frozenset[str]

    def told(self) -> list[str]:
        """One line per order number and state: how many parcels. A second parcel of an order is a doubled effect."""
        made = [waybill for key, waybill in _effects(self.url).items() if key not in self.before]
        counted = Counter((it["reference"], "withdrawn" if it["cancelled"] else "sent") for it in made)
        return [f"{reference} {state} {count}" for (reference, state), count in counted.items()]


def since_now(url: str) -> Parcels:
    return Parcels(url, frozenset(_effects(url)))


def ask(url: str, path: str, wishes: dict[str, Any] | None = None) -> dict[str, Any]:
    """GET, or POST of the wishes."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request("GET" if wishes is None else "POST", path, None if wishes is None else json.dumps(wishes))
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        return answer
    finally:
        connection.close()


def _effects(url: str) -> dict[str, Any]:
    waybills: dict[str, Any] = ask(url, "/_effects")["waybills"]
    return waybills
