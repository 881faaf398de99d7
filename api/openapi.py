"""The OpenAPI document: every route names its refusals as problem documents and its login."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from api import guard, permissions
from api.guard import COOKIE
from api.permissions import V1, Permission

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `detail` and `message` are in the language of Accept-Language.",
    "required": ["type", "title", "status", "code", "detail", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "code", "message"],
                "properties": {"at": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "request_id": {"type": "string"},
    },
}
_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_REFUSALS = {"description": "Refused", "content": {"application/problem+json": {"schema": _REFERENCE}}}
_UNUSED = ("HTTPValidationError", "ValidationError")

router = guard.router(V1)


@router.get("/openapi.json", include_in_schema=False)
def show(request: Request) -> Response:
    return Response(orjson.dumps(document(request.app)), media_type="application/json")


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application; takes some 100 ms, so it is made when asked for."""
    made = get_openapi(title=app.title, version=app.version, routes=app.routes, openapi_version="3.1.0")
    components = made.setdefault("components", {})
    schemas = {name: schema for name, schema in components.get("schemas", {}).items() if name not in _UNUSED}
    components["schemas"] = schemas | {"Problem": PROBLEM}
    components["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            operation["responses"].pop("422", None)
            operation["responses"]["4XX"] = _REFUSALS
            access = permissions.ROUTES[f"{method.upper()} {path}"]
            if isinstance(access, Permission):
                operation["security"] = [{"session": []}]
                operation["x-permission"] = access.value
    return made
