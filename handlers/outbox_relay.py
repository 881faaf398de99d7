"""Takes messages out of the outbox and hands them to the messenger: after the commit, at least once, in order.

A message that fails is tried again with growing pauses, at the addresses that do not have it yet; after the last try
it stays and a person must look.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property, partial
from typing import Any

from sqlalchemy import delete, select, update

from integrations.messenger import Message, Messenger
from kit.db import Database, Tx
from kit.outbox import OutboxMessage
from oms.notifications import rules

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(seconds=60)  # longer than any messenger takes for one message
PAUSES = (10, 60, 300, 1800, 7200)  # seconds before the next try
ERROR_LENGTH = 500


class OutboxRelay:
    """A message is taken before it is sent, so that nodes that relay at once send it once.

    A process that dies between the sending and the commit leaves a message that is sent again when its lease is over:
    the number in its last line is the same.
    """

    def __init__(self, messenger: Callable[[], Messenger]) -> None:
        self._make = messenger

    @cached_property
    def _messages(self) -> Messenger:
        return self._make()

    def run(self, database: Database) -> int:
        """Deliver what is due. Returns how many messages left."""
        with database.read() as reader:
            query = (
                select(
                    OutboxMessage.id,
                    OutboxMessage.topic,
                    OutboxMessage.key,
                    OutboxMessage.payload,
                    OutboxMessage.served,
                )
                .where(OutboxMessage.failed == 0, OutboxMessage.due_at <= reader.now)
                .order_by(OutboxMessage.due_at, OutboxMessage.id)
                .limit(BATCH)
            )
            waiting = [tuple(row) for row in reader.session.execute(query)]
        return sum(self._deliver(database, *row) for row in waiting)

    def _deliver(
        self, database: Database, message_id: int, topic: str, key: str, payload: Any, known: list[str] | None
    ) -> bool:
        if not self._messages.silent and not database.write(partial(_take, message_id=message_id)):
            return False  # another node has it
        served = set(known or ())
        try:
            self._send(topic, key, payload, served)
        except Exception as failure:
            logger.warning("message not delivered", extra={"action": "message_failed", "outbox_id": message_id})
            database.write(partial(_postpone, message_id=message_id, error=str(failure), served=sorted(served)))
            return False
        database.write(partial(_remove, message_id=message_id))
        return True

    def _send(self, topic: str, key: str, payload: Any, served: set[str]) -> None:
        if topic != rules.EXTERNAL_TOPIC:
            raise LookupError(f"nobody delivers messages of topic {topic}")
        if not self._messages.silent:
            body = f"{payload['zh']}\n{payload['en']}\n#{hashlib.sha256(key.encode()).hexdigest()[:10]}"
            self._messages.deliver(Message(title=payload["zh"], body=body), served)


def _take(tx: Tx, message_id: int) -> bool:
    """Nobody else sends it during the lease. False: another node was faster."""
    due = (OutboxMessage.id == message_id, OutboxMessage.failed == 0, OutboxMessage.due_at <= tx.now)
    taken: Any = tx.session.execute(update(OutboxMessage).where(*due).values(due_at=tx.now + LEASE))
    return bool(taken.rowcount == 1)


def _remove(tx: Tx, message_id: int) -> None:
    """May run twice: two nodes do, when nobody is to be told."""
    tx.session.execute(delete(OutboxMessage).where(OutboxMessage.id == message_id))


def _postpone(tx: Tx, message_id: int, error: str, served: list[str]) -> None:
    row = tx.session.get(OutboxMessage, message_id)
    if row is None:
        return
    row.attempts += 1
    row.served = served or None
    row.error = error[:ERROR_LENGTH]
    row.failed = int(row.attempts > len(PAUSES))
    row.due_at = tx.now + timedelta(seconds=PAUSES[min(row.attempts, len(PAUSES)) - 1])
