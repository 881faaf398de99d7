"""What a start on SQLite does not load: it would be waited for at every start, for nothing."""

from __future__ import annotations

import subprocess
import sys

NEEDLESS = ("alembic", "apprise", "openpyxl", "procrastinate", "psycopg", "holidays.countries", "opentelemetry.sdk")


def test_a_start_on_sqlite_does_not_wait_for_what_only_others_need() -> None:
    program = f"import sys, api.commands.serve; print([name for name in {NEEDLESS!r} if name in sys.modules])"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert found.stdout.strip() == "[]"
