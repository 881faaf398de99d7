"""The OpenAPI document keeps its word: random requests, as an administrator, to every route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import app, openapi
from api.permissions import V1, Permission
from kit.config import Settings

DOCUMENT = openapi.document(app.assemble(Settings()))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# A stream does not end; a login slows its account down; a logout ends the test.
LEFT_OUT = (f"{V1}/events", f"{V1}/sessions", f"{V1}/sessions/current")
EXAMPLES = 4
schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path=list(LEFT_OUT))


@pytest.fixture(scope="module")
def admin(shop: Any) -> Iterator[Any]:
    client = shop.login("admin")
    yield client
    client.close()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_declared(case: Case, shop: Any, admin: Any) -> None:
    response = case.call(base_url=shop.url, cookies=dict(admin.cookies), timeout=20)

    case.validate_response(response, checks=CHECKS)


def test_every_route_says_what_it_wants_and_how_it_refuses() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            assert "4XX" in operation["responses"], (method, path)
            assert "422" not in operation["responses"], (method, path)


def test_the_document_names_the_permission_of_each_route() -> None:
    create = DOCUMENT["paths"][f"{V1}/orders"]["post"]

    assert create["x-permission"] == Permission.ORDERS_CREATE
    assert create["security"] == [{"session": []}]
    assert "security" not in DOCUMENT["paths"][f"{V1}/sessions"]["post"]


def test_hot_routes_declare_their_answers() -> None:
    responses = DOCUMENT["paths"][f"{V1}/orders"]["post"]["responses"]

    assert responses["201"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Order"}
