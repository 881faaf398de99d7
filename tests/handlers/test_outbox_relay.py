"""Messages to the outside: once from however many nodes, and again, recognisably, from one that died in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select

from handlers.outbox_relay import OutboxRelay
from integrations.messenger import Message, Messenger
from kit import outbox
from kit.clock import SettableClock
from kit.db import Database
from oms.notifications import rules

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on 3.11
MESSAGES = 8
Relay = Callable[[], OutboxRelay]


@pytest.fixture
def relay(httpserver: HTTPServer) -> Relay:
    """Makes the relay of one more node; all send to one real server."""
    httpserver.expect_request("/hook", method="POST").respond_with_data("ok")
    return lambda: OutboxRelay(lambda: Messenger([f"json://{httpserver.host}:{httpserver.port}/hook"]))


def test_nodes_that_relay_at_once_send_each_message_once(
    database: Database, relay: Relay, httpserver: HTTPServer
) -> None:
    _put(database)

    _at_once(database, [relay() for _ in range(3)])

    assert sorted(_bodies(httpserver)) == sorted(set(_bodies(httpserver)))
    assert len(_bodies(httpserver)) == MESSAGES


def test_nodes_at_once_empty_an_outbox_that_nobody_reads(database: Database) -> None:
    _put(database)

    _at_once(database, [OutboxRelay(lambda: Messenger([])) for _ in range(3)])

    with database.read() as reader:
        assert reader.session.scalars(select(outbox.OutboxMessage.id)).all() == []


def test_a_message_of_a_node_that_died_comes_again_with_the_same_number(
    database: Database, relay: Relay, httpserver: HTTPServer, clock: SettableClock
) -> None:
    class Died(BaseException):
        pass

    class Mortal(Messenger):
        def deliver(self, message: Message, served: set[str] | None = None) -> None:
            super().deliver(message, served)
            raise Died

    _put(database, 1)
    with pytest.raises(Died):
        OutboxRelay(lambda: Mortal([f"json://{httpserver.host}:{httpserver.port}/hook"])).run(database)
    assert relay().run(database) == 0

    clock.advance(timedelta(minutes=1))

    assert relay().run(database) == 1
    first, second = _bodies(httpserver)
    assert first == second


def test_a_retry_goes_only_to_those_who_do_not_have_the_message(
    database: Database, httpserver: HTTPServer, clock: SettableClock
) -> None:
    httpserver.expect_request("/good").respond_with_data("ok")
    httpserver.expect_oneshot_request("/bad").respond_with_data("down", status=503)
    httpserver.expect_request("/bad").respond_with_data("ok")
    at = f"json://{httpserver.host}:{httpserver.port}"
    _put(database, 1)

    def node() -> OutboxRelay:
        return OutboxRelay(lambda: Messenger([f"{at}/good", f"{at}/bad"]))

    assert node().run(database) == 0
    clock.advance(timedelta(minutes=1))
    assert node().run(database) == 1

    assert [request.path for request, _ in httpserver.log] == ["/good", "/bad", "/bad"]


def _at_once(database: Database, nodes: list[OutboxRelay]) -> None:
    together = threading.Barrier(len(nodes), timeout=20)

    def run(node: OutboxRelay) -> None:
        together.wait()
        node.run(database)

    with ThreadPoolExecutor(len(nodes)) as pool:
        list(pool.map(run, nodes))


def _put(database: Database, count: int = MESSAGES) -> None:
    for number in range(count):
        payload = {"zh": f"通知 {number}", "en": f"Notice {number}"}
        database.write(lambda tx, payload=payload: outbox.put(tx, rules.EXTERNAL_TOPIC, payload, key=payload["en"]))


def _bodies(httpserver: HTTPServer) -> list[str]:
    return [request.get_json()["message"] for request, _ in httpserver.log]
