"""Random walks over generated diagrams: the same trace in memory, saved and restored at each step, and compacted."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from engine import codec, kernel

WALKS_PER_DIAGRAM = 5
DIAGRAMS = 50
STEPS = 60


class Blocks:
    """Draws nested blocks; each has one entry and one exit, so any combination is sound."""

    def __init__(self, draw, seed):
        self.draw = draw
        self.random = random.Random(seed)
        self.count = 0
        self.flows = []
        self.conditions = {}

    def name(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def link(self, source, target, condition=""):
        self.flows.append((source, target))
        if condition:
            self.conditions[f"{source}>{target}"] = condition

    def drawn_flows(self, taken):
        """Flows made since `taken`, for the scope they belong to."""
        made, self.flows = self.flows[taken:], self.flows[:taken]
        return "".join(self.draw.flow(f"{a}>{b}", self.conditions) for a, b in made)

    def sequence(self, depth):
        xml, entry, last = "", None, None
        for _ in range(self.random.randint(1, 3)):
            block, begin, end = self.block(depth)
            xml += block
            if last:
                self.link(last, begin)
            entry, last = entry or begin, end
        return xml, entry, last

    def block(self, depth):
        simple = [self.user, self.job, self.script, self.guarded_user, self.multi, self.repeated, self.heard]
        simple += [self.watched, self.undone]
        nested = [self.exclusive, self.parallel, self.inclusive, self.loop, self.sub_process, self.event_choice]
        nested += [self.transaction, self.escalating, self.ad_hoc]
        choices = simple if depth <= 0 else simple + nested + nested
        return self.random.choice(choices)(depth - 1)

    def user(self, depth):
        name = self.name("u")
        return self.draw.users(name), name, name

    def job(self, depth):
        name = self.name("v")
        return self.draw.jobs(name), name, name

    def script(self, depth):
        name = self.name("x")
        return self.draw.script(name, f"made_{name}", "n + 1"), name, name

    def guarded_user(self, depth):
        """A user task (or job) with a boundary timer whose handler joins again or ends by itself."""
        host, event, handler, end = (self.name(p) for p in ("u", "b", "h", "e"))
        interrupting = self.random.random() < 0.5
        activity = self.draw.users(host) if self.random.random() < 0.5 else self.draw.jobs(host)
        form = ("PT1H", "timeDuration") if interrupting else ("R3/PT1H", "timeCycle")
        xml = (
            activity + self.draw.boundary(event, host, self.draw.timer(*form), interrupting) + self.draw.users(handler)
        )
        self.link(event, handler)
        if not interrupting:
            self.link(handler, end)
            return xml + self.draw.ends(end), host, host
        merge = self.name("m")
        self.link(handler, merge)
        self.link(host, merge)
        return xml + self.draw.gateway("exclusive", merge), host, merge

    def repeated(self, depth):
        """A standard loop."""
        name = self.name("o")
        condition = "<loopCondition>=n &lt; 4</loopCondition>"
        before = self.random.choice(["true", "false"])
        loop = f'<standardLoopCharacteristics loopMaximum="3" testBefore="{before}">'
        loop += f"{condition}</standardLoopCharacteristics>"
        return self.draw.tag("userTask", name, loop), name, name

    def heard(self, depth):
        """Listeners around a person's task, called by workers; in a loop now and then."""
        name = self.name("i")
        events = self.random.sample(["start", "end", "end"], self.random.randint(1, 3))
        rows = "".join(f'<zeebe:executionListener eventType="{it}" type="job.{it}"/>' for it in events)
        heard = f"<zeebe:executionListeners>{rows}</zeebe:executionListeners>"
        rows = "".join(
            f'<zeebe:taskListener eventType="{it}" type="job.{it}"/>'
            for it in ("creating", "completing")
            if self.random.random() < 0.5
        )
        heard += f"<zeebe:taskListeners>{rows}</zeebe:taskListeners>" if rows else ""
        loop = self.draw.multi(sequential=self.random.random() < 0.5) if self.random.random() < 0.3 else ""
        return self.draw.tag("userTask", name, self.draw.extension(heard) + loop), name, name

    def watched(self, depth):
        """A condition and a signal beside a task, each as often as it comes."""
        host, when, signal, after, end = (self.name(p) for p in ("u", "k", "b", "h", "e"))
        xml = self.draw.users(host, after) + self.draw.ends(end)
        xml += self.draw.boundary(when, host, self.draw.condition("n = 5"), False)
        xml += self.draw.boundary(signal, host, self.draw.signal, False)
        self.link(when, after)
        self.link(signal, after)
        self.link(after, end)
        return xml, host, host

    def undoable(self):
        name, event, handler, line = (self.name(p) for p in ("w", "z", "y", "as"))
        undo = self.draw.jobs(handler).replace("<serviceTask", '<serviceTask isForCompensation="true"', 1)
        xml = self.draw.users(name) + self.draw.boundary(event, name, self.draw.compensate) + undo
        return xml + self.draw.tag("association", line, sourceRef=event, targetRef=handler), name

    def undone(self, depth):
        """Whatever has been done in the scope so far is undone."""
        xml, name = self.undoable()
        throw = self.name("t")
        self.link(name, throw)
        return xml + self.draw.tag("intermediateThrowEvent", throw, self.draw.compensate), name, throw

    def transaction(self, depth):
        taken = len(self.flows)
        name, start, choice, end, cancel = (self.name(p) for p in ("tx", "s", "g", "e", "cx"))
        inner, begin, last = self.sequence(depth)
        undoable, done = self.undoable()
        inner += undoable + self.draw.gateway("exclusive", choice, default=f"f_{choice}_{end}")
        inner += self.draw.starts(start) + self.draw.ends(end) + self.draw.tag("endEvent", cancel, self.draw.cancel)
        for source, target in ((start, done), (done, begin), (last, choice), (choice, end)):
            self.link(source, target)
        self.link(choice, cancel, "n &lt; 3")
        inner += self.drawn_flows(taken)
        event, handler, merge = (self.name(p) for p in ("cb", "h", "m"))
        xml = self.draw.tag("transaction", name, inner) + self.draw.boundary(event, name, self.draw.cancel)
        xml += self.draw.users(handler) + self.draw.gateway("exclusive", merge)
        for source, target in ((event, handler), (handler, merge), (name, merge)):
            self.link(source, target)
        return xml, name, merge

    def escalating(self, depth):
        taken = len(self.flows)
        name, start, throw, end = (self.name(p) for p in ("sp", "s", "t", "e"))
        inner, begin, last = self.sequence(depth)
        inner += self.draw.starts(start) + self.draw.ends(end)
        inner += self.draw.tag("intermediateThrowEvent", throw, self.draw.escalation)
        for source, target in ((start, throw), (throw, begin), (last, end)):
            self.link(source, target)
        inner += self.drawn_flows(taken)
        event, handler, after = (self.name(p) for p in ("b", "h", "e"))
        interrupting = self.random.random() < 0.3
        xml = self.draw.tag("subProcess", name, inner) + self.draw.users(handler)
        xml += self.draw.boundary(event, name, self.draw.escalation, interrupting)
        self.link(event, handler)
        if not interrupting:
            self.link(handler, after)
            return xml + self.draw.ends(after), name, name
        merge = self.name("m")
        self.link(handler, merge)
        self.link(name, merge)
        return xml + self.draw.gateway("exclusive", merge), name, merge

    def ad_hoc(self, depth):
        taken = len(self.flows)
        first, second, name = self.name("u"), self.name("v"), self.name("ad")
        inner = self.draw.users(first) + self.draw.jobs(second) + self.drawn_flows(taken)
        started = f'activeElementsCollection="=[&quot;{first}&quot;, &quot;{second}&quot;]"'
        collected = f'outputCollection="all_{name}" outputElement="=n"' if self.random.random() < 0.5 else ""
        extensions = self.draw.extension(f"<zeebe:adHoc {started} {collected}/>")
        return self.draw.tag("adHocSubProcess", name, extensions + inner), name, name

    def multi(self, depth):
        name = self.name("l")
        collects = (
            {"outputCollection": f"all_{name}", "outputElement": "=[item, n]"} if self.random.random() < 0.5 else {}
        )
        loop = self.draw.multi(sequential=self.random.random() < 0.5, **collects)
        return self.draw.tag("userTask", name, loop), name, name

    def split(self, kind, depth, conditions):
        branches = [self.sequence(depth) for _ in range(self.random.randint(2, 3))]
        split, join = self.name("g"), self.name("g")
        default = f"f_{split}_{branches[0][1]}" if conditions else ""
        xml = self.draw.gateway(kind, split, default=default) + self.draw.gateway(kind, join)
        for index, (inner, begin, end) in enumerate(branches):
            modulus = index + 1
            self.link(split, begin, f"modulo(n, {modulus + 1}) = 0" if conditions and index else "")
            self.link(end, join)
            xml += inner
        return xml, split, join

    def exclusive(self, depth):
        return self.split("exclusive", depth, True)

    def inclusive(self, depth):
        return self.split("inclusive", depth, True)

    def parallel(self, depth):
        return self.split("parallel", depth, False)

    def loop(self, depth):
        inner, begin, end = self.sequence(depth)
        pause = self.name("u")  # a loop without a wait would be endless
        inner += self.draw.users(pause)
        self.link(end, pause)
        end = pause
        back, leave = self.name("g"), self.name("g")
        out = self.name("x")
        xml = self.draw.gateway("exclusive", back) + self.draw.gateway("exclusive", leave, default=f"f_{leave}_{out}")
        xml += self.draw.script(out, f"made_{out}", "n")
        self.link(back, begin)
        self.link(end, leave)
        self.link(leave, back, "n &lt; 2")
        self.link(leave, out)
        return inner + xml, back, out

    def sub_process(self, depth):
        taken = len(self.flows)
        inner, begin, end = self.sequence(depth)
        name, start, last = self.name("sp"), self.name("s"), self.name("e")
        self.link(start, begin)
        self.link(end, last)
        inside = self.draw.starts(start) + inner + self.draw.ends(last) + self.drawn_flows(taken)
        if self.random.random() < 0.5:
            definition = self.random.choice([self.draw.message, self.draw.error])
            interrupting = definition == self.draw.error or self.random.random() < 0.3
            inside += self.draw.event_sub_process(self.name("q"), definition, interrupting=interrupting)
        if self.random.random() < 0.3:
            inside = self.draw.multi(sequential=self.random.random() < 0.5) + inside
        return self.draw.tag("subProcess", name, inside), name, name

    def event_choice(self, depth):
        gate, message, timer, merge = (self.name(p) for p in ("g", "c", "c", "m"))
        xml = self.draw.gateway("eventBased", gate) + self.draw.gateway("exclusive", merge)
        xml += self.draw.tag("intermediateCatchEvent", message, self.draw.message)
        xml += self.draw.tag("intermediateCatchEvent", timer, self.draw.timer("PT2H"))
        for catch in (message, timer):
            self.link(gate, catch)
            self.link(catch, merge)
        return xml, gate, merge

    def process(self):
        inner, begin, end = self.sequence(3)
        self.link("start", begin)
        self.link(end, "end")
        body = self.draw.starts("start") + inner + self.draw.ends("end") + self.drawn_flows(0)
        if self.random.random() < 0.4:
            body += self.draw.event_sub_process("cancelled", self.draw.signal, interrupting=self.random.random() < 0.5)
        return body


RARE = {"q": 0.15, "b": 0.2, "cancelled_s": 0.03, "a": 0.05}


def weight(wait):
    return RARE.get(wait.element_id, RARE.get(wait.element_id[0], 1.0))


def act(chance, wf, wait, now, step):
    """One random action on one waiting task; returns its name for the trace."""
    values = {"n": chance.randrange(6), "step": step}
    if wait.kind == kernel.Kind.INCIDENT:
        kernel.retry(wf, wait.task_id, now)
        return "retry"
    if wait.kind == kernel.Kind.USER:
        kernel.complete(wf, wait.task_id, values, now)
        return "complete"
    if wait.kind == kernel.Kind.AD_HOC:
        kernel.activate(wf, wait.task_id, chance.choice(wait.choices), now)
        return "activate"
    if wait.kind != kernel.Kind.JOB:
        kernel.fire(wf, wait.task_id, {} if wait.kind == kernel.Kind.TIMER else values, now)
        return "fire"
    fate = chance.random()
    if fate < 0.1:
        kernel.throw_error(wf, wait.task_id, "E1", "", {}, now)
        return "error"
    if fate < 0.2:
        kernel.fail_job(wf, wait.task_id, RuntimeError("down"), now)
        return "fail"
    kernel.finish_job(wf, wait.task_id, values, now)
    return "finish"


def walk(specs, services, now, seed, mode):
    """Trace, step log, end and data of one walk. The choice depends on the seed and on what waits, nothing else."""
    chance = random.Random(seed)
    variables = {"n": chance.randrange(6), "no": seed, "items": list(range(chance.randrange(4)))}
    wf = kernel.start(specs, variables, services, now)
    trace, log = [], []
    for step in range(STEPS):
        log += [(s.element_id, s.event) for s in kernel.drain(wf).steps]
        if mode == "saved":
            wf = codec.load(codec.save(wf), specs, services)
        elif mode == "compacted":
            kernel.compact(wf)
        waits = [wait for wait in kernel.waits(wf).values() if wait.kind != kernel.Kind.CONDITION]
        if not waits:
            assert kernel.is_completed(wf), "a token was lost or stuck"
            cut_short = ("cancelled_s", "completed") in log
            assert log.count(("end", "completed")) == 1 or cut_short, "a token was lost or doubled"
            break
        now += timedelta(minutes=chance.randrange(200))
        wait = chance.choices(waits, [weight(w) for w in waits])[0]
        trace.append((wait.element_id, wait.loop_index, act(chance, wf, wait, now, step), len(waits)))
    return trace, log, kernel.is_completed(wf), kernel.variables(wf)


@pytest.mark.parametrize("diagram", range(DIAGRAMS))
def test_a_walk_is_the_same_in_memory_saved_and_compacted(diagram, draw, specs_of, services):
    specs = specs_of(Blocks(draw, diagram).process())
    before = draw.fingerprint(specs)

    for seed in range(WALKS_PER_DIAGRAM):
        in_memory = walk(specs, services, draw.NOW, seed, "memory")
        assert walk(specs, services, draw.NOW, seed, "saved") == in_memory
        assert walk(specs, services, draw.NOW, seed, "compacted") == in_memory

    assert draw.fingerprint(specs) == before


def test_the_walks_meet_every_kind_of_block_and_most_of_them_reach_the_end(draw, specs_of, services):
    met, ended = Counter(), 0
    for diagram in range(DIAGRAMS):
        specs = specs_of(Blocks(draw, diagram).process())
        for seed in range(WALKS_PER_DIAGRAM):
            _, log, completed, _ = walk(specs, services, draw.NOW, seed, "memory")
            ended += completed
            met.update(element.rstrip("0123456789_hse") or element for element, event in log if event == "completed")

    assert {"u", "v", "x", "b", "l", "g", "sp", "q", "c", "m"} <= met.keys()
    assert {"o", "i", "k", "w", "y", "t", "tx", "cx", "cb", "ad"} <= met.keys()
    assert ended > DIAGRAMS * WALKS_PER_DIAGRAM * 0.6
