"""Who works here: accounts, roles, sessions, the log-in with its delay after wrong passwords."""

from __future__ import annotations
