"""Signals reach everybody who waits when they are thrown, in every instance, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import instances, runtime, signals
from engine.models import SignalDelivery

SIGNAL = '<signalEventDefinition signalRef="sg"/>'
DECLARED = '<signal id="sg" name="stocktaking"/>'


def document(draw: Any, body: str, process: str = "proc") -> bytes:
    return bytes(draw.document(body, process)).replace(b"<process", f"{DECLARED}<process".encode(), 1)


def waiting(draw: Any) -> str:
    return str(draw.catch("C", SIGNAL) + draw.user("B") + draw.flow("s>C>B>e"))


def throwing(draw: Any) -> str:
    return str(draw.tag("intermediateThrowEvent", "X", SIGNAL) + draw.flow("s>X>e"))


def broadcast(house: Any, **more: Any) -> signals.Broadcast:
    told: signals.Broadcast = house.write(lambda tx: signals.broadcast(tx, "stocktaking", {"until": "18:00"}, **more))
    return told


def undelivered(house: Any) -> int:
    with house.database.read() as reader:
        return reader.session.scalar(select(func.count()).select_from(SignalDelivery)) or 0


def test_a_broadcast_reaches_every_instance_that_waits_and_no_other_name(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    started = [house.start(key=f"K{number}") for number in range(3)]

    told = broadcast(house)
    house.write(lambda tx: signals.broadcast(tx, "another", {}))

    assert told.receivers == 3 and signals.relay(house.database) == 3 and undelivered(house) == 0
    assert [house.live(one) for one in started] == [["B"]] * 3
    assert house.variables(started[0])["until"] == "18:00"
    assert house.actions(started[0]) == ["instance.started", "signal.received"]


def test_who_comes_after_the_throw_does_not_get_it(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    before = house.start()
    broadcast(house)
    after = house.start()

    signals.relay(house.database)

    assert (house.live(before), house.live(after)) == (["B"], ["C"])


def test_a_thrown_signal_reaches_other_instances_and_its_own_parallel_branch(house: Any, draw: Any) -> None:
    both = draw.tag("parallelGateway", "f") + draw.catch("C", SIGNAL) + draw.user("A")
    both += draw.tag("intermediateThrowEvent", "X", SIGNAL) + draw.catch("D", SIGNAL) + draw.user("B")
    house.deploy(document(draw, both + draw.flow("s>f>C>A>e; f>X>D>B>e"), "thrower"), document(draw, waiting(draw)))
    other = house.start()
    own = house.start("thrower")

    assert signals.relay(house.database) == 2

    assert house.live(other) == ["B"]
    assert house.live(own) == ["A", "D"]  # D came after its own throw


def test_an_end_event_throws_too_and_boundaries_and_event_sub_processes_hear(house: Any, draw: Any) -> None:
    held = (
        draw.user("A")
        + draw.boundary("Q", "A", SIGNAL, interrupting=False)
        + draw.user("B")
        + draw.flow("s>A>e; Q>B>e")
    )
    inner = draw.tag("startEvent", "qs", SIGNAL) + draw.user("Z") + draw.tag("endEvent", "qe") + draw.flow("qs>Z>qe")
    event = draw.user("A") + draw.tag("subProcess", "q", inner, triggeredByEvent="true") + draw.flow("s>A>e")
    end = draw.tag("parallelGateway", "f") + draw.tag("endEvent", "X", SIGNAL) + draw.flow("s>f>X; f>e")
    house.deploy(document(draw, held, "held"), document(draw, event, "event"), document(draw, end, "end"))
    first, second = house.start("held"), house.start("event")

    for _ in range(2):
        house.start("end")
        signals.relay(house.database)

    assert house.live(first) == ["A", "B", "B", "Q"]
    assert house.live(second) == ["Z"]


def test_a_repeated_key_has_no_effect(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    instance = house.start()

    told = [broadcast(house, dedupe_key="s1") for _ in range(2)]

    assert [one.duplicate for one in told] == [False, True]
    assert signals.relay(house.database) == 1 and house.live(instance) == ["B"]


def test_a_suspended_instance_gets_it_after_it_is_resumed(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    instance = house.start()
    house.write(lambda tx: instances.suspend(tx, instance, reason="盘点期间暂停"))
    broadcast(house)
    assert signals.relay(house.database) == 0

    house.write(lambda tx: instances.resume(tx, instance, reason="盘点结束恢复"))

    assert signals.relay(house.database) == 1 and house.live(instance) == ["B"]


def test_who_has_gone_on_meanwhile_is_left_alone(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    instance = house.start()
    broadcast(house)
    house.write(lambda tx: instances.cancel(tx, instance, reason="客户撤回了订单"))

    assert signals.relay(house.database) == 0

    assert undelivered(house) == 0 and house.status(instance) == "cancelled"


def test_one_that_fails_is_tried_again_and_keeps_nobody_waiting(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    broken, whole = house.start(), house.start()
    broadcast(house)
    runtime.of(house.database).hot.clear()
    damage = "UPDATE instance_state SET blob = {blob} WHERE instance_id = " + str(broken)
    with house.database.read() as reader:
        good = reader.connection.exec_driver_sql(
            f"SELECT blob FROM instance_state WHERE instance_id = {broken}"
        ).scalar()
    bad = "'x'::bytea" if house.database.postgres else "x'78'"
    house.write(lambda tx: tx.connection.exec_driver_sql(damage.format(blob=bad)))

    assert signals.relay(house.database) == 1 and house.live(whole) == ["B"] and undelivered(house) == 1

    assert signals.relay(house.database) == 0
    back = bytes(good).hex()
    mended = f"decode('{back}', 'hex')" if house.database.postgres else f"x'{back}'"
    house.write(lambda tx: tx.connection.exec_driver_sql(damage.format(blob=mended)))
    assert signals.relay(house.database) == 0  # it rests
    house.clock.advance(timedelta(seconds=3))
    assert signals.relay(house.database) == 1 and house.live(broken) == ["B"]


def test_relays_on_two_nodes_serve_each_receiver_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.deploy(document(draw, draw.user("A") + draw.boundary("Q", "A", SIGNAL, interrupting=False) + draw.user("B")
                        + draw.flow("s>A>e; Q>B>e")))  # fmt: skip
    started = [one.start() for _ in range(8)]
    broadcast(one)

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda node: signals.relay(node.database), (one, two)))

    assert sum(counts) == 8
    assert [one.live(instance) for instance in started] == [["A", "B", "Q"]] * 8


def test_a_throw_that_is_rolled_back_reaches_nobody(house: Any, draw: Any) -> None:
    house.deploy(document(draw, throwing(draw), "thrower"), document(draw, waiting(draw)))
    instance = house.start()

    def fail(tx: Any) -> None:
        instances.start(tx, "thrower", {}, business_key="K")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house.write(fail)

    assert signals.relay(house.database) == 0 and house.live(instance) == ["C"]


def test_a_signal_starts_the_newest_version_of_a_process(house: Any, draw: Any) -> None:
    start = draw.tag("startEvent", "S", SIGNAL)
    house.deploy(document(draw, start + draw.user("A") + draw.flow("S>A>e")))
    house.deploy(document(draw, start + draw.user("B") + draw.flow("S>B>e")))

    told = broadcast(house)

    assert told.receivers == 1 and signals.relay(house.database) == 1 and signals.relay(house.database) == 0
    with house.database.read() as reader:
        (row,) = instances.page(reader).items
    assert row.business_key == "stocktaking" and house.live(row.id) == ["B"]
    assert house.variables(row.id) == {"until": "18:00"}


def test_signals_are_forgotten_when_all_have_them_and_their_keys_are_old(house: Any, draw: Any) -> None:
    house.deploy(document(draw, waiting(draw)))
    house.start()
    broadcast(house)
    house.clock.advance(timedelta(days=31))
    assert house.write(signals.expire) == 0

    signals.relay(house.database)

    assert house.write(signals.expire) == 1
