"""The web application: routers, the edge around them, problem documents, and the built screens."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from api import errors, openapi, screens
from api.edge import Edge
from api.fast_lane import FastLane
from api.metrics import Metrics
from api.routes import (
    audit,
    authoring,
    customers,
    definitions,
    events,
    health,
    imports,
    incidents,
    instances,
    lint,
    messages,
    notifications,
    orders,
    products,
    sessions,
    shipments,
    signals,
    tasks,
    users,
)
from api.services import Services
from kit.config import Settings

VERSION = "1"
# Hot resources first: routes are tried in this order.
ROUTERS = (
    tasks.router,
    orders.router,
    sessions.router,
    events.router,
    notifications.router,
    instances.router,
    customers.router,
    products.router,
    users.router,
    incidents.router,
    messages.router,
    signals.router,
    definitions.router,
    lint.router,
    authoring.router,
    imports.router,
    shipments.router,
    audit.router,
    health.router,
    openapi.router,
)
STATIC = Path(__file__).parent / "static"
GARBAGE = (50_000, 20, 50)  # allocations between collections: requests leave little behind
SWITCH = 0.0005  # seconds that a thread keeps the interpreter: the writer waits for it after every statement


class Application(FastAPI):
    """Routes inside, the fast lane before them, the edge around all."""

    def __init__(self, settings: Settings, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._settings = settings
        self.state.metrics = metrics

    def build_middleware_stack(self) -> ASGIApp:
        lane = FastLane(super().build_middleware_stack(), self.routes)
        return Edge(lane, settings=self._settings, metrics=self.state.metrics)


def create_app(services: Services, *, static: Path = STATIC) -> FastAPI:
    """The application over open services; whoever opened them closes them."""
    app = assemble(services.settings, static=static)
    app.state.services = services
    return app


def assemble(settings: Settings, *, static: Path = STATIC) -> FastAPI:
    """Routes, edge and error documents, without anything behind them: enough for the OpenAPI document."""
    app = Application(
        settings,
        Metrics(),
        title="orderflow",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    app.router.routes.extend(screens.routes(static))
    errors.install(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    sys.setswitchinterval(SWITCH)
    yield
    gc.unfreeze()
