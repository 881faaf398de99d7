"""Boundary, intermediate, link, conditional and start events; errors and escalations reach exactly one place."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine import errors, kernel


def inner(draw, inside="", last=""):
    end = draw.tag("endEvent", "ie", last)
    return draw.tag("subProcess", "sp", draw.starts("is") + (inside or draw.users("w") + end + draw.flow("is>w>ie")))


def test_non_interrupting_message_boundary_fires_as_often_as_messages_come(play, draw):
    body = draw.starts("s") + draw.users("a", "h", "z") + draw.boundary("b", "a", draw.message, False)
    run = play(body + draw.ends("e", "e2") + draw.flow("s>a>z>e;b>h>e2"), {"no": "1"})

    for i in range(5):
        run.fire("b", q=i)

    assert run.live == ["a", "b", *["h"] * 5]
    assert run.do("a").live == [*["h"] * 5, "z"]  # the subscription is gone, running handlers live on
    run.do("z")
    for _ in range(5):
        run.do("h")
    assert run.done


def test_an_overdue_cycle_fires_once_and_keeps_its_phase(play, draw):
    body = draw.starts("s") + draw.users("a", "h") + draw.boundary("b", "a", draw.timer("R/PT1H", "timeCycle"), False)
    run = play(body + draw.ends("e", "e2") + draw.flow("s>a>e;b>h>e2"))
    first = run.wait("b").due

    run.later(days=90, minutes=20).fire("b")

    assert run.live == ["a", "b", "h"]
    assert run.wait("b").due == first + timedelta(days=90)
    assert run.wait("b").due - run.now == timedelta(minutes=40)


def test_a_cycle_with_a_count_fires_that_often(play, draw):
    body = draw.starts("s") + draw.users("a", "h") + draw.boundary("b", "a", draw.timer("R3/PT1H", "timeCycle"), False)
    run = play(body + draw.ends("e", "e2") + draw.flow("s>a>e;b>h>e2"))

    for _ in range(3):
        run.later(hours=1).fire("b")

    assert run.live == ["a", "h", "h", "h"]


@pytest.mark.parametrize(
    ("form", "value", "due"),
    [
        ("timeDate", "2026-12-01T09:00:00", "2026-12-01T01:00:00+00:00"),  # no zone: Shanghai, not the server's
        ("timeDate", "2026-12-01T09:00:00Z", "2026-12-01T09:00:00+00:00"),
        ("timeDate", "2026-12-01", "2026-11-30T16:00:00+00:00"),
        ("timeDuration", "P1DT2H", "2026-11-26T04:00:00+00:00"),
        ("timeDuration", "P1M", "2026-12-25T02:00:00+00:00"),
        ("timeDuration", '=duration("PT30M")', "2026-11-25T02:30:00+00:00"),
        ("timeDate", "=until", "2026-11-25T10:00:00+00:00"),
        ("timeCycle", "R5/2026-12-01T09:00/P1D", "2026-12-01T01:00:00+00:00"),
    ],
)
def test_timers_read_iso_8601_in_the_hosts_zone(play, draw, form, value, due):
    catch = draw.tag("intermediateCatchEvent", "c", draw.timer(value, form))
    run = play(draw.starts("s") + catch + draw.flow("s>c"), {"until": "2026-11-25T18:00:00"})

    assert run.wait("c").due == datetime.fromisoformat(due)
    assert run.fire("c").done


def test_an_interrupting_boundary_on_a_sub_process_sees_what_was_written_inside(play, draw):
    inside = draw.users("w", "v") + draw.ends("ie") + draw.flow("is>w>v>ie")
    body = draw.starts("s") + inner(draw, inside) + draw.boundary("b", "sp", draw.message) + draw.users("h")
    run = play(body + draw.ends("e") + draw.flow("s>sp>e;b>h>e"), {"no": 1})

    run.do("w", picked=3).fire("b", why="x")

    assert run.live == ["h"]
    assert run.seen("h") == {"no": 1, "picked": 3, "why": "x"}


def test_links_join_several_throws_to_one_target(play, draw):
    link = '<linkEventDefinition name="L"/>'
    body = draw.starts("s") + draw.users("a", "z") + draw.gateway("exclusive", "x", default="f_x_t2") + draw.ends("e")
    body += draw.tag("intermediateThrowEvent", "t1", link) + draw.tag("intermediateThrowEvent", "t2", link)
    body += draw.tag("intermediateCatchEvent", "c", link) + draw.flow("s>a>x;x>t1;x>t2;c>z>e", {"x>t1": "n = 1"})
    for n in (1, 2):
        run = play(body, {"n": n}).do("a")

        assert run.live == ["z"]
        assert run.do("z").done


def two_services(draw):
    body = draw.starts("s") + draw.gateway("parallel", "f") + draw.jobs("v1", "v2") + draw.users("h1", "h1a", "h2")
    body += draw.boundary("b1", "v1", draw.error) + draw.boundary("b1a", "v1", draw.any_error)
    body += draw.boundary("b2", "v2", draw.error) + draw.ends("e")
    return body + draw.flow("s>f;f>v1>e;f>v2>e;b1>h1>e;b1a>h1a>e;b2>h2>e")


def test_an_error_reaches_only_its_own_task_and_the_exact_code_wins(play, draw):
    assert play(two_services(draw)).error("v1", "E1", why="x").live == ["h1", "v2"]
    assert play(two_services(draw)).error("v1", "OTHER").live == ["h1a", "v2"]


def test_an_error_nobody_catches_is_an_incident_at_the_thrower(play, draw):
    run = play(two_services(draw)).error("v2", "OTHER")

    assert run.live == ["v1", "v2!"]
    assert "OTHER" in run.wait("v2").text.whole("en")
    assert not run.done
    assert run.retry("v2").do("v1").do("v2").done


def test_an_error_end_event_in_a_called_process_reaches_the_call_activity(play, draw):
    called = draw.starts("cs") + draw.jobs("j") + draw.tag("endEvent", "ce", draw.error) + draw.flow("cs>j>ce")
    called = f'<process id="c" isExecutable="true">{called}</process>'
    call = draw.tag("callActivity", "ca", draw.extension('<zeebe:calledElement processId="c"/>'))
    for definition, expected in ((draw.error, ["h"]), (draw.error2, ["ce!"])):
        body = draw.starts("s") + call + draw.boundary("b", "ca", definition) + draw.users("h", "n") + draw.ends("e")
        run = play(body + draw.flow("s>ca>n>e;b>h>e"), {"x": 1}, called).do("j", why="bad")

        assert run.live == expected
        assert not run.done


def test_an_error_boundary_can_map_the_code_and_the_message(play, draw, services):
    def refuse(task, inputs):
        raise errors.BpmnError("E1", "no stock", {"missing": 3})

    services.handlers["local.reserve"] = refuse
    task = draw.tag("serviceTask", "v", draw.extension('<zeebe:taskDefinition type="local.reserve"/>'))
    outputs = draw.mapping(outputs={"reason": "error.message", "code": "error.code", "short": "missing"})
    event = draw.boundary("b", "v", draw.extension(outputs) + draw.error)
    run = play(draw.starts("s") + task + event + draw.users("h") + draw.flow("s>v;b>h"))

    assert run.live == ["h"]
    assert run.data == {"reason": "no stock", "code": "E1", "short": 3}


def test_escalations_interrupt_or_not_and_are_ignored_when_nobody_catches(play, draw):
    throw = draw.tag("intermediateThrowEvent", "th", draw.escalation)
    sub = inner(draw, throw + draw.users("w") + draw.ends("ie") + draw.flow("is>th>w>ie"))
    rest = draw.users("h") + draw.ends("e")
    caught = draw.flow("s>sp>e;b>h>e")
    start = draw.starts("s")

    run = play(start + sub + draw.boundary("b", "sp", draw.escalation, False) + rest + caught)
    assert run.live == ["h", "w"]
    assert run.do("w").do("h").done

    assert play(start + sub + draw.boundary("b", "sp", draw.escalation) + rest + caught).live == ["h"]

    assert play(start + sub + draw.ends("e") + draw.flow("s>sp>e")).live == ["w"]


def test_messages_and_signals_leave_as_records_with_name_key_and_payload(play, draw):
    first = draw.tag("intermediateThrowEvent", "t1", draw.signal)
    given = draw.extension(draw.mapping({"amount": "total"}))
    second = draw.tag("intermediateThrowEvent", "t2", given + draw.message)
    last = draw.tag("endEvent", "e", draw.signal)
    run = play(
        draw.starts("s") + first + second + draw.users("a") + last + draw.flow("s>t1>t2>a>e"), {"no": 5, "total": 7}
    )

    assert [(t.kind, t.name, t.key) for t in run.thrown] == [("signal", "sig", ""), ("message", "msg", "5")]
    assert run.thrown[1].payload == {"amount": 7}
    assert run.data == {"no": 5, "total": 7}
    assert run.do("a").done
    assert len(run.thrown) == 3


def test_a_conditional_boundary_sees_changes_of_other_branches_and_fires_on_the_rising_edge_only(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f") + draw.users("a", "b", "h", "z")
    body += draw.boundary("cb", "b", draw.condition("total > 100"), False) + draw.ends("e", "e2")
    run = play(body + draw.flow("s>f;f>a>z>e;f>b>e;cb>h>e2"), {"total": 1})

    assert run.do("a", total=500).live == ["b", "cb", "h", "z"]
    assert run.do("z", total=600).live == ["b", "cb", "h"]
    assert run.do("b").do("h").done


def test_a_conditional_catch_waits_until_the_variable_exists(play, draw):
    catch = draw.tag("intermediateCatchEvent", "c", draw.condition("paid = true"))
    run = play(draw.starts("s") + catch + draw.users("z") + draw.flow("s>c>z"))
    assert run.live == ["c"]

    kernel.set_variables(run.wf, {"paid": True}, run.now)

    assert run.settle().live == ["z"]


def test_only_the_chosen_start_event_gets_a_token(play, draw, specs_of):
    body = draw.starts("s") + draw.tag("startEvent", "sm", draw.message) + draw.users("a", "b") + draw.ends("e")
    body += draw.tag("startEvent", "st", draw.timer("R/P1D", "timeCycle")) + draw.flow("s>a>e;sm>b>e;st>b")
    specs = specs_of(body)

    assert {name: event.kind for name, event in specs.process.starts.items()} == {
        "s": "none", "sm": "message", "st": "timer",
    }  # fmt: skip
    assert play(specs).live == ["a"]
    run = play(specs, start_event="sm", payload={"o": 1})
    assert (run.live, run.data) == (["b"], {"o": 1})
    with pytest.raises(errors.UnknownStart, match="sm, st"):
        play(specs, start_event="nowhere")


def test_terminate_ends_only_its_scope_with_its_listeners(play, draw):
    inside = draw.gateway("parallel", "f") + draw.users("w", "v") + draw.tag("endEvent", "ie", draw.terminate)
    inside += draw.ends("i2") + draw.flow("is>f;f>w>ie;f>v>i2") + draw.event_sub_process("x", draw.message)
    run = play(draw.starts("s") + inner(draw, inside) + draw.users("z") + draw.flow("s>sp>z"), {"no": 1})

    assert run.do("w", k=1).live == ["z"]
    assert run.data["k"] == 1
    assert run.do("z").done


def test_a_message_without_key_is_an_incident_until_the_key_exists(play, draw):
    catch = draw.tag("intermediateCatchEvent", "c", draw.message)
    run = play(draw.starts("s") + catch + draw.flow("s>c"), {"no": None})

    assert run.live == ["c!"]
    assert run.wait("c").phase == "enter"
    assert run.retry("c", no=3).wait("c").key == "3"


def test_a_second_delivery_to_the_same_task_is_refused(play, draw):
    catch = draw.tag("intermediateCatchEvent", "c", draw.message)
    run = play(draw.starts("s") + catch + draw.users("z") + draw.flow("s>c>z"), {"no": 1})
    task = run.id("c")
    kernel.fire(run.wf, task, {}, run.now)

    with pytest.raises(errors.TaskGone):
        kernel.fire(run.wf, task, {}, run.now)
    run.settle()
    with pytest.raises(errors.TaskGone):
        kernel.fire(run.wf, task, {}, run.now)


THROWN = ("", "message", "signal", "escalation", "compensate")


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        *((kind, event) for kind in ("intermediateThrowEvent", "endEvent") for event in THROWN),
        ("endEvent", "terminate"),
    ],
)
def test_what_throws_writes_its_mapped_outputs_and_keeps_its_inputs(play, draw, kind, event):
    mapped = draw.extension(draw.mapping({"given": "n * 5"}, {"left": "given + 1"}))
    element = draw.tag(kind, "t", mapped + (getattr(draw, event) if event else ""))
    after = draw.users("B") + draw.flow("t>B") if kind != "endEvent" else ""
    run = play(draw.starts("s") + element + draw.flow("s>t") + after, {"n": 1, "no": "k"})

    assert run.data == {"n": 1, "no": "k", "left": 6}
    assert [thrown.payload for thrown in run.thrown] == ([{"given": 5}] if event in ("message", "signal") else [])


def test_a_message_is_sent_once_though_its_outputs_failed_at_first(play, draw):
    mapped = draw.extension(draw.mapping(None, {"left": "assert(n, n > 1)"}))
    body = draw.starts("s") + draw.tag("intermediateThrowEvent", "t", mapped + draw.message) + draw.users("B")
    run = play(body + draw.flow("s>t>B"), {"n": 1, "no": "k"})
    assert run.live == ["t!"] and run.thrown == []

    assert run.retry("t", n=2).live == ["B"]
    assert len(run.thrown) == 1 and run.data["left"] == 2


def test_links_map_variables_at_both_ends(play, draw):
    link = '<linkEventDefinition name="L"/>'
    away = draw.tag("intermediateThrowEvent", "t", draw.extension(draw.mapping(None, {"a": "n + 1"})) + link)
    back = draw.tag("intermediateCatchEvent", "c", draw.extension(draw.mapping(None, {"b": "a + 1"})) + link)
    run = play(draw.starts("s") + away + back + draw.users("B") + draw.flow("s>t; c>B"), {"n": 1})

    assert run.live == ["B"] and run.data == {"n": 1, "a": 2, "b": 3}


@pytest.mark.parametrize("event", ["error", "escalation"])
@pytest.mark.parametrize("where", ["boundary", "event sub-process"])
def test_what_is_thrown_carries_variables_of_its_scope_outwards(play, draw, event, where):
    given = draw.extension(draw.mapping({"wanted": "missing * 2"}))
    inside = draw.starts("i") + draw.users("W") + draw.tag("endEvent", "x", given + getattr(draw, event))
    own = draw.extension(draw.mapping({"missing": "3"}))
    sub = draw.tag("subProcess", "P", own + inside + draw.flow("i>W>x"))
    taken = draw.extension(draw.mapping(None, {"order": "wanted", "why": f"{event}.code"})) + getattr(draw, event)
    body = draw.starts("s") + sub + draw.flow("s>P")
    if where == "boundary":
        body += draw.boundary("b", "P", taken) + draw.users("q_h") + draw.flow("b>q_h")
    else:
        body += draw.event_sub_process("q", taken)
    run = play(body).do("W")

    seen = run.seen("q_h")
    assert run.live == ["q_h"] and "wanted" not in seen
    assert (seen["order"], seen["why"]) == (6, "E1" if event == "error" else "X1")
