"""Bytes of an order's state: the finished one, and the largest on its way."""

from __future__ import annotations

import company
from orders_run import BusinessOrders
from place import Place
from report import Line
from sqlalchemy import select

from engine.models import InstanceState


def measure(place: Place) -> list[Line]:
    database = company.open_database(company.settings(place.folder()))
    company.found(database)
    company.use_instant_carrier()
    sizes: list[int] = []
    orders = BusinessOrders(database)

    def look(moment: str) -> None:
        if moment == "after":
            with database.read() as reader:
                sizes.extend(len(blob) for blob in reader.session.scalars(select(InstanceState.blob)))

    database.watch.seen = look
    orders.whole()
    database.close()
    finished, largest = sizes[-1], max(sizes)
    return [
        Line("bytes_finished", "state of a finished order", finished, "bytes", 2048),
        Line("bytes_in_flight", "largest state on the way", largest, "bytes", 4096),
        Line("bytes_per_order", "both together", finished + largest, "bytes", 6144),
    ]
