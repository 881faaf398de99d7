"""Colleagues: who a task may be handed to."""

from __future__ import annotations

from api.shapes.values import Out
from oms.identity import queries as identity


class Colleague(Out):
    """A person as colleagues see him."""

    id: str
    username: str
    name: str
    roles: list[str]


class Colleagues(Out):
    """By user name."""

    items: list[Colleague]


def colleague(account: identity.Account) -> Colleague:
    return Colleague(id=str(account.id), username=account.username, name=account.name, roles=list(account.roles))
