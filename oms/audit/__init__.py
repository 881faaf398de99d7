"""Reads what kit.audit writes: pages, exports, and the proof that nobody changed it."""

from __future__ import annotations
