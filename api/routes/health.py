"""Is the process alive, is it ready, and numbers for Prometheus. At the root, not under /api/v1."""

from __future__ import annotations

from fastapi import Request, Response
from pydantic import BaseModel
from sqlalchemy import text

from api import failures, gauges, guard
from api.guard import By
from api.metrics import Metrics
from api.services import Services

router = guard.router("")


class Health(BaseModel):
    """ok, or the answer is 503."""

    status: str


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def alive() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz")
def ready(request: Request) -> Health:
    """The database answers, and everything that runs beside requests has started; 503 otherwise."""
    services: Services = request.app.state.services
    if not services.ready:
        raise failures.NotReady
    with services.database.read() as reader:
        reader.connection.execute(text("SELECT 1"))
    return Health(status="ok")


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, by: By) -> Response:
    counted: Metrics = request.app.state.metrics
    with by.read() as reader:
        waiting = gauges.read(reader)
    return Response(counted.text(waiting), media_type="text/plain; version=0.0.4")
