"""One effect per key, hints after the commit only, outbox messages once per key."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from kit import broadcast, db, idempotency, outbox

TAKEN = (sqlite3.IntegrityError, psycopg.IntegrityError)  # bare: the statement runs on the driver's cursor
WANG, LI = db.Actor(1, "wang"), db.Actor(2, "li")


def keep(tx: db.Tx) -> None:
    idempotency.keep(tx, "orders", "k1", b"body", 201, {"id": "7"})


def test_the_first_answer_is_given_again(database: db.Database) -> None:
    database.write(keep, actor=WANG)

    assert database.write(lambda tx: idempotency.recall(tx, "orders", "k1", b"body"), actor=WANG) == {"id": "7"}


def test_a_key_belongs_to_one_person_and_one_route(database: db.Database) -> None:
    database.write(keep, actor=WANG)

    assert database.write(lambda tx: idempotency.recall(tx, "orders", "k1", b"body"), actor=LI) is None
    assert database.write(lambda tx: idempotency.recall(tx, "imports", "k1", b"body"), actor=WANG) is None


def test_a_key_with_another_body_is_refused(database: db.Database) -> None:
    database.write(keep, actor=WANG)

    with pytest.raises(idempotency.KeyReused):
        database.write(lambda tx: idempotency.recall(tx, "orders", "k1", b"other"), actor=WANG)


def test_a_key_of_a_refused_request_is_free(database: db.Database) -> None:
    def refused(tx: db.Tx) -> None:
        keep(tx)
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError):
        database.write(refused, actor=WANG)

    assert database.write(lambda tx: idempotency.recall(tx, "orders", "k1", b"body"), actor=WANG) is None


def test_of_two_first_requests_at_once_one_takes_effect(database: db.Database) -> None:
    together = threading.Barrier(2, timeout=10)

    def request(_: int) -> bool:
        together.wait()
        try:
            database.write(keep, actor=WANG)
        except TAKEN:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(request, range(2))) == [False, True]


def test_hints_come_after_the_commit(database: db.Database) -> None:
    heard: list[str] = []
    end = broadcast.LOCAL.subscribe(lambda hint: heard.append(hint.kind))

    def work(tx: db.Tx) -> list[str]:
        broadcast.announce(tx, "orders", {"order_id": "1"})
        return list(heard)

    assert database.write(work) == []
    assert heard == ["orders"]
    end()
    database.write(work)
    assert heard == ["orders"]


def test_an_outbox_key_is_used_once(database: db.Database) -> None:
    database.write(lambda tx: outbox.put(tx, "notice", {}, key="n1"))

    with pytest.raises(IntegrityError):
        database.write(lambda tx: outbox.put(tx, "notice", {}, key="n1"))
