"""Orders that arrive as files: the job, its progress, the rows that were refused."""

from __future__ import annotations
