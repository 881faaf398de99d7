"""Who buys: codes, the facts a tier is decided from, blocking."""

from __future__ import annotations
