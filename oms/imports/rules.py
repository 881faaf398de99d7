"""Words of imports, without a database."""

from __future__ import annotations

from enum import StrEnum


class ImportStatus(StrEnum):
    """Where a job is."""

    WAITING = "waiting"  # nobody has read the file yet
    RUNNING = "running"  # being imported; after a crash it goes on where it was
    FINISHED = "finished"  # every order of the file is created, known or rejected
    FAILED = "failed"  # the file cannot be read at all


class Outcome(StrEnum):
    """What became of one order of the file."""

    CREATED = "created"  # it is an order now
    KNOWN = "known"  # it was an order before
    VALID = "valid"  # it would be created (dry run)
    REJECTED = "rejected"  # it is refused, with reasons
