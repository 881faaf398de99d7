"""Messages and signals that lead to themselves stop with one incident, and hold nobody else up until then."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from engine import hops, incidents, instances, messages, signals
from engine.elements.events import MOST_HOPS
from engine.models import Instance, Signal

PING, PONG = ('<signalEventDefinition signalRef="ping"/>', '<signalEventDefinition signalRef="pong"/>')
CALL = '<messageEventDefinition messageRef="call"/>'
KEYED = '<zeebe:subscription correlationKey="=no"/>'
TICKS = 2 * MOST_HOPS  # of the relay; it would never be enough for what goes round in circles


def document(draw: Any, body: str, process: str = "proc", starts_with: str = "") -> bytes:
    declared = '<signal id="ping" name="ping"/><signal id="pong" name="pong"/>'
    declared += f'<message id="call" name="call">{draw.zeebe(KEYED)}</message><process'
    drawn = bytes(draw.document(body, process)).replace(b"<process", declared.encode(), 1)
    return drawn.replace(b'<startEvent id="s">', b'<startEvent id="s">' + starts_with.encode())


def throw(draw: Any, definition: str) -> str:
    return str(draw.tag("intermediateThrowEvent", "X", definition))


def throwing(draw: Any, definition: str, process: str = "proc", starts_with: str = "") -> bytes:
    return document(draw, throw(draw, definition) + draw.flow("s>X>e"), process, starts_with)


def of_one_signal(draw: Any) -> list[bytes]:
    return [throwing(draw, PING, starts_with=PING)]


def of_two_signals(draw: Any) -> list[bytes]:
    return [throwing(draw, PONG, starts_with=PING), throwing(draw, PING, "other", PONG)]


def of_messages(draw: Any) -> list[bytes]:
    return [throwing(draw, CALL, starts_with=CALL)]


def of_an_event_sub_process(draw: Any) -> list[bytes]:
    """An instance that hears a signal and says it again."""
    start = draw.tag("startEvent", "qs", PING, isInterrupting="false")
    inside = start + throw(draw, PING) + draw.tag("endEvent", "qe") + draw.flow("qs>X>qe")
    heard = draw.tag("subProcess", "q", inside, triggeredByEvent="true")
    return [document(draw, heard + draw.user("A") + draw.flow("s>A>e")), throwing(draw, PING, "first")]


def of_early_messages(draw: Any) -> list[bytes]:
    """What is waited for lies there already: taken by the very transaction that has thrown it."""
    drawn = draw.tag("exclusiveGateway", "lp") + throw(draw, CALL) + draw.catch("C", CALL)
    return [
        document(
            draw,
            drawn
            + draw.tag("exclusiveGateway", "g", default="f_g_lp")
            + draw.flow("s>lp>X>C>g>lp; g>e", {"g>e": "=enough"}),
        )
    ]


CIRCLES = {
    of_one_signal: "proc", of_two_signals: "proc", of_messages: "proc", of_an_event_sub_process: "first",
    of_early_messages: "proc",
}  # fmt: skip


def come_to_rest(house: Any) -> int:
    """How many ticks of the relay found something to do."""
    for tick in range(TICKS):
        if messages.relay(house.database) + signals.relay(house.database) == 0:
            return tick
    raise AssertionError("it goes round in circles")


def begun(house: Any) -> int:
    with house.database.read() as reader:
        return reader.session.scalar(select(func.count()).select_from(Instance)) or 0


def the_incident(house: Any) -> incidents.Incident:
    with house.database.read() as reader:
        (found,) = incidents.page(reader).items
    return found


@pytest.mark.parametrize("drawn", CIRCLES, ids=lambda it: it.__name__)
def test_what_leads_to_itself_stops_with_one_incident_at_its_throw_event(house: Any, draw: Any, drawn: Any) -> None:
    house.deploy(*drawn(draw))
    if drawn is of_an_event_sub_process:
        house.start()

    house.start(CIRCLES[drawn], no="7")
    come_to_rest(house)

    stopped = the_incident(house)
    assert (stopped.element_id, stopped.text.code) == ("X", "incident.thrown_in_circles")
    assert str(MOST_HOPS) in stopped.text.zh and str(MOST_HOPS) in stopped.text.en
    assert begun(house) <= MOST_HOPS + 2


def of_two_receivers(draw: Any) -> list[bytes]:
    return [throwing(draw, PING, starts_with=PING), throwing(draw, PING, "other", PING)]


def of_two_throws(draw: Any) -> list[bytes]:
    drawn = draw.tag("parallelGateway", "f") + throw(draw, PING)
    drawn += draw.tag("intermediateThrowEvent", "Y", PING) + draw.flow("s>f>X>e; f>Y>e")
    return [document(draw, drawn, starts_with=PING)]


def of_two_processes_by_message(draw: Any) -> list[bytes]:
    return [throwing(draw, CALL, starts_with=CALL), throwing(draw, CALL, "other", CALL)]


@pytest.mark.parametrize(
    "drawn", [of_two_receivers, of_two_throws, of_two_processes_by_message], ids=lambda it: it.__name__
)
def test_what_doubles_with_every_hop_stops_before_it_floods_the_house(house: Any, draw: Any, drawn: Any) -> None:
    house.deploy(*drawn(draw))

    house.start(no="7")
    come_to_rest(house)

    with house.database.read() as reader:
        stopped = incidents.page(reader).items
    assert stopped and {it.text.code for it in stopped} == {"incident.thrown_in_circles"}
    assert begun(house) < 2000


def test_one_signal_to_many_who_all_answer_is_no_circle(house: Any, draw: Any) -> None:
    """Thrown by what a signal has started itself, heard by 30, each of which sends a message."""
    hearing = draw.catch("C", PONG) + throw(draw, CALL) + draw.flow("s>C>X>e")
    house.deploy(throwing(draw, PONG, starts_with=PING), document(draw, hearing, "hearing"))
    for number in range(30):
        house.start("hearing", no=str(number))

    house.write(lambda tx: signals.broadcast(tx, "ping", {}))
    come_to_rest(house)

    with house.database.read() as reader:
        assert incidents.page(reader).items == []
        assert {it.status for it in instances.page(reader).items} == {"ended"}


def test_a_person_who_retries_it_lets_it_go_on_as_long_again(house: Any, draw: Any) -> None:
    house.deploy(*of_one_signal(draw))
    house.start()
    come_to_rest(house)
    first = begun(house)

    house.write(lambda tx: incidents.retry(tx, the_incident(house).id, reason="确实要继续"))
    come_to_rest(house)

    assert first == MOST_HOPS + 1 and begun(house) == 2 * MOST_HOPS + 1
    assert the_incident(house).text.code == "incident.thrown_in_circles"


def test_a_wait_in_between_begins_a_new_count(house: Any, draw: Any) -> None:
    """A process that starts itself again for the next day is no circle."""
    drawn = throw(draw, PING) + draw.user("A") + draw.flow("s>A>X>e")
    house.deploy(document(draw, drawn, starts_with=PING))
    instance = house.start()

    for _ in range(3):
        house.do(instance, "A")
        come_to_rest(house)
        with house.database.read() as reader:
            instance = instances.page(reader, process_id="proc", limit=1).items[0].id
            assert hops_stored(reader) == {1}


def hops_stored(reader: Any) -> set[int]:
    return set(reader.session.scalars(select(Signal.hops)))


def test_early_messages_are_taken_at_once_but_never_deep_inside_each_other(house: Any, draw: Any) -> None:
    house.deploy(*of_early_messages(draw))

    instance = house.start(no="7")

    assert house.actions(instance).count("message.received") == hops.MOST_NESTED
    assert house.live(instance) == ["C"]
    assert messages.relay(house.database) > 0
    assert house.actions(instance).count("message.received") > hops.MOST_NESTED
