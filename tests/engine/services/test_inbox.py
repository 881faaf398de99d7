"""The inbox: pages that neither lose nor repeat a task, counts that stop, and sets of groups."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engine import candidates, errors, inbox, instances, runtime
from engine.inbox import tasks
from engine.models import CandidateSet
from kit import db
from kit.pagination import BadCursor

ANYONE = 99


def look(house: Any, *groups: str, user: int = ANYONE, **more: Any) -> list[inbox.Task]:
    """All pages, one after the other."""
    found: list[inbox.Task] = []
    cursor = None
    while True:
        with house.database.read() as reader:
            page = inbox.page(reader, inbox.Query(user, frozenset(groups), cursor=cursor, **more))
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def keys(found: list[inbox.Task]) -> list[str]:
    return [task.business_key for task in found]


def fill(house: Any, draw: Any, *groups: str, count: int = 7, due: str = "") -> list[str]:
    """`count` tasks for each set of groups, all due at the same moment."""
    schedule = f'<zeebe:taskSchedule dueDate="{due}"/>' if due else ""
    drawn = [draw.user("A", groups=names, extra=schedule) + draw.flow("s>A>e") for names in groups]
    house.deploy(*(draw.document(body, f"p{number}") for number, body in enumerate(drawn)))
    started = [f"p{number}-{one}" for number in range(len(groups)) for one in range(count)]
    for key in started:
        house.start(key.split("-")[0], key=key)
    return started


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("due", ["", "2026-11-26T09:00:00"])
def test_pages_with_equal_due_times_neither_lose_nor_repeat(house: Any, draw: Any, limit: int, due: str) -> None:
    started = fill(house, draw, "sales", "sales,boss", count=4, due=due)

    found = look(house, "sales", "boss", limit=limit)

    assert sorted(keys(found)) == sorted(started)
    assert [task.id for task in found] == sorted(task.id for task in found)


def test_a_task_that_comes_between_two_pages_moves_nobody(house: Any, draw: Any) -> None:
    fill(house, draw, "sales", count=4)
    with house.database.read() as reader:
        first = inbox.page(reader, inbox.Query(ANYONE, frozenset({"sales"}), limit=2))
    house.complete(first.items[0].id)
    house.start("p0", key="new")

    with house.database.read() as reader:
        second = inbox.page(reader, inbox.Query(ANYONE, frozenset({"sales"}), limit=50, cursor=first.next_cursor))

    assert keys(first.items) + keys(second.items) == ["p0-0", "p0-1", "p0-2", "p0-3", "new"]


def test_those_with_a_due_time_come_first_in_its_order(house: Any, draw: Any) -> None:
    schedule = '<zeebe:taskSchedule dueDate="=when"/>'
    house.draw(draw.user("A", extra=schedule) + draw.flow("s>A>e"))
    for key, when in (("late", "2026-11-27"), ("soon", "2026-11-25T10:30:00"), ("never", None), ("past", "2026-11-24")):
        house.start(key=key, when=when)

    assert keys(look(house, "sales")) == ["past", "soon", "late", "never"]
    assert keys(look(house, "sales", due="overdue")) == ["past"]
    assert keys(look(house, "sales", due="soon")) == ["past", "soon"]


def test_views_tell_mine_my_groups_and_both(house: Any, draw: Any) -> None:
    fill(house, draw, "sales", count=3)
    first = look(house, "sales")[0]
    house.write(lambda tx: inbox.claim(tx, first.id, groups=draw.SALES), draw.ZHAO)

    assert keys(look(house, "sales", user=draw.ZHAO.id, view="mine")) == ["p0-0"]
    assert keys(look(house, "sales", user=draw.ZHAO.id, view="group")) == ["p0-1", "p0-2"]
    assert keys(look(house, "sales", user=draw.ZHAO.id)) == ["p0-0", "p0-1", "p0-2"]
    assert keys(look(house, "sales", user=draw.QIAN.id)) == ["p0-1", "p0-2"]
    assert look(house, "finance") == [] and look(house) == []


def test_a_task_of_two_groups_is_seen_by_both_and_listed_once(house: Any, draw: Any) -> None:
    fill(house, draw, "sales,boss", count=1)

    assert keys(look(house, "sales")) == keys(look(house, "boss")) == keys(look(house, "sales", "boss")) == ["p0-0"]
    assert look(house, "sale") == [] and look(house, "sales,boss") == []


def test_one_group_can_be_picked_but_only_ones_own(house: Any, draw: Any) -> None:
    fill(house, draw, "sales", "boss", count=1)

    assert keys(look(house, "sales", "boss", group="boss")) == ["p1-0"]
    assert look(house, "sales", group="boss") == []


@pytest.mark.parametrize("cursor", ["x", "WzEsIm5vIHV1aWQiXQ", "WyJ4IiwiYWIiXQ", "WzFd"])
def test_a_cursor_that_is_not_ours_is_refused(house: Any, draw: Any, cursor: str) -> None:
    fill(house, draw, "sales", count=1)

    with house.database.read() as reader, pytest.raises(BadCursor):
        inbox.page(reader, inbox.Query(ANYONE, frozenset({"sales"}), cursor=cursor))


def test_counts_say_mine_group_soon_and_overdue(house: Any, draw: Any) -> None:
    fill(house, draw, "sales", count=3, due="2026-11-25T11:00:00")
    house.write(lambda tx: inbox.claim(tx, look(house, "sales")[0].id, groups=draw.SALES), draw.ZHAO)

    with house.database.read() as reader:
        before = inbox.counts(reader, draw.ZHAO.id, draw.SALES)
    house.clock.advance(timedelta(hours=2))
    with house.database.read() as reader:
        after = inbox.counts(reader, draw.ZHAO.id, draw.SALES)

    assert (before.mine, before.group, before.soon, before.overdue) == (1, 2, 3, 0)
    assert (after.soon, after.overdue, after.by_group) == (0, 3, {"sales": 2})


def test_counts_stop_at_their_cap(house: Any, draw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CAP", 3)
    fill(house, draw, "sales", "sales,boss", count=3)

    with house.database.read() as reader:
        told = inbox.counts(reader, ANYONE, draw.SALES)

    assert (told.group, told.by_group) == (3, {"sales": 3})


# ---- sets of groups ---------------------------------------------------------------------------------


def sets(house: Any) -> int:
    with house.database.read() as reader:
        return reader.session.scalar(select(func.count()).select_from(CandidateSet)) or 0


def test_the_same_groups_in_any_order_are_one_set(house: Any) -> None:
    candidates = runtime.of(house.database).candidates

    numbers = {
        house.write(lambda tx, groups=groups: candidates.intern(tx, groups))
        for groups in (["a", "b"], ["b", "a"], ["a", "b", "a"])
    }

    assert len(numbers) == 1 and sets(house) == 1
    assert house.write(lambda tx: candidates.intern(tx, [])) is None


def test_a_set_of_a_failed_transaction_is_forgotten(house: Any) -> None:
    """SQLite gives its number to the next set: a memory of it would let the wrong people in."""
    candidates = runtime.of(house.database).candidates

    def fails(tx: db.Tx) -> None:
        number = candidates.intern(tx, ["boss"])
        assert candidates.intern(tx, ["boss"]) == number
        assert candidates.groups(tx, number) == ("boss",)
        assert candidates.of_groups(tx, frozenset({"boss"})) == [number]
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError):
        house.write(fails)
    number = house.write(lambda tx: candidates.intern(tx, ["sales"]))

    with house.database.read() as reader:
        assert candidates.groups(reader, number) == ("sales",)
        assert candidates.of_groups(reader, frozenset({"boss"})) == []
    boss = house.write(lambda tx: candidates.intern(tx, ["boss"]))
    assert boss != number


def test_a_node_learns_sets_that_another_adds(cluster: Any, draw: Any) -> None:
    one, two = cluster
    assert look(two, "sales") == []
    one.draw(draw.ONE_TASK)
    instance = one.start()

    assert keys(look(two, "sales")) == ["K1"]
    assert two.task(instance, "A").candidate_groups == ("sales",)


def test_a_set_that_is_committed_after_a_higher_number_is_learnt_too(cluster: Any, draw: Any) -> None:
    one, two = cluster
    added, go = threading.Event(), threading.Event()

    def slowly(tx: db.Tx) -> None:
        runtime.of(tx).candidates.intern(tx, ["slow"])
        added.set()
        assert go.wait(20)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(one.write, slowly)
        assert added.wait(20)
        two.write(lambda tx: runtime.of(tx).candidates.intern(tx, ["fast"]))
        with two.database.read() as reader:
            assert len(runtime.of(reader).candidates.of_groups(reader, frozenset({"fast", "slow"}))) == 1
        go.set()
        slow.result(20)

    with two.database.read() as reader:
        assert len(runtime.of(reader).candidates.of_groups(reader, frozenset({"fast", "slow"}))) == 2


def test_nodes_that_add_one_set_at_once_agree_on_its_number(cluster: Any) -> None:
    together = threading.Barrier(2, timeout=20)

    def add(node: Any) -> Any:
        together.wait()
        return node.write(lambda tx: runtime.of(tx).candidates.intern(tx, ["sales", "boss"]))

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(add, cluster))) == 1
    assert sets(cluster[0]) == 1


def test_instances_of_one_key_are_listed_whoever_may_do_them(house: Any, draw: Any) -> None:
    fill(house, draw, "sales", count=2)
    instance = house.start("p0", key="p0-0")

    assert len(look(house, business_key="p0-0")) == 2
    assert len(look(house, instance_id=instance)) == 1
    house.write(lambda tx: instances.cancel(tx, instance, reason="客户不要了"))
    assert look(house, instance_id=instance) == []


def test_people_named_in_the_diagram_may_do_the_task(house: Any, draw: Any) -> None:
    who = '<zeebe:assignmentDefinition candidateGroups="boss" candidateUsers="qian, sun"/>'
    house.draw(draw.user("A", groups="", extra=who) + draw.flow("s>A>e"))
    instance = house.start()
    qian, zhao = (candidates.person(name) for name in ("Qian", "zhao"))

    assert keys(look(house, qian)) == keys(look(house, "boss")) == ["K1"]
    assert look(house, zhao) == []
    house.do(instance, "A", groups=frozenset({qian}), actor=draw.QIAN)


def test_an_assignee_named_by_login_is_the_only_one(house: Any, draw: Any) -> None:
    who = '<zeebe:assignmentDefinition assignee="=submitted_by" candidateGroups="sales"/>'
    house.draw(draw.user("A", groups="", extra=who) + draw.flow("s>A>e"))
    instance = house.start(submitted_by="qian")
    qian = candidates.person("qian")

    assert look(house, "sales") == [] and keys(look(house, qian)) == ["K1"]
    task = house.item(instance, "A")
    house.refuse(errors.NotCandidate, lambda tx: inbox.complete(tx, task, groups=draw.SALES))
    house.complete(task, groups=frozenset({qian}), actor=draw.QIAN)


def test_an_assignee_named_by_id_has_the_task_and_may_give_it_back(house: Any, draw: Any) -> None:
    who = f'<zeebe:assignmentDefinition assignee="{draw.QIAN.id}" candidateGroups="sales"/>'
    house.draw(draw.user("A", groups="", extra=who) + draw.flow("s>A>e"))
    task = house.item(house.start(), "A")

    assert look(house, "sales") == [] and keys(look(house, user=draw.QIAN.id)) == ["K1"]
    house.write(lambda tx: inbox.unclaim(tx, task), draw.QIAN)
    assert keys(look(house, "sales")) == ["K1"]
