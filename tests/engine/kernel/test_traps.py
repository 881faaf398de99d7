"""What stock SpiffWorkflow gets wrong, silently: each of these failed before its fix."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from engine import codec, dialect, errors, kernel
from engine.elements import tree


def counting_loop(draw):
    body = draw.starts("s") + draw.gateway("exclusive", "m") + draw.script("x", "k", "k + 1")
    body += draw.gateway("exclusive", "g", default="f_g_u") + draw.users("u") + draw.ends("e")
    return body + draw.flow("s>m>x>g;g>m;g>u>e", {"g>m": "k &lt; n"})


def test_a_loop_of_500_passes_without_a_wait_reaches_its_end(play, draw):
    run = play(counting_loop(draw), {"k": 0, "n": 500})

    assert run.data["k"] == 500
    assert run.live == ["u"]
    assert not run.done
    assert len(codec.save(run.wf)) < 1000
    assert run.do("u").done


def test_an_interrupting_event_works_below_a_thousand_levels_of_tasks(specs_of, draw, services):
    esp = draw.event_sub_process("q", draw.message)
    wf = kernel.start(specs_of(counting_loop(draw) + esp), {"k": 0, "n": 500, "no": 1}, services, draw.NOW)
    listener = next(w.task_id for w in kernel.waits(wf).values() if w.element_id == "q_s")

    kernel.fire(wf, listener, {}, draw.NOW)

    assert [w.element_id for w in kernel.waits(wf).values()] == ["q_h"]


def test_a_loop_that_never_waits_becomes_an_incident_instead_of_hanging(play, draw):
    run = play(counting_loop(draw), {"k": 0, "n": 10**9})

    assert len(run.live) == 1 and run.live[0].endswith("!")
    assert run.waits[0].text.code == "incident.endless_loop"


def test_500_passes_of_a_user_task_with_a_reminder_cost_the_same_at_the_end(play, draw, specs_of, services):
    body = draw.starts("s") + draw.gateway("exclusive", "m") + draw.users("u", "h")
    body += draw.boundary("rem", "u", draw.timer("R/PT1H", "timeCycle"), False) + draw.ends("e", "e2")
    body += draw.gateway("exclusive", "g", default="f_g_e")
    specs = specs_of(body + draw.flow("s>m>u>g;g>m;g>e;rem>h>e2", {"g>m": "k &lt; 500"}))
    blob = codec.save(kernel.start(specs, {"k": 0, "lines": [1] * 20}, services, draw.NOW))
    spent, sizes = [], []
    for k in range(1, 501):
        begun = time.perf_counter()
        wf = codec.load(blob, specs, services)
        task_id = next(w.task_id for w in kernel.waits(wf).values() if w.element_id == "u")
        kernel.complete(wf, task_id, {"k": k}, draw.NOW)
        blob = codec.save(wf)
        spent.append(time.perf_counter() - begun)
        sizes.append(len(blob))

    assert kernel.is_completed(wf)
    assert sorted(spent)[250] < 0.03  # seconds, median
    assert max(sizes) < 1500


def test_a_chain_of_600_nodes_is_parsed_and_run(play, draw):
    names = [f"n{i}" for i in range(600)]
    body = draw.starts("s") + "".join(draw.script(name, "k", "k + 1") for name in names) + draw.ends("e")
    run = play(body + draw.flow(">".join(["s", *names, "e"])), {"k": 0})

    assert run.done
    assert run.data["k"] == 600


def test_branches_share_no_objects_with_each_other_or_with_the_caller(play, draw):
    given = {"order": {"lines": [1]}}
    run = play(
        draw.starts("s") + draw.script("copy", "other", "order") + draw.users("u") + draw.flow("s>copy>u"), given
    )
    given["order"]["lines"].append("changed by the caller")

    run.do("u", **{"order": {"lines": [2]}})

    assert run.data == {"order": {"lines": [2]}, "other": {"lines": [1]}}


def test_an_in_flight_loop_goes_on_with_freshly_parsed_specs(specs_of, draw, services):
    body = draw.starts("s") + draw.tag("userTask", "u", draw.multi(outputCollection="res", outputElement="=r"))
    body += draw.users("z") + draw.flow("s>u>z")
    blob = codec.save(kernel.start(specs_of(body), {"items": [1, 2]}, services, draw.NOW))

    wf = codec.load(blob, specs_of(body), services)
    for result in "ab":
        task_id = next(iter(kernel.waits(wf)))
        kernel.complete(wf, task_id, {"r": result}, draw.NOW)

    assert kernel.variables(wf)["res"] == ["a", "b"]
    assert [w.element_id for w in kernel.waits(wf).values()] == ["z"]


def test_a_variable_may_be_called_typename(play, draw):
    run = play(draw.starts("s") + draw.users("u") + draw.flow("s>u"), {"typename": "x", "n": {"typename": "dict"}})

    assert run.do("u").data == {"typename": "x", "n": {"typename": "dict"}}


NOT_JSON = [
    {"f": lambda: 1},
    {"s": {1, 2}},
    {"d": datetime(2026, 1, 1, tzinfo=UTC)},
    {1: "x"},
    {"n": float("nan")},
    {"b": b"x"},
]


@pytest.mark.parametrize("bad", NOT_JSON, ids=["function", "set", "time", "number as key", "NaN", "bytes"])
def test_variables_that_are_not_json_are_refused_and_nothing_changes(play, draw, bad):
    run = play(draw.starts("s") + draw.users("u") + draw.flow("s>u"), {"k": 1})

    with pytest.raises(errors.BadVariables):
        kernel.complete(run.wf, run.id("u"), bad, run.now)

    assert run.live == ["u"]
    assert run.data == {"k": 1}


def test_late_and_double_deliveries_are_refused(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f") + draw.jobs("v") + draw.users("u") + draw.ends("e")
    run = play(body + draw.boundary("b", "v", draw.timer("PT1H")) + draw.flow("s>f;f>v>e;f>u>e;b>e"))
    user, job, timer = run.id("u"), run.id("v"), run.id("b")

    with pytest.raises(errors.TaskNotWaiting):
        kernel.complete(run.wf, job, {}, run.now)
    with pytest.raises(errors.TaskNotWaiting):
        kernel.finish_job(run.wf, user, {}, run.now)
    with pytest.raises(errors.TaskNotWaiting):
        kernel.fire(run.wf, user, {}, run.now)
    with pytest.raises(errors.TaskNotWaiting):
        kernel.retry(run.wf, user, run.now)
    kernel.fire(run.wf, timer, {}, run.now)
    with pytest.raises(errors.TaskGone):
        kernel.finish_job(run.wf, job, {}, run.now)
    run.settle()
    with pytest.raises(errors.TaskGone):
        kernel.finish_job(run.wf, job, {}, run.now)
    assert run.do("u").done


def test_a_killed_sub_process_leaves_nothing_behind(play, draw):
    deep = draw.tag("subProcess", "i", draw.multi() + draw.starts("is") + draw.users("w") + draw.flow("is>w"))
    outer = draw.tag("subProcess", "o", draw.starts("os") + deep + draw.flow("os>i"))
    run = play(
        draw.starts("s") + outer + draw.boundary("b", "o", draw.message) + draw.users("h") + draw.flow("s>o;b>h"),
        {"items": [1, 2, 3], "no": 1},
    )

    run.fire("b")

    assert run.live == ["h"]
    assert run.wf.scopes == {}
    assert [s.element_id for s in run.steps if s.event == "killed"].count("w") == 3
    assert run.do("h").done


def test_threads_share_specs_and_get_the_same_traces(specs_of, draw, services):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + draw.users("a") + draw.script("x", "y", "k * 2")
    specs = specs_of(
        body + draw.ends("e") + draw.flow("s>f;f>a>j;f>x>j;j>e") + draw.event_sub_process("q", draw.message)
    )
    before = draw.fingerprint(specs)
    results = []

    def work():
        for k in range(20):
            wf = kernel.start(specs, {"k": k, "no": k}, services, draw.NOW)
            user = next(w.task_id for w in kernel.waits(wf).values() if w.element_id == "a")
            kernel.complete(wf, user, {}, draw.NOW)
            results.append((kernel.is_completed(wf), kernel.variables(wf)["y"] == k * 2))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [(True, True)] * 120
    assert draw.fingerprint(specs) == before


def test_cancel_kills_everything_and_may_be_repeated(play, draw):
    run = play(draw.starts("s") + draw.gateway("parallel", "f") + draw.users("a", "b") + draw.flow("s>f;f>a;f>b"))

    kernel.cancel(run.wf, run.now)
    kernel.cancel(run.wf, run.now)

    assert run.settle().done
    assert run.live == []
    assert [s.element_id for s in run.steps if s.event == "killed"] == ["a", "b"]


def test_another_spiffworkflow_is_refused_at_start(monkeypatch):
    tree.check_pin()
    monkeypatch.setattr(tree, "PINNED_SOURCE", "another")
    with pytest.raises(errors.KernelMismatch, match=r"3\.2\.0"):
        tree.check_pin()


def test_processes_that_are_not_there_are_refused(specs_of, draw):
    bundle = dialect.parse({"p.bpmn": draw.document(draw.starts("s"))})

    with pytest.raises(errors.UnknownProcess):
        bundle.specs("other")
