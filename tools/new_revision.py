"""Writes a migration for what the models have and the migrations do not: compared on an empty SQLite file.

Read what it wrote before committing: it knows tables, columns, constraints and indexes, but not triggers or data.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from migrations import revisions, schema


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'empty.db')}"
        schema.upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            command.revision(revisions.configuration(connection), message=message, autogenerate=True)
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
