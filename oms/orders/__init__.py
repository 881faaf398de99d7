"""The order: what was agreed, its three statuses, its lines and totals."""

from __future__ import annotations
