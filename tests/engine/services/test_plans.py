"""Clock work and messages use partial indexes; generic plans of PostgreSQL take those for written-out numbers only."""

from __future__ import annotations

import pytest

from engine.inbox import tasks
from engine.models import ItemKind, is_open, of_kind
from kit.db import Database, Reader

SEARCHES = {
    "ix_work_item_due": f"{of_kind(ItemKind.TIMER)} AND {is_open()} AND due_at <= {{0}}",
    "ix_work_item_job": f"{of_kind(ItemKind.JOB)} AND due_at <= {{0}}",
    "ix_work_item_message": f"{of_kind(ItemKind.MESSAGE)} AND {is_open()} AND topic = 'a' AND correlation = {{0}}",
}
SIGNAL = f"{of_kind(ItemKind.SIGNAL)} AND topic = {{0}}"


def plan(reader: Reader, where: str) -> str:
    """How the database would go about it, for a parameter that it does not know yet."""
    sql = f"SELECT id FROM work_item WHERE {where}"
    if not reader.postgres:
        reader.cursor.execute(f"EXPLAIN QUERY PLAN {sql.format('?')}", (1,))
        return str(reader.cursor.fetchall())
    kind = "text" if "topic" in where else "bigint"
    reader.cursor.execute("SET LOCAL enable_seqscan = off")
    reader.cursor.execute(f"PREPARE search ({kind}) AS {sql.format('$1')}")
    reader.cursor.execute("EXPLAIN EXECUTE search ('1')")
    found = str(reader.cursor.fetchall())
    reader.cursor.execute("DEALLOCATE search")
    return found


@pytest.mark.parametrize("index", SEARCHES)
def test_due_work_is_found_by_its_partial_index(database: Database, index: str) -> None:
    with database.read() as reader:
        found = plan(reader, SEARCHES[index])

    assert index in found


def test_the_text_of_an_inbox_page_does_not_depend_on_how_many_groups_somebody_is_in() -> None:
    few = tasks._merged([(tasks._BY_SET, 1)], "", [], 21)
    many = tasks._merged([*((tasks._BY_SET, number) for number in range(40)), (tasks._BY_USER, 5)], "", [], 21)

    assert few[0] == many[0]


def test_who_waits_for_a_signal_is_found_by_its_partial_index(database: Database) -> None:
    with database.read() as reader:
        found = plan(reader, SIGNAL)

    assert "ix_work_item_message" in found


def test_undelivered_messages_expire_by_an_index_without_the_delivered_ones(database: Database) -> None:
    with database.read() as reader:
        explain = "EXPLAIN QUERY PLAN" if not reader.postgres else "SET LOCAL enable_seqscan = off; EXPLAIN"
        reader.cursor.execute(f"{explain} DELETE FROM message_inbox WHERE expires_at <= 1 AND delivered_at IS NULL")
        while reader.postgres and reader.cursor.nextset():
            pass
        found = str(reader.cursor.fetchall())

    assert "ix_message_inbox_expiry" in found or "ix_message_inbox_match" in found  # neither holds a delivered one
