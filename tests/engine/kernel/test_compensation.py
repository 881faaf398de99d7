"""Compensation: undo in reverse order of completion, once each, with the variables of then."""

from __future__ import annotations

from engine import kernel


def undoable(draw, activity, handler, loop="", kind="serviceTask"):
    """A service task with a compensation boundary event and its handler."""
    job = draw.extension(f'<zeebe:taskDefinition type="job.{activity}"/>')
    undo = draw.extension(f'<zeebe:taskDefinition type="undo.{handler}"/>') if kind == "serviceTask" else ""
    return (
        draw.tag("serviceTask", activity, job + loop)
        + draw.boundary(f"cb_{activity}", activity, draw.compensate)
        + draw.tag(kind, handler, undo, isForCompensation="true")
        + draw.tag("association", f"as_{activity}", sourceRef=f"cb_{activity}", targetRef=handler)
    )


def throw(draw, name, target=""):
    reference = f' activityRef="{target}"' if target else ""
    return draw.tag("intermediateThrowEvent", name, f"<compensateEventDefinition{reference}/>")


def undo_all(run):
    """Finishes every undo job; returns handler and what it saw. Never two at a time."""
    order = []
    while True:
        jobs = [w for w in run.waits if w.kind == kernel.Kind.JOB and w.name.startswith("undo.")]
        if not jobs:
            return order
        assert len(jobs) == 1
        order.append((jobs[0].element_id, run.seen(jobs[0].element_id)))
        run.do(jobs[0].element_id, undone=len(order))


def test_handlers_run_in_reverse_completion_order_with_their_own_snapshots(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + undoable(draw, "A", "uA") + undoable(draw, "B", "uB")
    body += undoable(draw, "D", "uD") + draw.gateway("exclusive", "x", default="f_x_c") + throw(draw, "c")
    body += draw.users("z") + draw.ends("e")
    body += draw.flow("s>f;f>A>j;f>B>j;j>x;x>c>z>e;x>D>e", {"x>D": "false"})
    run = play(body, {"v": 0})

    run.do("B", v=1).do("A", v=2)
    order = undo_all(run)

    assert [name for name, _ in order] == ["uA", "uB"]
    assert [seen["v"] for _, seen in order] == [2, 1]
    assert run.live == ["z"]
    assert run.data["undone"] == 2
    assert run.do("z").done


def test_one_activity_can_be_named_and_nothing_is_undone_twice(play, draw):
    body = draw.starts("s") + undoable(draw, "A", "uA") + undoable(draw, "B", "uB") + throw(draw, "c", "A")
    run = play(body + draw.tag("endEvent", "e", draw.compensate) + draw.flow("s>A>B>c>e"))

    run.do("A").do("B")

    assert [name for name, _ in undo_all(run)] == ["uA", "uB"]
    assert run.done


def test_nested_scopes_and_loop_passes_are_undone_one_by_one(play, draw):
    inside = draw.starts("is") + undoable(draw, "A", "uA") + undoable(draw, "B", "uB") + draw.flow("is>A>B")
    body = draw.starts("s") + draw.tag("subProcess", "sp", inside) + undoable(draw, "D", "uD") + throw(draw, "c")
    body += draw.gateway("exclusive", "x", default="f_x_c") + draw.gateway("exclusive", "m") + draw.ends("e")
    run = play(body + draw.flow("s>m>sp>D>x;x>m;x>c>e", {"x>m": "n &lt; 2"}), {"n": 0})

    run.do("A", v=1).do("B", v=2).do("D", n=1, v=3).do("A", v=4).do("B", v=5).do("D", n=2, v=6)
    order = undo_all(run)

    assert [name for name, _ in order] == ["uD", "uB", "uA", "uD", "uB", "uA"]
    assert [seen["v"] for _, seen in order] == [6, 5, 4, 3, 2, 1]
    assert run.done


def test_each_instance_of_a_loop_is_undone_with_its_own_item(play, draw):
    body = draw.starts("s") + undoable(draw, "A", "uA", draw.multi()) + throw(draw, "c") + draw.flow("s>A>c")
    run = play(body, {"items": ["p", "q", "r"]})

    for index in (2, 0, 0):
        run.do("A", index)

    assert [seen["item"] for _, seen in undo_all(run)] == ["q", "p", "r"]
    assert run.done


def test_the_handler_of_a_sub_process_replaces_those_inside(play, draw):
    inside = draw.starts("is") + undoable(draw, "A", "uA") + draw.flow("is>A")
    undo = draw.extension('<zeebe:taskDefinition type="undo.uS"/>')
    body = draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.boundary("cbs", "sp", draw.compensate)
    body += draw.tag("serviceTask", "uS", undo, isForCompensation="true")
    body += draw.tag("association", "aa", sourceRef="cbs", targetRef="uS") + throw(draw, "c") + draw.flow("s>sp>c")
    run = play(body).do("A")

    assert [name for name, _ in undo_all(run)] == ["uS"]
    assert run.done


def test_an_error_handler_undoes_the_scope_around_it(play, draw):
    esp = draw.event_sub_process("x", draw.error, throw(draw, "c") + draw.users("rep") + draw.flow("x_s>c>rep"))
    body = draw.starts("s") + undoable(draw, "A", "uA") + draw.jobs("B") + draw.flow("s>A>B") + esp
    run = play(body, {"x": 1})

    run.do("A", x=5).error("B", "E1")
    order = undo_all(run)

    assert [(name, seen["x"]) for name, seen in order] == [("uA", 5)]
    assert run.live == ["rep"]
    assert run.do("rep").done


def test_an_interrupted_sub_process_is_not_undone_from_outside(play, draw):
    inside = draw.starts("is") + undoable(draw, "A", "uA") + draw.jobs("B") + draw.flow("is>A>B")
    body = draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.boundary("be", "sp", draw.error)
    run = play(body + throw(draw, "c") + draw.ends("e") + draw.flow("s>sp>e;be>c>e"))

    run.do("A").error("B", "E1")

    assert undo_all(run) == []
    assert run.done


def test_a_handler_may_be_a_user_task_in_its_lane(play, draw):
    lanes = '<laneSet id="ls"><lane id="l1" name="finance"><flowNodeRef>uA</flowNodeRef></lane></laneSet>'
    body = lanes + draw.starts("s") + undoable(draw, "A", "uA", kind="userTask") + throw(draw, "c") + draw.flow("s>A>c")
    run = play(body).do("A")

    assert run.live == ["uA"]
    assert run.wait("uA").lane == "finance"
    assert run.do("uA").done


def test_an_error_in_a_handler_reaches_the_scope_of_the_throw(play, draw):
    inside = draw.starts("is") + undoable(draw, "A", "uA") + throw(draw, "c") + draw.ends("ie") + draw.flow("is>A>c>ie")
    body = draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.boundary("b", "sp", draw.error)
    run = play(body + draw.users("h") + draw.ends("e") + draw.flow("s>sp>e;b>h>e")).do("A")

    assert run.live == ["uA"]
    assert run.error("uA", "E1").live == ["h"]
    assert run.do("h").done


def test_an_instance_that_has_ended_keeps_nothing_to_undo(play, draw):
    body = (
        draw.starts("s") + undoable(draw, "A", "uA") + draw.users("z") + draw.gateway("exclusive", "x", default="f_x_e")
    )
    body += draw.ends("e") + throw(draw, "c") + draw.flow("s>A>z>x;x>e;x>c", {"x>c": "false"})
    run = play(body, {"n": 1}).do("A")
    assert any("snapshot" in token.internal_data for token in run.wf.tasks.values())

    run.do("z")
    kernel.compact(run.wf)

    assert run.done
    assert list(run.wf.tasks) == [run.wf.task_tree.id]


def test_a_handler_may_be_an_ad_hoc_sub_process_or_a_transaction(play, draw):
    for kind, inside in (("adHocSubProcess", draw.users("k")), ("transaction", draw.starts("i") + draw.users("k"))):
        if kind == "transaction":
            inside += draw.flow("i>k")
        handler = draw.tag(kind, "undo", inside, isForCompensation="true")
        link = draw.tag("association", "as", sourceRef="c", targetRef="undo")
        throw = draw.tag("intermediateThrowEvent", "t", draw.compensate)
        body = draw.starts("s") + draw.users("A", "z") + draw.boundary("c", "A", draw.compensate) + handler + link
        run = play(body + throw + draw.flow("s>A>t>z")).do("A")
        if kind == "adHocSubProcess":
            kernel.activate(run.wf, run.id("undo"), "k", run.now)
            run.settle()

        assert "k" in run.live and run.do("k").live == ["z"]
