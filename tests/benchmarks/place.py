"""Where a run keeps its databases: a folder that vanishes, and a PostgreSQL server that vanishes or was given."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType

from sqlalchemy import create_engine, make_url, text

from tools import throwaway_postgres


class Place:
    """Use as a context manager. PostgreSQL is started when it is first wanted."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="orderflow-bench-"))
        self._numbers = itertools.count(1)
        self._stack = ExitStack()

    def __enter__(self) -> Place:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        shutil.rmtree(self._root, ignore_errors=True)

    def folder(self) -> Path:
        """A new empty folder."""
        made = self._root / str(next(self._numbers))
        made.mkdir()
        return made

    def postgres(self) -> str:
        """The URL of a new empty database."""
        name = f"bench_{os.getpid()}_{next(self._numbers)}"
        url = make_url(self._server).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    @cached_property
    def _server(self) -> str:
        given = os.environ.get("ORDERFLOW_TEST_POSTGRES_URL")
        return given or self._stack.enter_context(throwaway_postgres.ThrowawayPostgres()).url
