"""A person, and how he logs in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api import permissions
from api.shapes.values import In, Out
from oms.identity import queries as identity


class Credentials(In):
    """Name and password."""

    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class User(Out):
    """Who is logged in, and what he may do; `groups` are the candidate groups of his tasks,
    `timezone` is the company's: times are shown in it."""

    id: str
    username: str
    name: str
    roles: list[str]
    groups: list[str]
    permissions: list[str]
    language: str
    timezone: str


class SessionOut(Out):
    """The answer to a login; the cookie is the session."""

    user: User


def user(account: identity.Account, timezone: str) -> User:
    roles = list(account.roles)
    return User(
        id=str(account.id),
        username=account.username,
        name=account.name,
        roles=roles,
        groups=roles,
        permissions=permissions.granted(roles),
        language=account.language,
        timezone=timezone,
    )
