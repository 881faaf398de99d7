"""A message that nobody waits for starts the process that begins with it: once, and one at a time for each key."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import definitions, errors, instances, messages
from engine.models import MessageInbox, MessageStart


def begun_by(draw: Any, *users: str) -> str:
    """Process that a message `paid` starts; the plain start is another way in."""
    way = ">".join(["S", *users, "e"])
    return str(draw.tag("startEvent", "S", draw.MESSAGE) + "".join(map(draw.user, users)) + draw.flow(f"{way}; s>e"))


def publish(house: Any, key: str = "7", **more: Any) -> messages.Published:
    told: messages.Published = house.write(lambda tx: messages.publish(tx, "paid", key, {"sum": 5}, **more))
    return told


def running(house: Any, process: str = "proc") -> list[int]:
    with house.database.read() as reader:
        return sorted(row.id for row in instances.page(reader, process_id=process).items)


def lying(house: Any) -> int:
    with house.database.read() as reader:
        query = select(func.count()).select_from(MessageInbox).where(MessageInbox.delivered_at.is_(None))
        return reader.session.scalar(query) or 0


def test_a_message_starts_the_newest_version_with_its_payload(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    house.draw(begun_by(draw, "B"))

    assert publish(house).delivered

    (instance,) = running(house)
    assert house.live(instance) == ["B"] and house.variables(instance) == {"sum": 5} and lying(house) == 0
    with house.database.read() as reader:
        assert instances.view(reader, instance).business_key == "7"


def test_who_waits_for_it_comes_before_a_start(house: Any, draw: Any) -> None:
    waiting = draw.catch("M", draw.MESSAGE) + draw.user("B") + draw.flow("s>M>B>e")
    house.deploy(draw.document(waiting), draw.document(begun_by(draw, "A"), "begun"))
    instance = house.start(no="7")

    publish(house)
    publish(house)

    assert house.live(instance) == ["B"] and len(running(house, "begun")) == 1


def test_while_one_runs_the_next_of_its_key_waits_until_it_has_ended(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    assert publish(house).delivered and not publish(house).delivered and not publish(house).delivered
    assert publish(house, "8").delivered
    assert messages.relay(house.database) == 0
    (first, _) = running(house)

    house.do(first, "A")

    assert messages.relay(house.database) == 1 and messages.relay(house.database) == 0
    assert len(running(house)) == 3 and lying(house) == 1


def test_a_message_without_key_always_starts(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))

    assert [publish(house, "").delivered for _ in range(3)] == [True] * 3

    assert len(running(house)) == 3


def test_a_waiting_message_goes_to_the_running_instance_when_it_comes_to_wait(house: Any, draw: Any) -> None:
    body = draw.tag("startEvent", "S", draw.MESSAGE) + draw.user("A") + draw.catch("M", draw.MESSAGE) + draw.user("B")
    house.draw(body + draw.flow("S>A>M>B>e; s>e"))
    house.write(lambda tx: messages.publish(tx, "paid", "7", {"no": "7"}))
    publish(house)
    (instance,) = running(house)

    house.do(instance, "A")

    assert house.live(instance) == ["B"] and running(house) == [instance]


def test_a_suspended_instance_still_holds_its_key(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    publish(house)
    house.write(lambda tx: instances.suspend(tx, running(house)[0], reason="盘点期间暂停"))

    assert not publish(house).delivered and messages.relay(house.database) == 0


def test_a_cancelled_instance_frees_its_key(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    publish(house)
    house.write(lambda tx: instances.cancel(tx, running(house)[0], reason="客户撤回了订单"))

    assert publish(house).delivered


def test_a_repeated_dedupe_key_starts_once(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))

    told = [publish(house, "", dedupe_key="p1") for _ in range(2)]

    assert [one.duplicate for one in told] == [False, True] and len(running(house)) == 1


def test_a_message_that_came_before_the_deployment_starts_after_it(house: Any, draw: Any) -> None:
    assert not publish(house).delivered
    house.draw(begun_by(draw, "A"))

    assert messages.relay(house.database) == 1 and len(running(house)) == 1


def test_a_start_whose_name_reads_a_variable_is_refused_with_its_element(house: Any, draw: Any) -> None:
    xml = draw.document(begun_by(draw, "A")).replace(b'name="paid"', b'name="=what_came"')

    refused = house.refuse(errors.Unrunnable, lambda tx: definitions.deploy(tx, {"p.bpmn": xml}, note="no variables"))

    assert ("event.no_name", "S") in [(it.code, it.element_id) for it in refused.findings]


def test_an_expired_message_starts_nothing(house: Any, draw: Any) -> None:
    publish(house, ttl=timedelta(hours=1))
    house.draw(begun_by(draw, "A"))
    house.clock.advance(timedelta(hours=1))

    assert messages.relay(house.database) == 0 and running(house) == []


def test_a_thrown_message_starts_another_process_through_the_relay(house: Any, draw: Any) -> None:
    thrower = draw.tag("intermediateThrowEvent", "X", draw.SEND) + draw.flow("s>X>e")
    house.deploy(draw.document(begun_by(draw, "A")), draw.document(thrower, "thrower"))
    house.start("thrower", no="7")
    assert running(house) == []

    assert messages.relay(house.database) == 1 and len(running(house)) == 1


def test_one_message_starts_every_process_that_begins_with_it_also_when_one_is_busy(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    publish(house)
    house.deploy(draw.document(begun_by(draw, "A")), draw.document(begun_by(draw, "B"), "other"))

    publish(house)

    assert (len(running(house)), len(running(house, "other")), lying(house)) == (1, 1, 1)
    house.do(running(house)[0], "A")
    assert messages.relay(house.database) == 1
    assert (len(running(house)), len(running(house, "other")), lying(house)) == (2, 1, 0)


def test_a_version_without_the_start_event_is_no_longer_started(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    house.draw(draw.ONE_TASK)

    assert not publish(house).delivered and running(house) == []


def test_a_name_may_be_an_expression_of_constants(house: Any, draw: Any) -> None:
    xml = draw.document(begun_by(draw, "A")).replace(b'name="paid"', b'name=\'="pa" + "id"\'')
    house.deploy(xml)

    assert publish(house).delivered


def test_two_starts_by_one_message_are_refused(house: Any, draw: Any) -> None:
    twice = draw.tag("startEvent", "S", draw.MESSAGE) + draw.tag("startEvent", "T", draw.MESSAGE)
    xml = draw.document(twice + draw.user("A") + draw.flow("S>A>e; T>A; s>e"))

    refused = house.refuse(errors.Unrunnable, lambda tx: definitions.deploy(tx, {"p.bpmn": xml}, note="two starts"))

    assert [(it.code, it.element_id) for it in refused.findings] == [("start.message_twice", "T")]


def test_a_start_that_fails_leaves_the_message_where_it_was(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))

    def fail(tx: Any) -> None:
        messages.publish(tx, "paid", "7", {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house.write(fail)

    assert running(house) == [] and publish(house).delivered


def test_of_many_that_come_at_once_one_starts_and_none_is_lost(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    together = threading.Barrier(6, timeout=20)

    def send(_: int) -> bool:
        together.wait()
        return publish(house).delivered

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == [False] * 5 + [True]
    assert len(running(house)) == 1 and lying(house) == 5


def test_two_nodes_start_each_message_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.draw(begun_by(draw, "A"))
    for number in range(12):
        one.write(lambda tx, number=number: messages.publish(tx, "paid", f"k{number % 8}", {}, now=False))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda node: messages.relay(node.database), (one, two)))

    assert sum(counts) == 8 and len(running(one)) == 8 and lying(one) == 4


def test_keys_of_ended_instances_are_cleared_away(house: Any, draw: Any) -> None:
    house.draw(begun_by(draw, "A"))
    publish(house), publish(house, "8")
    house.do(running(house)[0], "A")

    house.write(messages.expire)

    with house.database.read() as reader:
        assert [row.correlation for row in reader.session.scalars(select(MessageStart))] == ["8"]
