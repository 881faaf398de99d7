"""A process of its own that runs an import: `python import_process.py URL DATA_DIR JOB`; one line an order.

The tests kill it with SIGKILL in the middle.
"""

from __future__ import annotations

import sys
from pathlib import Path

import handlers
from engine import runtime
from handlers import imports
from kit import config, db


def main(url: str, data_dir: str, job_id: str) -> None:
    handlers.register()
    settings = config.Settings(data_dir=Path(data_dir), database_url=url)
    database = db.open_database(settings)
    runtime.install(database, settings)
    imports.run(database, int(job_id), lambda done, total: print(done, total, flush=True))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
