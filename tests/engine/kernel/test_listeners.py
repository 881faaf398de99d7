"""Execution and task listeners: called in order, here or by a worker, before the element goes on."""

from __future__ import annotations

from collections import Counter

import pytest

from engine import errors, kernel


def hears(kind, *rows):
    """`start job.x`: event and topic of each listener."""
    pairs = [row.split() for row in rows]
    written = "".join(
        f'<zeebe:{kind}Listener eventType="{event}" type="{topic}" retries="2"/>' for event, topic in pairs
    )
    return f"<zeebe:{kind}Listeners>{written}</zeebe:{kind}Listeners>"


def execution(*rows):
    return hears("execution", *rows)


def task(*rows):
    return hears("task", *rows)


def one(draw, kind, inside, **attributes):
    element = draw.tag(kind, "A", inside, **attributes)
    return draw.starts("s") + element + draw.users("B") + draw.ends("e") + draw.flow("s>A>B>e")


@pytest.fixture
def called(services):
    """Topics of local handlers in the order of their calls, with what they saw."""
    made = []

    def handle(context, inputs):
        made.append((context.topic, dict(inputs)))
        return {context.topic.rsplit(".", 1)[-1]: len(made)}

    services.handlers = {f"local.{name}": handle for name in ("a", "b", "c", "d", "work")}
    return made


def topics(called):
    return [topic for topic, _ in called]


def test_listeners_are_called_in_order_around_the_work_and_see_the_mapped_inputs(play, draw, called):
    inside = draw.extension(
        execution("start local.a", "start local.b", "end local.c", "end local.d")
        + draw.mapping({"x": "n + 1"}, {"got": "work"})
        + '<zeebe:taskDefinition type="local.work"/>'
    )
    run = play(one(draw, "serviceTask", inside), {"n": 1})

    assert topics(called) == ["local.a", "local.b", "local.work", "local.c", "local.d"]
    assert called[0][1]["x"] == 2 and called[1][1]["a"] == 1 and called[3][1]["got"] == 3
    assert run.live == ["B"] and run.data == {"n": 1, "got": 3, "c": 4, "d": 5}


def test_a_remote_listener_is_a_job_of_its_own_and_the_work_waits_for_it(play, draw):
    inside = draw.extension(
        execution("start job.first", "end job.last") + '<zeebe:taskDefinition type="job.work" retries="5"/>'
    )
    run = play(one(draw, "serviceTask", inside))
    seen = set()

    for topic, retries in (("job.first", 2), ("job.work", 5), ("job.last", 2)):
        wait = run.wait("A")
        assert (wait.kind, wait.name, wait.retries) == (kernel.Kind.JOB, topic, retries)
        assert wait.headers == {"job.first": {"event": "start"}, "job.last": {"event": "end"}}.get(topic, {})
        assert wait.task_id not in seen
        seen.add(wait.task_id)
        run.do("A", **{topic[4:]: True})

    assert run.live == ["B"] and run.data == {"work": True, "last": True}
    assert Counter(run.path)["A"] == 1


def test_a_listener_that_fails_is_an_incident_that_is_retried_or_skipped(play, draw):
    inside = draw.extension(execution("start job.first") + '<zeebe:taskDefinition type="job.work"/>')
    run = play(one(draw, "serviceTask", inside))
    kernel.fail_job(run.wf, run.id("A"), RuntimeError("down"), run.now)

    assert run.settle().live == ["A!"] and run.wait("A").name == "job.first"
    run.retry("A")
    kernel.fail_job(run.wf, run.id("A"), RuntimeError("down"), run.now)
    run.settle()
    kernel.skip(run.wf, run.id("A"), {}, run.now)

    assert run.settle().wait("A").name == "job.work"


@pytest.mark.parametrize("event", ["start", "end"])
def test_a_local_listener_that_fails_is_repeated_alone(play, draw, called, services, event):
    def fail(context, inputs):
        raise RuntimeError("down")

    works, services.handlers["local.b"] = services.handlers["local.b"], fail
    inside = draw.extension(
        execution("start local.a", f"{event} local.b", "end local.c") + '<zeebe:taskDefinition type="local.work"/>'
    )
    run = play(one(draw, "serviceTask", inside))
    before = topics(called)
    assert run.live == ["A!"] and "RuntimeError: down" in run.wait("A").text.whole("en")
    assert before == (["local.a"] if event == "start" else ["local.a", "local.work"])

    assert run.retry("A").live == ["A!"] and topics(called) == before
    services.handlers["local.b"] = works
    assert run.retry("A").live == ["B"]

    expected = ["local.a", "local.work", "local.c"]
    expected.insert(1 if event == "start" else 2, "local.b")
    assert topics(called) == expected


@pytest.mark.parametrize("event", ["creating", "completing"])
def test_a_local_task_listener_that_fails_is_repeated_alone(play, draw, called, services, event):
    def fail(context, inputs):
        raise RuntimeError("down")

    works, services.handlers["local.b"] = services.handlers["local.b"], fail
    run = play(
        one(draw, "userTask", draw.extension(task("creating local.a", f"{event} local.b", "completing local.c")))
    )
    if event == "completing":
        run.do("A", ok=True)
    assert run.live == ["A!"] and topics(called) == ["local.a"] and "ok" not in run.data

    services.handlers["local.b"] = works
    run.retry("A")

    assert run.live == (["A"] if event == "creating" else ["B"])
    assert topics(called) == ["local.a", "local.b"] + (["local.c"] if event == "completing" else [])
    assert run.data.get("ok", False) == (event == "completing")


def test_a_business_error_of_a_listener_reaches_the_boundary_of_its_element(play, draw):
    inside = draw.extension(execution("start job.first"))
    body = one(draw, "userTask", inside) + draw.boundary("b", "A", draw.error) + draw.users("H") + draw.flow("b>H")

    assert play(body).error("A", "E1").live == ["H"]


def test_an_element_that_is_interrupted_takes_its_listener_along(play, draw):
    inside = draw.extension(execution("start job.first"))
    body = one(draw, "userTask", inside) + draw.event_sub_process("q", draw.signal)
    run = play(body)
    late = run.id("A")

    assert run.fire("q_s").live == ["q_h"]
    with pytest.raises(errors.TaskGone):
        kernel.finish_job(run.wf, late, {}, run.now)


ELEMENTS = {
    "task": ("task", "", ("start", "end")),
    "manual task": ("manualTask", "", ("start", "end")),
    "script": ("scriptTask", '<zeebe:script expression="=1" resultVariable="x"/>', ("start", "end")),
    "exclusive gateway": ("exclusiveGateway", "", ("start",)),
    "parallel gateway": ("parallelGateway", "", ("start",)),
    "inclusive gateway": ("inclusiveGateway", "", ("start",)),
    "throw": ("intermediateThrowEvent", "", ("start", "end")),
    "escalation": ("intermediateThrowEvent", "escalation", ("start", "end")),
    "compensation": ("intermediateThrowEvent", "compensate", ("start", "end")),
    "sub-process": ("subProcess", "inside", ("start", "end")),
    "transaction": ("transaction", "inside", ("start", "end")),
}


@pytest.mark.parametrize("what", ELEMENTS)
@pytest.mark.parametrize("where", ["local", "job"])
def test_every_element_calls_its_listeners_here_or_by_a_worker(play, draw, called, what, where):
    kind, more, events = ELEMENTS[what]
    rows = execution(*(f"{event} {where}.{'a' if event == 'start' else 'b'}" for event in events))
    inside = draw.starts("i") if more == "inside" else getattr(draw, more) if more.isalpha() and more else ""
    extensions = draw.extension(rows + (more if more.startswith("<") else ""))
    run = play(one(draw, kind, extensions + inside))
    if where == "job":
        for event in events:
            assert run.wait("A").name == f"job.{'a' if event == 'start' else 'b'}"
            run.do("A")
    else:
        assert topics(called) == ["local.a", "local.b"][: len(events)]

    assert run.live == ["B"] and run.do("B").done


@pytest.mark.parametrize("kind", ["intermediateCatchEvent", "receiveTask"])
def test_catching_elements_listen_before_they_wait_and_after_they_caught(play, draw, kind):
    rows = draw.extension(execution("start job.a", "end job.b"))
    element = rows + draw.message if kind != "receiveTask" else rows
    attributes = {"messageRef": "mm"} if kind == "receiveTask" else {}
    run = play(one(draw, kind, element, **attributes), {"no": "k"})

    assert run.do("A").wait("A").kind == kernel.Kind.MESSAGE
    run.fire("A", paid=True)

    assert run.wait("A").name == "job.b" and run.data["paid"]
    assert run.do("A").live == ["B"]


def test_a_boundary_event_that_fired_is_heard_though_its_activity_ends_meanwhile(play, draw):
    event = draw.boundary("b", "A", draw.extension(execution("end job.b")) + draw.timer("PT1H"), False)
    body = one(draw, "userTask", "") + event + draw.users("H") + draw.flow("b>H")
    run = play(body).fire("b").do("A")

    assert run.live == ["B", "b"]
    assert run.do("b").live == ["B", "H"]


def test_start_and_end_events_and_event_sub_processes_listen(play, draw):
    start = draw.tag("startEvent", "s", draw.extension(execution("end job.begun")))
    end = draw.tag("endEvent", "e", draw.extension(execution("start job.ending", "end job.ended")))
    inner = draw.tag("startEvent", "q_s", draw.extension(execution("end job.caught")) + draw.signal)
    handler = draw.tag(
        "subProcess", "q", draw.extension(execution("start job.handling")) + inner, triggeredByEvent="true"
    )
    run = play(start + draw.users("A") + end + draw.flow("s>A>e"))
    assert run.wait("s").name == "job.begun"
    run.do("s").do("A")
    assert run.wait("e").name == "job.ending"
    assert run.do("e").wait("e").name == "job.ended"
    assert run.do("e").done

    run = play(draw.starts("s") + draw.users("A") + draw.flow("s>A") + handler).fire("q_s")
    assert run.wait("q").name == "job.handling"
    assert run.do("q").wait("q_s").name == "job.caught"
    assert run.do("q_s").done


def test_each_round_of_a_loop_calls_them_and_joins_call_them_once(play, draw, called):
    looped = draw.extension(execution("start local.a", "end local.b")) + draw.multi(
        outputCollection="all", outputElement="=b"
    )
    join = draw.tag("parallelGateway", "j", draw.extension(execution("start local.c")))
    body = (
        draw.starts("s") + draw.gateway("parallel", "p") + draw.tag("task", "A", looped) + join + draw.users("B", "C")
    )
    run = play(body + draw.flow("s>p>A>j>C; p>B>j"), {"items": [1, 2, 3]})

    assert sorted(topics(called)) == ["local.a"] * 3 + ["local.b"] * 3
    assert run.do("B").live == ["C"] and topics(called).count("local.c") == 1


def test_a_process_listens_to_its_own_beginning_and_end(specs_of, play, draw):
    def process(last):
        own = draw.extension(execution("start job.begin", "end job.end"))
        return own + draw.starts("s") + draw.users("A") + draw.tag("endEvent", "e", last) + draw.flow("s>A>e")

    for last in ("", draw.terminate):
        run = play(process(last) + draw.event_sub_process("q", draw.signal), {"n": 1})
        assert run.live == ["proc"] and run.wait("proc").name == "job.begin"
        assert run.do("proc", made=1).live == ["A", "q_s"] and run.data["made"] == 1
        assert run.do("A").live == ["proc"] and run.wait("proc").name == "job.end"
        assert run.do("proc", last=2).done and run.data["last"] == 2


def test_a_compensation_handler_and_its_activity_listen(play, draw):
    handler = draw.tag("task", "u", draw.extension(execution("start job.undo")), isForCompensation="true")
    body = one(draw, "userTask", "") + draw.boundary("c", "A", draw.compensate) + handler
    body += draw.tag("association", "as", sourceRef="c", targetRef="u")
    body += draw.tag("intermediateThrowEvent", "t", draw.compensate) + draw.users("Z") + draw.flow("B>t>Z")
    run = play(body).do("A").do("B")

    assert run.wait("u").name == "job.undo"
    assert run.do("u").live == ["Z"]


def test_task_listeners_are_called_before_a_task_is_seen_and_before_it_is_done(play, draw):
    inside = draw.extension(
        task("creating job.new", "assigning job.whose", "completing job.check")
        + '<zeebe:userTask/><zeebe:assignmentDefinition assignee="li"/>'
    )
    run = play(one(draw, "userTask", inside))

    for topic in ("job.new", "job.whose"):
        assert run.wait("A").name == topic
        run.do("A", **{topic[4:]: 1})
    assert run.wait("A").kind == kernel.Kind.USER and run.wait("A").locals == {"new": 1, "whose": 1}
    run.do("A", outcome="approve")
    assert run.wait("A").name == "job.check" and "outcome" not in run.data
    assert run.do("A", checked=True).live == ["B"]
    assert run.data == {"outcome": "approve", "checked": True}


def test_a_task_that_waits_for_a_listener_takes_no_other_command(play, draw):
    run = play(one(draw, "userTask", draw.extension(task("creating job.new"))))
    element = next(token for token in run.wf.live_tokens() if token.task_spec.name == "A")

    for command in (kernel.complete, kernel.skip, kernel.finish_job):
        with pytest.raises(errors.TaskNotWaiting):
            command(run.wf, element.id, {}, run.now)
    with pytest.raises(errors.TaskNotWaiting):
        kernel.throw_error(run.wf, element.id, "E1", "", {}, run.now)


def test_a_claim_calls_the_listeners_at_once_and_one_of_them_may_refuse(play, draw, services, called):
    run = play(one(draw, "userTask", draw.extension(task("assigning local.a", "assigning local.b"))))
    assert run.wait("A").hears_assigning and called == []

    kernel.assign(run.wf, run.id("A"), "17", run.now)
    assert topics(called) == ["local.a", "local.b"] and run.settle().wait("A").locals == {"a": 1, "b": 2}

    def refuse(context, inputs):
        raise errors.BpmnError("NO", f"{context.headers['assignee']} has four tasks")

    services.handlers["local.b"] = refuse
    with pytest.raises(errors.ListenerRefused, match="18 has four tasks"):
        kernel.assign(run.wf, run.id("A"), "18", run.now)


def test_who_gets_a_task_is_not_asked_of_a_worker(play, draw):
    run = play(one(draw, "userTask", draw.extension(task("assigning job.far"))))

    with pytest.raises(errors.ListenerRefused, match="not local"):
        kernel.assign(run.wf, run.id("A"), "17", run.now)


REFUSED = {
    "start of a start event": ("startEvent", execution("start a"), "", "listener.event"),
    "end of a gateway": ("exclusiveGateway", execution("end a"), "", "listener.event"),
    "end of an error end event": ("endEvent", execution("end a"), "error", "listener.event"),
    "another event": ("task", execution("cancel a"), "", "listener.event"),
    "updating of a user task": ("userTask", task("updating a"), "", "listener.event"),
    "cancelling of a user task": ("userTask", task("canceling a"), "", "listener.event"),
    "without handler": ("task", '<zeebe:executionListeners><zeebe:executionListener eventType="start"/>'
                                "</zeebe:executionListeners>", "", "listener.no_topic"),
    "retries that are no number": ("task", execution("start a").replace('"2"', '"two"'), "", "value.not_number"),
    "task listeners of a service task": ("manualTask", task("creating a"), "", "extension.unknown"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_listeners_that_would_never_be_called_are_refused(specs_of, draw, what):
    kind, rows, event, code = REFUSED[what]
    element = draw.tag(kind, "A", draw.extension(rows) + (getattr(draw, event) if event else ""))
    path = {"startEvent": "A>k", "endEvent": "s>A"}.get(kind, "s>A>k")
    others = draw.users("k") if "k" in path else ""

    with pytest.raises(errors.Unrunnable) as refused:
        specs_of((draw.starts("s") if path[0] == "s" else "") + element + others + draw.flow(path))

    assert [finding.code for finding in refused.value.findings] == [code]
