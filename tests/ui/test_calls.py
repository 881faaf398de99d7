"""The screens ask only for what the service answers: each call in admin_ui/src is an operation of its OpenAPI."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import FastAPI

from api import app, openapi

SOURCES = Path(__file__).resolve().parents[2] / "admin_ui" / "src"
CALL = re.compile(r"api\.(GET|POST|PUT|DELETE)\('([^']+)'")


def _operations() -> set[tuple[str, str]]:
    service = FastAPI(title="orderflow", version=app.VERSION, openapi_url=None)
    for router in app.ROUTERS:
        service.router.routes.extend(router.routes)
    paths = openapi.document(service)["paths"]
    return {(method.upper(), path) for path, operations in paths.items() for method in operations}


def test_every_call_of_the_screens_is_an_operation_of_the_service() -> None:
    calls = {
        (method, path)
        for file in SOURCES.rglob("*.ts*")
        if file.name != "schema.d.ts"
        for method, path in CALL.findall(file.read_text())
    }

    assert len(calls) > 20
    assert calls - _operations() == set()
