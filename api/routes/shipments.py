"""Shipments of an order, and what carriers push about them."""

from __future__ import annotations

from functools import partial

from fastapi import Request, Response

from api import guard
from api.guard import By
from api.permissions import V1
from api.services import Services
from api.shapes import orders as shapes
from api.shapes.values import RowId
from handlers import triggers
from integrations import carriers
from kit.db import Actor
from oms.logistics import queries
from oms.orders import queries as orders

router = guard.router(V1)
PUSHER = 0  # carriers have no account; their name is written into the audit trail


@router.get("/shipments")
def page(by: By, order_id: RowId) -> shapes.Shipments:
    """All shipments of an order, oldest first, with their events."""
    with by.read() as reader:
        orders.order(reader, order_id)
        found = queries.shipments_of(reader, order_id)
    return shapes.Shipments(items=[shapes.shipment(record) for record in found], next_cursor=None)


@router.post("/webhooks/carrier/{carrier}", status_code=204, response_class=Response)
async def pushed(request: Request, carrier: str) -> Response:
    """A signed report of a carrier; told again nothing happens. Each event is taken in its own transaction."""
    services: Services = request.app.state.services
    database = services.database
    events = carriers.by_code(carrier).parse_push(request.headers, await request.body(), now=database.clock.now())
    actor = Actor(PUSHER, f"carrier:{carrier}")
    for event in events:
        await database.write_async(
            partial(triggers.carrier_pushed, event=event), actor=actor, request_id=request.state.request_id
        )
    return Response(status_code=204)
