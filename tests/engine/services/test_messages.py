"""Messages reach the one instance that waits, early or late, once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from engine import inbox, instances, messages
from engine.models import MessageInbox
from kit import clock, db


def waiting(draw: Any) -> str:
    return str(draw.catch("M", draw.MESSAGE) + draw.user("B") + draw.flow("s>M>B>e"))


def publish(house: Any, key: str = "7", **more: Any) -> messages.Published:
    told: messages.Published = house.write(lambda tx: messages.publish(tx, "paid", key, {"sum": 5}, **more))
    return told


def kept(house: Any) -> int:
    with house.database.read() as reader:
        query = select(func.count()).select_from(MessageInbox).where(MessageInbox.delivered_at.is_(None))
        return reader.session.scalar(query) or 0


def test_a_message_reaches_who_waits_for_its_key_and_nobody_else(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    mine, other = house.start(no="7"), house.start(no="8")

    assert publish(house).delivered

    assert house.live(mine) == ["B"] and house.variables(mine)["sum"] == 5
    assert house.live(other) == ["M"]


def test_of_two_that_wait_for_one_key_the_older_gets_it(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    older, younger = house.start(no="7"), house.start(no="7")

    publish(house)

    assert (house.live(older), house.live(younger)) == (["B"], ["M"])


def test_an_early_message_waits_for_its_receiver(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    assert not publish(house).delivered

    instance = house.start(no="7")

    assert house.live(instance) == ["B"] and house.variables(instance)["sum"] == 5 and kept(house) == 0


def test_two_early_messages_go_to_two_receivers_in_order(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    for number in (1, 2):
        house.write(lambda tx, number=number: messages.publish(tx, "paid", "7", {"sum": number}))

    first, second, third = (house.start(no="7") for _ in range(3))

    assert [house.variables(one).get("sum") for one in (first, second, third)] == [1, 2, None]


def test_one_early_message_is_not_given_to_two_branches(house: Any, draw: Any) -> None:
    body = draw.tag("parallelGateway", "f") + draw.catch("M", draw.MESSAGE) + draw.catch("N", draw.MESSAGE)
    house.draw(body + draw.tag("parallelGateway", "j") + draw.flow("s>f>M>j>e; f>N>j"))
    publish(house)

    instance = house.start(no="7")

    assert len(house.live(instance)) == 1
    publish(house)
    assert house.status(instance) == "ended"


def test_an_expired_message_is_not_delivered_and_is_cleared_away(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    publish(house, ttl=timedelta(hours=1))
    house.clock.advance(timedelta(hours=1))

    instance = house.start(no="7")

    assert house.live(instance) == ["M"] and messages.relay(house.database) == 0
    assert house.write(messages.expire) == 1 and kept(house) == 0


def test_delivered_messages_stay_thirty_days_for_their_keys(house: Any, draw: Any) -> None:
    house.clock.set(clock.SystemClock().now())  # ids are made by the real time
    house.draw(waiting(draw))
    house.start(no="7")
    publish(house, dedupe_key="p1")
    house.clock.advance(timedelta(days=29))
    assert house.write(messages.expire) == 0 and publish(house, dedupe_key="p1").duplicate

    house.clock.advance(timedelta(days=2))

    assert house.write(messages.expire) == 1


def test_a_repeated_key_has_no_effect(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    first, second = house.start(no="7"), house.start(no="7")

    told = [publish(house, dedupe_key="p1") for _ in range(2)]

    assert [(one.delivered, one.duplicate) for one in told] == [(True, False), (False, True)]
    assert (house.live(first), house.live(second)) == (["B"], ["M"])


def test_of_two_senders_with_one_key_one_counts(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    house.start(no="7")
    together = threading.Barrier(4, timeout=20)

    def send(_: int) -> bool:
        together.wait()
        return publish(house, dedupe_key="p1").delivered

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [False, False, False, True]


def test_of_many_messages_at_once_one_moves_the_instance_and_none_is_lost(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    instance = house.start(no="7")
    together = threading.Barrier(6, timeout=20)

    def send(_: int) -> bool:
        together.wait()
        return publish(house).delivered

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == [False] * 5 + [True]
    assert house.live(instance) == ["B"] and kept(house) == 5


def test_a_message_that_finds_its_receiver_gone_is_kept_and_the_sender_goes_on(cluster: Any, draw: Any) -> None:
    """The receiver moves on between the look and the lock."""
    one, two = cluster
    one.draw(draw.user("A") + draw.boundary("M", "A", draw.MESSAGE) + draw.flow("s>A>e; M>e"))
    instance = one.start(no="7")
    task = one.item(instance, "A")
    locked, looked = threading.Event(), threading.Event()

    def leave(tx: db.Tx) -> None:
        instances.correct(tx, instance, {"x": 1}, reason="先锁住这个实例")
        locked.set()
        assert looked.wait(20)
        inbox.complete(tx, task, groups=draw.SALES)

    with ThreadPoolExecutor(2) as pool:
        leaving = pool.submit(two.write, leave)
        assert locked.wait(20)
        sending = pool.submit(publish, one)
        threading.Event().wait(0.3)
        looked.set()
        leaving.result(20)
        assert not sending.result(20).delivered

    assert one.status(instance) == "ended" and kept(one) == 1


def test_a_thrown_message_reaches_another_instance_through_the_relay(house: Any, draw: Any) -> None:
    house.deploy(
        draw.document(waiting(draw)),
        draw.document(draw.tag("intermediateThrowEvent", "X", draw.SEND) + draw.flow("s>X>e"), "sender"),
    )
    receiver = house.start(no="7")
    sender = house.start("sender", no="7")
    assert house.status(sender) == "ended" and house.live(receiver) == ["M"]

    assert messages.relay(house.database) == 1
    assert messages.relay(house.database) == 0

    assert house.live(receiver) == ["B"]


def test_a_thrown_message_waits_for_a_receiver_that_comes_later(house: Any, draw: Any) -> None:
    house.deploy(
        draw.document(waiting(draw)),
        draw.document(draw.tag("intermediateThrowEvent", "X", draw.SEND) + draw.flow("s>X>e"), "sender"),
    )
    house.start("sender", no="7")

    receiver = house.start(no="7")

    assert house.live(receiver) == ["B"] and messages.relay(house.database) == 0


def test_a_message_for_a_suspended_instance_comes_after_it_is_resumed(house: Any, draw: Any) -> None:
    house.draw(waiting(draw))
    instance = house.start(no="7")
    house.write(lambda tx: instances.suspend(tx, instance, reason="盘点期间暂停"))
    assert not publish(house).delivered
    assert messages.relay(house.database) == 0

    house.write(lambda tx: instances.resume(tx, instance, reason="盘点结束恢复"))

    assert messages.relay(house.database) == 1 and house.live(instance) == ["B"]


def test_relays_on_two_nodes_deliver_each_message_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.draw(waiting(draw))
    started = [one.start(no=str(number)) for number in range(8)]
    for number in range(8):
        one.write(lambda tx, number=number: messages.publish(tx, "paid", str(number), {"sum": number}, now=False))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda node: messages.relay(node.database), (one, two)))

    assert sum(counts) == 8
    assert [one.actions(instance) for instance in started] == [["instance.started", "message.received"]] * 8


def test_an_early_message_goes_to_one_of_two_that_come_at_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.draw(waiting(draw))
    for round_ in range(4):
        key = f"k{round_}"
        publish(one, key)
        together = threading.Barrier(2, timeout=20)

        def start(node: Any, key: str = key, together: threading.Barrier = together) -> int:
            together.wait()
            return int(node.start(no=key))

        with ThreadPoolExecutor(2) as pool:
            pair = list(pool.map(start, (one, two)))

        assert sorted(one.live(instance) for instance in pair) == [["B"], ["M"]]


def test_a_message_start_loop_takes_one_message_a_round(house: Any, draw: Any) -> None:
    house.draw(
        draw.catch("M", draw.MESSAGE)
        + draw.tag("exclusiveGateway", "x", default="f_x_M")
        + draw.flow("s>x>M; M>x; x>e", {"x>e": "=last"})
    )
    instance = house.start(no="7", last=False)

    for _ in range(3):
        assert publish(house).delivered
    house.write(lambda tx: messages.publish(tx, "paid", "7", {"last": True}))

    assert house.status(instance) == "ended" and house.path(instance).count("M") == 4
