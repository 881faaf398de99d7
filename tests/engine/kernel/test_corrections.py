"""A person corrects what an incident names, and the element runs again with it: wherever the variable lives."""

from __future__ import annotations

import pytest

from engine import errors, kernel


def corrected(run, element_id, **variables):
    kernel.retry(run.wf, run.id(element_id), run.now, variables)
    return run.settle()


def gate(draw):
    body = draw.starts("s") + draw.gateway("exclusive", "g") + draw.users("p", "q") + draw.ends("e")
    return body + draw.flow("s>g;g>p>e;g>q>e", {"g>p": "y > 5", "g>q": "y &lt; 0"})


def test_a_gateway_takes_the_corrected_way(play, draw):
    run = play(gate(draw), {"y": 1})

    assert corrected(run, "g", y=9).live == ["p"]
    assert run.data["y"] == 9


def test_a_variable_of_a_called_process_is_corrected_there(play, draw):
    called = f'<process id="c" isExecutable="true">{gate(draw).replace(">s<", ">cs<")}</process>'
    call = '<zeebe:calledElement processId="c" propagateAllChildVariables="false"/>'
    body = draw.starts("cs") + draw.tag("callActivity", "ca", draw.extension(call)) + draw.users("z")
    run = play(body + draw.flow("cs>ca>z"), {"y": 1}, called)

    assert corrected(run, "g", y=9).live == ["p"]
    assert run.data["y"] == 1 and run.seen("p")["y"] == 9


def mapped(draw, source="no", kind="local"):
    inside = draw.mapping({"order_id": source}) + f'<zeebe:taskDefinition type="{kind}.x"/>'
    task = draw.tag("serviceTask", "x", draw.extension(inside), name="预占库存")
    return draw.starts("s") + task + draw.users("z") + draw.flow("s>x>z")


def test_what_was_mapped_in_before_it_failed_is_mapped_again(play, draw, services):
    given = []

    def reserve(context, inputs):
        given.append(inputs["order_id"])
        if inputs["order_id"] == "bad":
            raise RuntimeError("no such order")
        return {}

    services.handlers["local.x"] = reserve
    run = play(mapped(draw), {"no": "bad"})

    assert run.live == ["x!"]
    assert corrected(run, "x", no="17").live == ["z"]
    assert given == ["bad", "17"] and run.data == {"no": "17"}


def test_a_job_gets_the_corrected_input(play, draw):
    run = play(mapped(draw, kind="job"), {"no": "bad"})
    kernel.fail_job(run.wf, run.id("x"), RuntimeError("no such order"), run.now)
    run.settle()

    corrected(run, "x", no="17")

    assert run.live == ["x"] and kernel.inputs(run.wf, run.id("x")) == {"order_id": "17"}


def test_an_input_that_cannot_be_mapped_any_more_is_the_next_incident(play, draw, services):
    def refuse(context, inputs):
        raise RuntimeError("no")

    services.handlers["local.x"] = refuse
    run = play(mapped(draw, "assert(no, no != &quot;worse&quot;, &quot;worse&quot;)"), {"no": "bad"})

    assert run.wait("x").text.code == "incident.handler_broke"
    assert corrected(run, "x", no="worse").wait("x").text.code == "incident.expression_failed"


def test_what_is_no_json_is_refused_and_the_incident_stays(play, draw):
    run = play(gate(draw), {"y": 1})

    with pytest.raises(errors.BadVariables):
        kernel.retry(run.wf, run.id("g"), run.now, {"y": object()})
    assert run.live == ["g!"]


def test_nothing_to_correct_is_a_plain_retry(play, draw):
    run = play(gate(draw), {"y": 1})

    assert corrected(run, "g").live == ["g!"]
