"""Multi-instance over every kind of activity: all items, outputs in the order of the items, scopes of their own."""

from __future__ import annotations

import pytest

from engine import kernel

CALLED = (
    '<process id="sub" isExecutable="true"><startEvent id="cs"/><scriptTask id="cx"><extensionElements>'
    '<zeebe:script expression="=item * 2" resultVariable="r"/></extensionElements></scriptTask>'
    '<sequenceFlow id="cf" sourceRef="cs" targetRef="cx"/></process>'
)
SCRIPT = '<zeebe:script expression="=item * 2" resultVariable="r"/>'
LOCAL = '<zeebe:taskDefinition type="local.double"/>'
OVER = {
    "script": ("scriptTask", SCRIPT),
    "service": ("serviceTask", LOCAL),
    "send": ("sendTask", LOCAL),
    "rule": ("businessRuleTask", '<zeebe:calledDecision decisionId="double" resultVariable="r"/>'),
    "call": ("callActivity", '<zeebe:calledElement processId="sub"/>'),
    "sub-process": ("subProcess", ""),
    "transaction": ("transaction", ""),
    "user": ("userTask", ""),
    "remote": ("serviceTask", '<zeebe:taskDefinition type="job.double"/>'),
    "receive": ("receiveTask", ""),
}


def inside(draw, kind):
    if kind not in ("subProcess", "transaction"):
        return ""
    return draw.starts("is") + draw.script("ix", "r", "item * 2") + draw.flow("is>ix")


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("what", OVER)
def test_each_item_is_done_and_outputs_keep_the_order_of_the_items(play, draw, services, what, sequential):
    kind, extension = OVER[what]
    services.handlers["local.double"] = lambda context, inputs: {"r": inputs["item"] * 2}
    services.decisions["double"] = lambda seen: kernel.Decided(seen["item"] * 2)
    loop = draw.multi(sequential=sequential, outputCollection="all", outputElement="=r")
    attributes = {"messageRef": "mm"} if kind == "receiveTask" else {}
    element = draw.tag(kind, "A", draw.extension(extension) + inside(draw, kind) + loop, **attributes)
    body = draw.starts("s") + element + draw.users("z") + draw.flow("s>A>z")
    run = play(body, {"items": [1, 2, 3], "no": "k"}, more=CALLED)

    while "A" in run.live:
        last = len([wait for wait in run.waits if wait.element_id == "A"]) - 1
        item = run.seen("A", last)["item"]
        act = run.fire if kind == "receiveTask" else run.do
        act("A", last, r=item * 2)

    assert run.live == ["z"]
    assert run.data["all"] == [2, 4, 6] and "r" not in run.data and "item" not in run.data


def test_a_loop_in_a_loop_collects_a_list_of_lists(play, draw):
    inner = draw.tag("userTask", "A", draw.multi("row", "cell", outputCollection="cells", outputElement="=cell + add"))
    sub = draw.multi("items", "row", outputCollection="rows", outputElement="=cells")
    whole = draw.tag("subProcess", "sp", sub + draw.starts("i") + inner + draw.flow("i>A"))
    run = play(draw.starts("s") + whole + draw.users("z") + draw.flow("s>sp>z"), {"items": [[1, 2], [3]]})

    while "A" in run.live:
        run.do("A", len([w for w in run.waits if w.element_id == "A"]) - 1, add=10)

    assert run.data["rows"] == [[11, 12], [13]]


def test_a_boundary_event_of_a_loop_fires_for_all_of_it(play, draw):
    often = draw.boundary("o", "A", draw.timer("R/PT1H", "timeCycle"), False)
    once = draw.boundary("b", "A", draw.message)
    body = draw.starts("s") + draw.tag("userTask", "A", draw.multi()) + often + once
    run = play(body + draw.users("h", "k") + draw.flow("s>A; b>h; o>k"), {"items": [1, 2], "no": "x"})

    assert run.fire("o").fire("o").live == ["A", "A", "b", "k", "k", "o"]
    assert run.do("A").fire("b").live == ["h", "k", "k"]


def test_each_round_is_undone_with_its_own_item_when_the_transaction_is_cancelled(play, draw):
    handler = draw.jobs("undo").replace("<serviceTask", '<serviceTask isForCompensation="true"', 1)
    inner = draw.starts("i") + draw.tag("userTask", "A", draw.multi(sequential=True)) + handler
    inner += draw.boundary("c", "A", draw.compensate) + draw.tag("association", "as", sourceRef="c", targetRef="undo")
    inner += draw.tag("endEvent", "ce", draw.cancel) + draw.flow("i>A>ce")
    body = draw.starts("s") + draw.tag("transaction", "tx", inner) + draw.boundary("cb", "tx", draw.cancel)
    run = play(body + draw.users("h") + draw.flow("s>tx; cb>h"), {"items": [1, 2]}).do("A").do("A")

    assert run.seen("undo")["item"] == 2
    assert run.do("undo").seen("undo")["item"] == 1
    assert run.do("undo").live == ["h"]
