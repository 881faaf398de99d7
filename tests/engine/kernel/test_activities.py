"""Activities and their variables: locals, results, assignment, service tasks, decisions, calls, loops, ad hoc."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import errors, kernel


def task(draw, kind, name, *extensions, inside=""):
    return draw.tag(kind, name, draw.extension("".join(extensions)) + inside)


JOB = '<zeebe:taskDefinition type="job.v"/>'


def test_inputs_are_local_and_only_mapped_outputs_leave(play, draw):
    io = draw.mapping({"number": "order.id", "twice": "2 * total"}, {"approved": "outcome = &quot;ok&quot;"})
    run = play(
        draw.starts("s") + task(draw, "userTask", "u", io) + draw.users("z") + draw.flow("s>u>z"),
        {"order": {"id": "SO-1"}, "total": 4},
    )

    assert run.wait("u").locals == {"number": "SO-1", "twice": 8}
    assert run.seen("u") == {"order": {"id": "SO-1"}, "total": 4, "number": "SO-1", "twice": 8}
    run.do("u", outcome="ok", secret=1)
    assert run.data == {"order": {"id": "SO-1"}, "total": 4, "approved": True}


def test_without_outputs_the_whole_result_leaves_but_locals_do_not(play, draw):
    io = draw.mapping({"draft": "1"})
    run = play(draw.starts("s") + task(draw, "userTask", "u", io) + draw.users("z") + draw.flow("s>u>z"))

    run.do("u", draft=2, fresh=3)

    assert run.data == {"fresh": 3}


def test_a_dotted_target_changes_one_member_only(play, draw):
    io = draw.mapping(outputs={"order.status.code": "x"})
    run = play(
        draw.starts("s") + task(draw, "userTask", "u", io) + draw.users("z") + draw.flow("s>u>z"),
        {"order": {"id": 1, "status": {"code": "new", "by": "me"}}},
    )

    run.do("u", x="done")

    assert run.data == {"order": {"id": 1, "status": {"code": "done", "by": "me"}}}


def test_variables_of_a_sub_process_reach_the_process_and_its_mapped_locals_do_not(play, draw):
    io = draw.extension(draw.mapping({"loc": "a + 1"}, {"res": "loc + inner"}))
    inside = draw.starts("is") + draw.users("w") + draw.flow("is>w")
    run = play(
        draw.starts("s") + draw.tag("subProcess", "sp", io + inside) + draw.users("z") + draw.flow("s>sp>z"), {"a": 1}
    )

    assert run.seen("w") == {"a": 1, "loc": 2}
    run.do("w", inner=5)

    assert run.data == {"a": 1, "inner": 5, "res": 7}  # as in Camunda 8: what is nobody's local is the process'


def test_assignment_schedule_priority_and_form_are_evaluated_on_arrival(play, draw):
    run = play(
        draw.starts("s")
        + task(
            draw,
            "userTask",
            "u",
            "<zeebe:userTask/>",
            '<zeebe:assignmentDefinition assignee="=owner" candidateGroups="finance, risk_control" '
            'candidateUsers="=team"/>',
            '<zeebe:taskSchedule dueDate="2026-12-01T09:00:00" followUpDate="=later"/>',
            '<zeebe:priorityDefinition priority="=10 + 70"/><zeebe:formDefinition formId="approve"/>',
            '<zeebe:properties><zeebe:property name="sla" value="sla"/></zeebe:properties>',
        )
        + draw.flow("s>u"),
        {"owner": "li", "team": ["wang", "zhao"], "later": "2026-11-30T00:00:00Z"},
    )
    wait = run.wait("u")

    assert (wait.assignee, wait.groups, wait.users) == ("li", ("finance", "risk_control"), ("wang", "zhao"))
    assert wait.due_date == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    assert wait.follow_up == datetime(2026, 11, 30, tzinfo=UTC)
    assert (wait.priority, wait.form_id, wait.properties) == (80, "approve", {"sla": "sla"})


def test_a_remote_service_task_waits_as_a_job_with_headers_and_retries(play, draw):
    headers = '<zeebe:taskHeaders><zeebe:header key="wh" value="SH"/></zeebe:taskHeaders>'
    service = task(
        draw, "serviceTask", "v", '<zeebe:taskDefinition type="=&quot;stock.&quot; + what" retries="5"/>', headers
    )
    run = play(draw.starts("s") + service + draw.flow("s>v"), {"what": "reserve"})
    wait = run.wait("v")

    assert (wait.kind, wait.name, wait.retries, wait.headers) == (kernel.Kind.JOB, "stock.reserve", 5, {"wh": "SH"})
    assert kernel.inputs(run.wf, wait.task_id) == {"what": "reserve"}
    assert run.do("v", ok=1).done


def test_a_local_handler_runs_within_the_advance_and_gets_its_mapped_inputs(play, draw, services):
    calls = []

    def reserve(context, inputs):
        calls.append((context.topic, context.element_id, context.host, inputs))
        inputs["sku"] = "changed by the handler"
        return {"reserved": True}

    services.handlers["local.reserve"] = reserve
    service = task(
        draw, "serviceTask", "v", '<zeebe:taskDefinition type="local.reserve"/>', draw.mapping({"sku": "item"})
    )
    run = play(draw.starts("s") + service + draw.flow("s>v"), {"item": "A-100"}, host="the transaction")

    assert run.done
    assert calls[0][:3] == ("local.reserve", "v", "the transaction")
    assert run.data == {"item": "A-100", "reserved": True}


def test_a_failing_local_handler_is_an_incident_and_its_retry_counts_the_attempt(play, draw, services):
    attempts = []

    def fail_once(context, inputs):
        attempts.append(context.attempt)
        if len(attempts) == 1:
            raise RuntimeError("stock service is down")
        return {"reserved": True}

    services.handlers["local.reserve"] = fail_once
    service = task(draw, "serviceTask", "v", '<zeebe:taskDefinition type="local.reserve"/>')
    body = draw.starts("s") + draw.gateway("parallel", "f") + service + draw.users("o") + draw.flow("s>f;f>v;f>o")
    run = play(body)

    assert run.live == ["o", "v!"]
    assert "stock service is down" in run.wait("v").text.whole("en")
    assert not run.do("o").done  # the broken branch keeps the instance open
    assert run.retry("v").done
    assert attempts == [1, 2]
    assert run.data == {"reserved": True}


def raise_on_null(services):
    """Makes a null result an exception, as a failing expression would be."""
    evaluate = services.evaluate

    def strict(expression, variables):
        found = evaluate(expression, variables)
        if found is None:
            raise ValueError(expression)
        return found

    services.evaluate = strict


def test_a_local_handler_is_not_run_again_when_only_its_outputs_could_not_be_mapped(play, draw, services):
    raise_on_null(services)
    calls = []
    services.handlers["local.reserve"] = lambda context, inputs: calls.append(1) or {"n": 6}
    io = draw.mapping(outputs={"q": "n / d"})
    service = task(draw, "serviceTask", "v", '<zeebe:taskDefinition type="local.reserve"/>', io)
    run = play(draw.starts("s") + service + draw.flow("s>v"), {"d": 0})

    assert (run.live, run.wait("v").phase) == (["v!"], "leave")
    assert run.retry("v", d=2).done
    assert calls == [1]
    assert run.data["q"] == 3


def test_a_task_that_failed_on_arrival_maps_its_inputs_afresh(play, draw, services):
    raise_on_null(services)
    due = '<zeebe:taskSchedule dueDate="=until"/>'
    run = play(
        draw.starts("s") + task(draw, "userTask", "u", draw.mapping({"x": "x + 1"}), due) + draw.flow("s>u"), {"x": 1}
    )

    assert run.live == ["u!"]
    assert run.retry("u", until="2026-12-01").wait("u").locals == {"x": 2}


def test_an_output_element_that_fails_is_retried_after_a_restart(play, draw, services):
    raise_on_null(services)
    loop = draw.multi(outputCollection="res", outputElement="=item / d")
    body = draw.starts("s") + draw.tag("userTask", "u", loop) + draw.users("z") + draw.flow("s>u>z")
    run = play(body, {"items": [4, 6], "d": 0})

    assert run.do("u").live == ["u", "u!"]
    incident = next(w for w in run.waits if w.kind == kernel.Kind.INCIDENT)
    kernel.set_variables(run.wf, {"d": 2}, run.now)
    kernel.retry(run.wf, incident.task_id, run.now)
    run.settle().do("u")

    assert run.data["res"] == [2, 3]
    assert run.live == ["z"]


def test_a_host_can_abandon_the_advance_from_within_a_handler(play, draw, services):
    def lost(context, inputs):
        raise errors.Abandon("the connection is gone")

    services.handlers["local.reserve"] = lost
    service = task(draw, "serviceTask", "v", '<zeebe:taskDefinition type="local.reserve"/>')

    with pytest.raises(errors.Abandon):
        play(draw.starts("s") + service + draw.flow("s>v"))


def test_a_topic_without_handler_is_an_incident(play, draw):
    run = play(
        draw.starts("s") + task(draw, "serviceTask", "v", '<zeebe:taskDefinition type="nobody.x"/>') + draw.flow("s>v")
    )

    assert run.live == ["v!"]
    assert "nobody.x" in run.wait("v").text.whole("en")


def test_exhausted_retries_are_an_incident_that_is_retried_or_skipped_with_a_result(play, draw):
    body = draw.starts("s") + draw.jobs("v") + draw.flow("s>v")
    run = play(body)
    task_id = run.id("v")
    kernel.fail_job(run.wf, task_id, RuntimeError("carrier does not answer"), run.now)

    assert run.settle().live == ["v!"]
    assert run.retry("v").live == ["v"]
    assert run.id("v") == task_id  # the idempotency key survives

    kernel.fail_job(run.wf, task_id, RuntimeError("again"), run.now)
    kernel.skip(run.wf, task_id, {"waybill": "by hand"}, run.now)
    assert run.settle().done
    assert run.data == {"waybill": "by hand"}


def test_a_decision_leaves_its_result_and_its_evidence_in_the_log(play, draw, services):
    services.decisions["level"] = lambda v: kernel.Decided({"level": 2 if v["total"] > 100 else 1}, {"rules": [3]})
    rule = task(draw, "businessRuleTask", "r", '<zeebe:calledDecision decisionId="level" resultVariable="approval"/>')
    run = play(draw.starts("s") + rule + draw.flow("s>r"), {"total": 180})

    assert run.data["approval"] == {"level": 2}
    decided = next(step for step in run.steps if step.event == "decided")
    assert decided.element_id == "r"
    assert decided.evidence == {"decision": "level", "rules": [3]}


def test_a_failing_output_mapping_keeps_the_persons_result_for_the_retry(play, draw, services):
    rule = draw.mapping(outputs={"when": "date and time(text)"})
    services_evaluate = services.evaluate

    def strict(expression, variables):
        found = services_evaluate(expression, variables)
        if expression.startswith("date and time") and found is None:
            raise ValueError("no date")
        return found

    services.evaluate = strict
    run = play(draw.starts("s") + task(draw, "userTask", "u", rule) + draw.flow("s>u"))

    run.do("u", text="tomorrow", comment="ok")

    assert run.live == ["u!"]
    assert run.wait("u").phase == "leave"
    kernel.skip(run.wf, run.id("u"), {"text": "2026-11-26T00:00:00"}, run.now)
    assert run.settle().done
    assert run.data == {"when": "2026-11-26T00:00:00"}


def test_a_failing_input_mapping_is_retried_from_clean_variables(play, draw, services):
    evaluate = services.evaluate

    def strict(expression, variables):
        found = evaluate(expression, variables)
        if found is None:
            raise ValueError(expression)
        return found

    services.evaluate = strict
    io = draw.mapping({"x": "x + 1", "y": "1 / b"})
    body = draw.starts("s") + draw.gateway("parallel", "f") + task(draw, "userTask", "u", io) + draw.users("o")
    run = play(body + draw.flow("s>f;f>u;f>o"), {"x": 1, "b": 0})

    assert run.live == ["o", "u!"]
    run.retry("u", b=2)
    assert run.wait("u").locals == {"x": 2, "y": 0.5}
    assert run.do("u").do("o").done


CALLED = '<process id="c" isExecutable="true">{}</process>'


def call(draw, attributes="", io=""):
    return draw.tag("callActivity", "ca", draw.extension(f'<zeebe:calledElement processId="c"{attributes}/>' + io))


def called(draw):
    return CALLED.format(draw.starts("cs") + draw.users("w") + draw.flow("cs>w"))


def test_a_called_process_gets_and_returns_only_what_is_mapped(play, draw):
    flags = ' propagateAllParentVariables="false" propagateAllChildVariables="false"'
    io = draw.mapping({"number": "order_id"}, {"tracking": "waybill"})
    run = play(
        draw.starts("s") + call(draw, flags, io) + draw.users("z") + draw.flow("s>ca>z"),
        {"order_id": 7, "x": 1},
        called(draw),
    )

    assert run.seen("w") == {"number": 7}
    assert run.wait("w").process_id == "c"
    run.do("w", waybill="SF1", junk=2)
    assert run.data == {"order_id": 7, "x": 1, "tracking": "SF1"}


def test_an_untouched_copy_in_a_called_process_does_not_revert_a_change_made_outside(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f") + call(draw) + draw.users("a") + draw.flow("s>f;f>ca;f>a")
    run = play(body, {"address": "old"}, called(draw))

    run.do("a", address="new").do("w", waybill="SF1")

    assert run.data == {"address": "new", "waybill": "SF1"}


def test_a_parallel_loop_collects_outputs_by_index_and_keeps_locals_local(play, draw):
    loop = draw.multi("lines", "line", outputCollection="res", outputElement="={sku: line.sku, ok: ok}")
    service = draw.tag("serviceTask", "v", draw.extension(JOB) + loop)
    run = play(
        draw.starts("s") + service + draw.users("z") + draw.flow("s>v>z"), {"lines": [{"sku": k} for k in "ABC"]}
    )

    assert [w.loop_index for w in run.waits] == [0, 1, 2]
    assert run.wait("v", 1).locals == {"loopCounter": 2, "line": {"sku": "B"}}
    for index, ok in ((2, "c"), (0, "a"), (0, "b")):
        run.do("v", index, ok=ok)

    assert run.data["res"] == [{"sku": "A", "ok": "a"}, {"sku": "B", "ok": "b"}, {"sku": "C", "ok": "c"}]
    assert "ok" not in run.data and "line" not in run.data


def test_a_loop_completes_early_and_ends_what_still_runs(play, draw):
    loop = draw.multi("lines", "line", until="numberOfCompletedInstances >= 2")
    inside = loop + draw.starts("is") + draw.users("w") + draw.flow("is>w")
    run = play(
        draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.users("z") + draw.flow("s>sp>z"),
        {"lines": [1, 2, 3]},
    )

    run.do("w").do("w")

    assert run.live == ["z"]
    assert run.wf.scopes == {}
    assert run.do("z").done


def test_a_sequential_loop_runs_one_after_the_other_and_an_empty_one_passes(play, draw):
    user = draw.tag("userTask", "u", draw.multi(sequential=True))
    body = draw.starts("s") + user + draw.users("z") + draw.flow("s>u>z")
    run = play(body, {"items": ["a", "b"]})

    assert [run.seen("u")["item"], len(run.waits)] == ["a", 1]
    assert run.do("u").seen("u")["item"] == "b"
    assert run.do("u").live == ["z"]
    assert play(body, {"items": []}).live == ["z"]
    assert play(body, {"items": "not a list"}).live == ["u!"]


def test_an_error_in_one_instance_ends_all_instances(play, draw):
    inside = draw.multi() + draw.starts("is") + draw.jobs("w") + draw.flow("is>w")
    body = draw.starts("s") + draw.tag("subProcess", "sp", inside) + draw.boundary("b", "sp", draw.error)
    run = play(body + draw.users("h") + draw.ends("e") + draw.flow("s>sp>e;b>h>e"), {"items": [1, 2, 3]})

    assert run.error("w", "E1").live == ["h"]
    assert run.wf.scopes == {}


def test_a_standard_loop_repeats_while_its_condition_holds(play, draw):
    condition = "<loopCondition>=n &lt; 3</loopCondition>"
    loop = f'<standardLoopCharacteristics loopMaximum="5">{condition}</standardLoopCharacteristics>'
    run = play(draw.starts("s") + draw.tag("userTask", "u", loop) + draw.flow("s>u"), {"n": 0})

    passes = 0
    while not run.done:
        passes += 1
        run.do("u", n=passes)

    assert passes == 3


def ad_hoc(draw, condition="", initial=""):
    start = draw.extension('<zeebe:adHoc activeElementsCollection="=todo"/>') if initial else ""
    until = f"<completionCondition>={condition}</completionCondition>" if condition else ""
    inside = start + draw.users("x1", "x2", "x3") + draw.flow("x2>x3") + until
    return draw.starts("s") + draw.tag("adHocSubProcess", "ah", inside) + draw.users("z") + draw.flow("s>ah>z")


def activate(run, *names):
    for name in names:
        kernel.activate(run.wf, run.id("ah"), name, run.now)
        run.settle()
    return run


def test_an_ad_hoc_sub_process_ends_by_its_condition_and_cancels_the_rest(play, draw):
    run = play(ad_hoc(draw, "done = true", "todo"), {"todo": ["x1"], "done": False})
    assert run.live == ["ah", "x1"]

    activate(run, "x2", "x1")
    run.do("x2", k=1)
    assert run.live == ["ah", "x1", "x1", "x3"]
    run.do("x1", j=1).do("x1", done=True)

    assert run.live == ["z"]
    assert run.data["k"] == 1
    with pytest.raises(errors.TaskNotWaiting):
        kernel.activate(run.wf, run.id("z"), "x1", run.now)


def test_an_ad_hoc_sub_process_without_condition_ends_when_all_that_was_started_is_done(play, draw):
    run = activate(play(ad_hoc(draw)), "x1", "x2")

    assert run.do("x1").live == ["ah", "x2"]
    assert run.do("x2").do("x3").live == ["z"]


def test_an_ad_hoc_sub_process_collects_an_output_of_each_path_that_ends(play, draw):
    collects = 'activeElementsCollection="=todo" outputCollection="all_done" outputElement="={k: k}"'
    body = ad_hoc(draw, initial="todo").replace('activeElementsCollection="=todo"', collects)
    run = play(body, {"todo": ["x1", "x2"]})

    run.do("x2", k=1).do("x1", k=2).do("x3", k=3)

    assert run.live == ["z"]
    assert run.data["all_done"] == [{"k": 2}, {"k": 3}]


def test_a_process_that_calls_itself_without_end_becomes_an_incident(play, draw):
    again = draw.tag("callActivity", "ca", draw.extension('<zeebe:calledElement processId="proc"/>'))
    run = play(draw.starts("s") + again + draw.flow("s>ca"))

    (incident,) = [wait for wait in kernel.waits(run.wf).values() if wait.kind is kernel.Kind.INCIDENT]
    assert (
        incident.element_id == "ca" and incident.text.code == "incident.called_too_deep" and "100" in incident.text.zh
    )
