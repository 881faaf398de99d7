"""Notices reach a user or a group once; each reader marks them read for himself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kit.db import Database
from kit.outbox import OutboxMessage
from oms.notifications import errors, queries, service
from oms.notifications.rules import Level, notice_key
from oms.notifications.service import Message

ANNA, BEN = 1, 2


def _tell(database: Database, key: str, *, external: bool = False, **receiver: object) -> bool:
    message = Message(zh="任务即将超时", en="A task is due soon", level=Level.REMINDER, **receiver)  # type: ignore[arg-type]
    return database.write(lambda tx: service.notify(tx, message, key=key, external=external))


def _unread(database: Database, user: int, *groups: str) -> list[int]:
    with database.read() as reader:
        page = queries.notices(reader, user, groups, unread_only=True)
        assert queries.unread_count(reader, user, groups) == len(page.items)
        return [notice.id for notice in page.items]


def test_a_key_is_told_once(database: Database) -> None:
    key = notice_key("task-1", Level.REMINDER)

    assert _tell(database, key, user_id=ANNA, external=True)
    assert not _tell(database, key, user_id=ANNA, external=True)
    assert len(_unread(database, ANNA)) == 1
    with database.read() as reader:
        assert len(reader.connection.execute(select(OutboxMessage.key)).all()) == 1


def test_a_group_notice_is_read_by_each_member_for_himself(database: Database) -> None:
    _tell(database, "k", group="warehouse")
    (notice,) = _unread(database, ANNA, "warehouse")

    for _ in range(2):
        database.write(lambda tx: service.mark_read(tx, notice, ANNA, ["warehouse"]))

    assert _unread(database, ANNA, "warehouse") == []
    assert _unread(database, BEN, "warehouse", "sales") == [notice]
    assert _unread(database, BEN, "sales") == []


def test_nobody_marks_the_notice_of_another(database: Database) -> None:
    _tell(database, "k", user_id=ANNA)
    (notice,) = _unread(database, ANNA)

    with pytest.raises(errors.NotificationUnknown):
        database.write(lambda tx: service.mark_read(tx, notice, BEN, ["sales"]))


def test_pages_go_from_new_to_old(database: Database) -> None:
    for n in range(5):
        _tell(database, f"k{n}", user_id=ANNA)
    with database.read() as reader:
        first = queries.notices(reader, ANNA, [], limit=3)
        second = queries.notices(reader, ANNA, [], cursor=first.next_cursor, limit=3)

    found = [notice.id for notice in first.items + second.items]
    assert found == sorted(found, reverse=True)
    assert (len(found), second.next_cursor) == (5, None)


def test_a_notice_has_exactly_one_receiver(database: Database) -> None:
    with pytest.raises(ValueError, match="one user or for one group"):
        _tell(database, "k")
