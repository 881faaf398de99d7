"""Colleagues, for handing tasks over."""

from __future__ import annotations

from api import guard, permissions
from api.guard import By
from api.permissions import V1, Permission
from api.shapes import users as shapes
from api.shapes.values import Short
from oms.identity import queries as identity

router = guard.router(f"{V1}/users")


@router.get("")
def colleagues(by: By, group: Short | None = None) -> shapes.Colleagues:
    """Everybody who may work on tasks, or those of one group; accounts that are switched off are left out."""
    with by.read() as reader:
        found = identity.users(reader, role=group)
    able = (account for account in found if permissions.allowed(account.roles, Permission.TASKS_WORK))
    return shapes.Colleagues(items=[shapes.colleague(account) for account in able if account.active])
