"""The schema's history (Alembic): one time-stamped revision per change, the same for SQLite and PostgreSQL."""

from __future__ import annotations
