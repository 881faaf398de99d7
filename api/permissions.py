"""Who may do what: permission → roles, and route → permission. The only place; tests walk every route against it.

Rows are narrowed where they are read: a task is worked on by its candidates, a notice is read by its receiver.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from oms.identity.rules import Role

V1 = "/api/v1"


class Open(StrEnum):
    """Routes without a login."""

    PUBLIC = "public"  # anybody
    SIGNED = "signed"  # whoever knows the secret: the body carries a signature


class Permission(StrEnum):
    """What a role may be allowed. The verb says what it does: `read` changes nothing."""

    SELF_READ = "self:read"
    SELF_CHANGE = "self:change"
    ORDERS_READ = "orders:read"
    ORDERS_CREATE = "orders:create"
    ORDERS_EDIT = "orders:edit"
    ORDERS_CANCEL = "orders:cancel"
    CUSTOMERS_READ = "customers:read"
    PRODUCTS_READ = "products:read"
    STOCK_READ = "stock:read"
    STOCK_RECEIVE = "stock:receive"
    TASKS_READ = "tasks:read"
    TASKS_READ_ALL = "tasks:read_all"
    TASKS_WORK = "tasks:work"
    PROCESSES_READ = "processes:read"
    PROCESSES_DEPLOY = "processes:deploy"
    PROCESSES_START = "processes:start"
    PROCESSES_OPERATE = "processes:operate"
    INCIDENTS_READ = "incidents:read"
    INCIDENTS_RESOLVE = "incidents:resolve"
    ACTIVITIES_START = "activities:start"
    MESSAGES_PUBLISH = "messages:publish"
    SIGNALS_BROADCAST = "signals:broadcast"
    IMPORTS_READ = "imports:read"
    IMPORTS_CREATE = "imports:create"
    SHIPMENTS_READ = "shipments:read"
    AUDIT_READ = "audit:read"
    METRICS_READ = "metrics:read"


EVERYBODY = frozenset(Role)
_WORKERS = EVERYBODY - {Role.AUDITOR, Role.PROCESS_DESIGNER}
_SELLERS = frozenset({Role.SALES, Role.SALES_MANAGER, Role.CUSTOMER_SERVICE, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})

ROLES: dict[Permission, frozenset[Role]] = {
    Permission.SELF_READ: EVERYBODY,
    Permission.SELF_CHANGE: EVERYBODY,
    Permission.ORDERS_READ: EVERYBODY,
    Permission.ORDERS_CREATE: _SELLERS,
    Permission.ORDERS_EDIT: _SELLERS,
    Permission.ORDERS_CANCEL: _SELLERS,
    Permission.CUSTOMERS_READ: EVERYBODY,
    Permission.PRODUCTS_READ: EVERYBODY,
    Permission.STOCK_READ: EVERYBODY,
    Permission.STOCK_RECEIVE: frozenset({Role.WAREHOUSE, Role.ADMIN}),
    Permission.TASKS_READ: EVERYBODY,
    Permission.TASKS_READ_ALL: frozenset({Role.SALES_MANAGER, Role.AUDITOR, Role.ADMIN}),
    Permission.TASKS_WORK: _WORKERS,
    Permission.PROCESSES_READ: EVERYBODY,
    Permission.PROCESSES_DEPLOY: frozenset({Role.PROCESS_DESIGNER, Role.ADMIN}),
    Permission.PROCESSES_START: frozenset({Role.PROCESS_DESIGNER, Role.ADMIN}),
    Permission.PROCESSES_OPERATE: _ADMIN,
    Permission.INCIDENTS_READ: EVERYBODY - {Role.CONTRACT_APPROVER, Role.RISK_CONTROL, Role.FINANCE},
    Permission.INCIDENTS_RESOLVE: frozenset({Role.PROCESS_DESIGNER, Role.ADMIN}),
    Permission.ACTIVITIES_START: frozenset({Role.SALES_MANAGER, Role.ADMIN}),
    Permission.MESSAGES_PUBLISH: _ADMIN,
    Permission.SIGNALS_BROADCAST: _ADMIN,
    Permission.IMPORTS_READ: frozenset({Role.SALES, Role.SALES_MANAGER, Role.AUDITOR, Role.ADMIN}),
    Permission.IMPORTS_CREATE: frozenset({Role.SALES, Role.SALES_MANAGER, Role.ADMIN}),
    Permission.SHIPMENTS_READ: EVERYBODY,
    Permission.AUDIT_READ: frozenset({Role.AUDITOR, Role.ADMIN}),
    Permission.METRICS_READ: _ADMIN,
}

_API: dict[str, Permission | Open] = {
    "POST /sessions": Open.PUBLIC,
    "DELETE /sessions/current": Permission.SELF_CHANGE,
    "GET /me": Permission.SELF_READ,
    "GET /openapi.json": Permission.SELF_READ,
    "GET /events": Permission.SELF_READ,
    "GET /notifications": Permission.SELF_READ,
    "POST /notifications/{id}/read": Permission.SELF_CHANGE,
    "POST /orders": Permission.ORDERS_CREATE,
    "GET /orders": Permission.ORDERS_READ,
    "GET /orders/{id}": Permission.ORDERS_READ,
    "GET /orders/{id}/timeline": Permission.ORDERS_READ,
    "POST /orders/{id}/cancel": Permission.ORDERS_CANCEL,
    "PUT /orders/{id}/lines": Permission.ORDERS_EDIT,
    "GET /users": Permission.TASKS_WORK,
    "GET /warehouses": Permission.STOCK_READ,
    "GET /customers": Permission.CUSTOMERS_READ,
    "GET /customers/{code}": Permission.CUSTOMERS_READ,
    "GET /products": Permission.PRODUCTS_READ,
    "GET /stock": Permission.STOCK_READ,
    "POST /stock/receipts": Permission.STOCK_RECEIVE,
    "GET /tasks": Permission.TASKS_READ,
    "GET /tasks/counts": Permission.TASKS_READ,
    "GET /tasks/{id}": Permission.TASKS_READ,
    "POST /tasks/{id}/claim": Permission.TASKS_WORK,
    "POST /tasks/{id}/unclaim": Permission.TASKS_WORK,
    "POST /tasks/{id}/transfer": Permission.TASKS_WORK,
    "PUT /tasks/{id}/draft": Permission.TASKS_WORK,
    "POST /tasks/{id}/complete": Permission.TASKS_WORK,
    "POST /tasks/bulk": Permission.TASKS_WORK,
    "POST /instances": Permission.PROCESSES_START,
    "GET /instances": Permission.PROCESSES_READ,
    "GET /instances/{id}": Permission.PROCESSES_READ,
    "POST /instances/{id}/suspend": Permission.PROCESSES_OPERATE,
    "POST /instances/{id}/resume": Permission.PROCESSES_OPERATE,
    "POST /instances/{id}/cancel": Permission.PROCESSES_OPERATE,
    "GET /instances/{id}/activities": Permission.PROCESSES_READ,
    "POST /instances/{id}/activities": Permission.ACTIVITIES_START,
    "GET /incidents": Permission.INCIDENTS_READ,
    "POST /incidents/{id}/retry": Permission.INCIDENTS_RESOLVE,
    "POST /incidents/{id}/skip": Permission.INCIDENTS_RESOLVE,
    "POST /messages": Permission.MESSAGES_PUBLISH,
    "POST /signals": Permission.SIGNALS_BROADCAST,
    "GET /definitions": Permission.PROCESSES_READ,
    "GET /definitions/{process_id}": Permission.PROCESSES_READ,
    "GET /definitions/{process_id}/xml": Permission.PROCESSES_READ,
    "GET /texts": Permission.PROCESSES_READ,
    "GET /definitions/{process_id}/variables": Permission.PROCESSES_READ,
    "POST /definitions/variables": Permission.PROCESSES_DEPLOY,
    "POST /definitions/lint": Permission.PROCESSES_DEPLOY,
    "POST /definitions/simulate": Permission.PROCESSES_DEPLOY,
    "POST /deployments": Permission.PROCESSES_DEPLOY,
    "GET /decisions": Permission.PROCESSES_READ,
    "POST /decisions/evaluate": Permission.PROCESSES_DEPLOY,
    "GET /handlers": Permission.PROCESSES_READ,
    "GET /handlers/element-templates": Permission.PROCESSES_READ,
    "POST /imports": Permission.IMPORTS_CREATE,
    "GET /imports": Permission.IMPORTS_READ,
    "GET /imports/{id}": Permission.IMPORTS_READ,
    "GET /imports/{id}/rejects.csv": Permission.IMPORTS_READ,
    "GET /shipments": Permission.SHIPMENTS_READ,
    "POST /webhooks/carrier/{carrier}": Open.SIGNED,
    "GET /audit": Permission.AUDIT_READ,
}

ROUTES: dict[str, Permission | Open] = {
    **{f"{route.split()[0]} {V1}{route.split()[1]}": access for route, access in _API.items()},
    "GET /metrics": Permission.METRICS_READ,
    "GET /healthz": Open.PUBLIC,
    "GET /readyz": Open.PUBLIC,
    "GET /assets/{path:path}": Open.PUBLIC,
    "GET /{path:path}": Open.PUBLIC,
}


def allowed(roles: Collection[str], permission: Permission) -> bool:
    """True when one of the roles carries the permission."""
    return not ROLES[permission].isdisjoint(roles)


def granted(roles: Collection[str]) -> list[str]:
    """All permissions of these roles, sorted: what the screens show or hide."""
    return sorted(permission for permission in Permission if allowed(roles, permission))
