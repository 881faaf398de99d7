"""Two windows of one person save a draft at the same moment."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from engine import inbox
from kit.db import Tx

LONG_ENOUGH = 0.5  # seconds for the other transaction to reach the same row


def test_two_first_drafts_at_once_leave_the_later_one(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(), "A")
    saved = threading.Event()

    def first(tx: Tx) -> None:
        inbox.save_draft(tx, task, {"amount": 1})
        tx.flush()
        saved.set()
        time.sleep(LONG_ENOUGH)

    with ThreadPoolExecutor(1) as threads:
        saving = threads.submit(house.write, first, draw.ZHAO)
        assert saved.wait(10)
        house.write(lambda tx: inbox.save_draft(tx, task, {"amount": 2}), draw.ZHAO)
        saving.result(10)

    with house.database.read() as reader:
        assert inbox.draft(reader, task, draw.ZHAO.id) == {"amount": 2}
