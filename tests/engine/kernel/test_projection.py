"""What the host reads: the step log, the waits, the format of the state."""

from __future__ import annotations

import base64
from pathlib import Path

import orjson
import pytest

from engine import codec, dialect, errors, kernel

GOLDEN = Path(__file__).parent / "golden"


def test_the_step_log_holds_what_the_designer_drew_in_order_and_is_emptied_by_reading(play, draw, services, specs_of):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + draw.users("a") + draw.script("x", "k", "1")
    specs = specs_of(body + draw.ends("e") + draw.flow("s>f;f>a>j;f>x>j;j>e"))
    wf = kernel.start(specs, {}, services, draw.NOW)

    first = kernel.drain(wf).steps
    assert [(s.element_id, s.event, s.process_id) for s in first] == [
        ("s", "completed", "proc"),
        ("f", "completed", "proc"),
        ("x", "completed", "proc"),
    ]
    assert kernel.drain(wf).steps == ()
    task = next(iter(kernel.waits(wf)))
    kernel.complete(wf, task, {}, draw.NOW)
    assert [s.element_id for s in kernel.drain(wf).steps] == ["a", "j", "e"]
    assert kernel.waits(wf) == {}


def test_waits_name_element_lane_and_process(play, draw):
    lanes = '<laneSet id="ls"><lane id="l1" name="仓库"><flowNodeRef>u</flowNodeRef></lane></laneSet>'
    run = play(lanes + draw.starts("s") + draw.tag("userTask", "u", name="拣 货\n单") + draw.flow("s>u"))
    wait = run.wait("u")

    assert (wait.kind, wait.element_name, wait.lane, wait.process_id) == (kernel.Kind.USER, "拣 货 单", "仓库", "proc")
    assert wait.priority == 50


def test_a_signal_wait_has_its_name(play, draw):
    catch = draw.tag("intermediateCatchEvent", "c", draw.signal)
    run = play(draw.starts("s") + catch + draw.flow("s>c"))

    assert (run.wait("c").kind, run.wait("c").name) == (kernel.Kind.SIGNAL, "sig")


def test_saving_twice_gives_the_same_bytes_and_restoring_changes_nothing(play, draw):
    body = draw.starts("s") + draw.gateway("parallel", "f", "j") + draw.users("a", "b") + draw.flow("s>f;f>a>j;f>b>j")
    run = play(body, {"k": 1}).do("a")

    blob = codec.save(run.wf)

    assert codec.save(run.wf) == blob
    assert codec.save(codec.load(blob, run.specs, run.services)) == blob
    assert orjson.loads(blob)[0] == codec.VERSION


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json", b'[1,2,"p"]'])
def test_a_damaged_state_is_refused(play, draw, services, specs_of, damage):
    with pytest.raises(errors.StateUnreadable):
        codec.load(damage, specs_of(draw.starts("s")), services)


def test_a_state_of_another_version_or_process_is_refused(play, draw, services, specs_of):
    run = play(draw.starts("s") + draw.users("a") + draw.flow("s>a"))
    blob = codec.save(run.wf)
    newer = orjson.dumps([codec.VERSION + 1, *orjson.loads(blob)[1:]])

    with pytest.raises(errors.StateUnreadable, match="version"):
        codec.load(newer, run.specs, services)
    with pytest.raises(errors.StateUnreadable, match="'a'"):
        codec.load(blob, specs_of(draw.starts("s") + draw.users("b") + draw.flow("s>b")), services)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("v*.json")), ids=lambda path: path.stem)
def test_golden_states_of_every_version_still_run_to_the_end(path, draw, services):
    """Written by release; never rewritten. Each holds a diagram, a state in flight and the steps to its end."""
    golden = orjson.loads(path.read_bytes())
    specs = dialect.parse({"golden.bpmn": golden["diagram"].encode()}).specs("proc")
    wf = codec.load(base64.b64decode(golden["state"]), specs, services)

    for element, values in golden["steps"]:
        wait = next(w for w in kernel.waits(wf).values() if w.element_id == element)
        now = wait.due or draw.NOW  # a timer fires when it is due
        command = {"user": kernel.complete, "job": kernel.finish_job}.get(wait.kind, kernel.fire)
        command(wf, wait.task_id, values, now)

    assert kernel.is_completed(wf)
    assert kernel.variables(wf) == golden["variables"]
