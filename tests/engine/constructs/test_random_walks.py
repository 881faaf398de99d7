"""Random walks over generated diagrams on a real database: what waits and what was done is what a simple model says.

The model knows nothing of tokens: each block of the drawing says what it waits for and when it is over. Everything in
memory is dropped before each action, and a command that was done is given once more, which must change nothing.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine import bundles, definitions, errors, history, instances, kernel, runtime
from engine.advance import Cause, advance
from engine.models import ItemKind, WorkItem
from engine.work_items import task_id
from kit import config, db

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="x">'
)
ACTIONS = 100
RARE = {"b": 0.4, "l": 0.15}  # what ends others, or comes again
Drawing = Callable[["Pen"], "Block"]


@dataclass
class Pen:
    """Draws into one scope; `values` are variables that decide the gateways."""

    values: dict[str, Any] = field(default_factory=dict)
    count: list[int] = field(default_factory=lambda: [0])
    xml: list[str] = field(default_factory=list)

    def inside(self) -> Pen:
        return Pen(self.values, self.count)

    def name(self, prefix: str) -> str:
        self.count[0] += 1
        return f"{prefix}{self.count[0]}"

    def put(self, tag: str, name: str, inside: str = "", **attributes: str) -> str:
        written = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.xml.append(f'<{tag} id="{name}"{written}>{inside}</{tag}>')
        return name

    def link(self, source: str, target: str, condition: str = "") -> str:
        inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        return self.put("sequenceFlow", f"f_{source}_{target}", inside, sourceRef=source, targetRef=target)

    def user(self, prefix: str = "u", inside: str = "") -> str:
        mark = "<extensionElements><zeebe:userTask/></extensionElements>"
        return self.put("userTask", self.name(prefix), mark + inside)

    def script(self, expression: str, variable: str) -> str:
        held = f'<zeebe:script expression="={expression}" resultVariable="{variable}"/>'
        return self.put("scriptTask", self.name("x"), f"<extensionElements>{held}</extensionElements>")

    def timer(self, repeated: bool) -> str:
        text = "<timeCycle>R2/PT1H</timeCycle>" if repeated else "<timeDuration>PT1H</timeDuration>"
        return f"<timerEventDefinition>{text}</timerEventDefinition>"


class Live(Protocol):
    """A block that has begun: `done` as soon as the flow behind it goes on."""

    done: bool

    def waits(self) -> list[str]:
        """Elements that somebody must act on, as often as they wait."""

    def act(self, name: str) -> None:
        """One of them happens."""


@dataclass
class Frame:
    """The scope that runs: what goes on beside its flow, and how often each element was done."""

    done: Counter[str]
    beside: list[Live] = field(default_factory=list)


@dataclass
class Block:
    """A drawn block with one way in and one way out."""

    entry: str
    exit: str
    begin: Callable[[Frame], Live]


class Some:
    """Several things at once; over when all are."""

    def __init__(self, parts: list[Live]) -> None:
        self.parts = parts
        self.done = all(part.done for part in parts)

    def waits(self) -> list[str]:
        return [name for part in self.parts for name in part.waits()]

    def act(self, name: str) -> None:
        next(part for part in self.parts if name in part.waits()).act(name)
        self.done = all(part.done for part in self.parts)


class Chain:
    """One thing after another; `following` gives the next or None."""

    def __init__(self, following: Iterator[Live]) -> None:
        self._following = following
        self.now: Live | None = None
        self.done = False
        self._go()

    def _go(self) -> None:
        self.now = next((part for part in self._following if not part.done), self.now)
        self.done = self.now is None or self.now.done

    def waits(self) -> list[str]:
        return [] if self.now is None or self.done else self.now.waits()

    def act(self, name: str) -> None:
        if self.now is not None:
            self.now.act(name)
            if self.now.done:
                self._go()


class Wait:
    """One element."""

    def __init__(self, name: str, frame: Frame) -> None:
        self.name, self.frame, self.done = name, frame, False

    def waits(self) -> list[str]:
        return [] if self.done else [self.name]

    def act(self, name: str) -> None:
        self.done = True
        self.frame.done[name] += 1


class Guard:
    """A host with a timer on it. Interrupting: the handler comes in place of the host; else it runs beside."""

    def __init__(self, host: Live, event: str, handler: str, left: int, interrupting: bool, frame: Frame) -> None:
        self.host, self.event, self.handler, self.left = host, event, handler, left
        self.interrupting, self.frame = interrupting, frame
        self.done = host.done

    def waits(self) -> list[str]:
        return [] if self.done else [*self.host.waits(), *([self.event] if self.left else [])]

    def act(self, name: str) -> None:
        if name != self.event:
            self.host.act(name)
        else:
            self.frame.done[name] += 1
            self.left -= 1
            handling = Wait(self.handler, self.frame)
            if self.interrupting:
                self.host, self.left = handling, 0
            else:
                self.frame.beside.append(handling)
        self.done = self.host.done


class Inner:
    """A sub-process: over when its flow and all that runs beside it are. With `event` its inside may be ended for
    `handler`."""

    def __init__(self, begin: Callable[[Frame], Live], event: str, handler: str, frame: Frame) -> None:
        self.frame = Frame(frame.done)
        self.flow = begin(self.frame)
        self.event, self.handler = event, handler
        self.done = self._over()

    def _all(self) -> list[Live]:
        return [self.flow, *self.frame.beside]

    def _over(self) -> bool:
        return all(part.done for part in self._all())

    def waits(self) -> list[str]:
        if self.done:
            return []
        return [name for part in self._all() for name in part.waits()] + ([self.event] if self.event else [])

    def act(self, name: str) -> None:
        if name == self.event:
            self.frame.done[name] += 1
            self.frame.beside.clear()
            self.flow, self.event = Wait(self.handler, self.frame), ""
        else:
            next(part for part in self._all() if name in part.waits()).act(name)
        self.done = self._over()


def task() -> Drawing:
    def draw(pen: Pen) -> Block:
        name = pen.user()
        return Block(name, name, lambda frame: Wait(name, frame))

    return draw


def sequence(parts: list[Drawing]) -> Drawing:
    def draw(pen: Pen) -> Block:
        blocks = [part(pen) for part in parts]
        for before, after in itertools.pairwise(blocks):
            pen.link(before.exit, after.entry)
        return Block(blocks[0].entry, blocks[-1].exit, lambda frame: Chain(block.begin(frame) for block in blocks))

    return draw


def split(kind: str, parts: list[Drawing], choice: int) -> Drawing:
    """`choice`: the branch of an exclusive gateway, the bits of an inclusive one."""

    def draw(pen: Pen) -> Block:
        blocks = [part(pen) for part in parts]
        number, fork, join = choice % len(parts), pen.name("g"), pen.name("g")
        mask = choice % (2 ** len(parts) - 1) + 1
        taken = {
            "exclusive": [number],
            "inclusive": [place for place in range(len(parts)) if mask >> place & 1],
            "parallel": list(range(len(parts))),
        }[kind]
        pen.values[fork] = taken
        for place, block in enumerate(blocks):
            pen.link(fork, block.entry, "" if kind == "parallel" else f"=list contains({fork}, {place})")
            pen.link(block.exit, join)
        pen.put(f"{kind}Gateway", fork)
        pen.put(f"{kind}Gateway", join)
        return Block(fork, join, lambda frame: Some([blocks[place].begin(frame) for place in taken]))

    return draw


def loop(body: Drawing, times: int) -> Drawing:
    def draw(pen: Pen) -> Block:
        block, counter = body(pen), pen.name("c")
        first, add = pen.script("0", counter), pen.script(f"{counter} + 1", counter)
        back, leave, out = (
            pen.put("exclusiveGateway", pen.name("g")),
            pen.name("g"),
            pen.script("true", f"{counter}_over"),
        )
        pen.put("exclusiveGateway", leave, default=f"f_{leave}_{out}")
        for source, target in ((first, back), (back, block.entry), (block.exit, add), (add, leave), (leave, out)):
            pen.link(source, target)
        pen.link(leave, back, f"={counter} &lt; {times}")
        return Block(first, out, lambda frame: Chain(block.begin(frame) for _ in range(times)))

    return draw


def guarded(body: Drawing, interrupting: bool) -> Drawing:
    """A timer on a sub-process (or a task in one): its handler joins the flow, or ends by itself."""

    def draw(pen: Pen) -> Block:
        block = body(pen)
        event, handler = pen.name("b"), pen.user("h")
        cancel = str(interrupting).lower()
        pen.put("boundaryEvent", event, pen.timer(not interrupting), attachedToRef=block.entry, cancelActivity=cancel)
        merge = pen.put("exclusiveGateway", pen.name("g")) if interrupting else pen.put("endEvent", pen.name("e"))
        pen.link(event, handler)
        pen.link(handler, merge)
        if interrupting:
            pen.link(block.exit, merge)
        left = 1 if interrupting else 2
        return Block(
            block.entry,
            merge if interrupting else block.exit,
            lambda frame: Guard(block.begin(frame), event, handler, left, interrupting, frame),
        )

    return draw


def sub_process(body: Drawing, loose: list[Drawing], event: bool) -> Drawing:
    """`loose` branches leave a task at once and each ends by itself; `event` adds an event sub-process."""

    def draw(pen: Pen) -> Block:
        inner, name = pen.inside(), pen.name("sp")
        blocks = [body(inner), *(part(inner) for part in loose)]
        first = inner.user()
        inner.link(inner.put("startEvent", inner.name("s")), first)
        for block in blocks:
            inner.link(first, block.entry)
            inner.link(block.exit, inner.put("endEvent", inner.name("e")))
        begins, handler = "", ""
        if event:
            handled = inner.inside()
            begins, handler = inner.name("l"), handled.user("h")
            handled.put("startEvent", begins, inner.timer(False))
            handled.link(begins, handler)
            handled.link(handler, handled.put("endEvent", handled.name("e")))
            inner.put("subProcess", inner.name("q"), "".join(handled.xml), triggeredByEvent="true")
        pen.put("subProcess", name, "".join(inner.xml))

        def flow(frame: Frame) -> Live:
            return Chain(
                make() for make in (lambda: Wait(first, frame), lambda: Some([block.begin(frame) for block in blocks]))
            )

        return Block(name, name, lambda frame: Inner(flow, begins, handler, frame))

    return draw


def multi_instance(count: int, sequential: bool) -> Drawing:
    def draw(pen: Pen) -> Block:
        items = f'<zeebe:loopCharacteristics inputCollection="={list(range(count))}" inputElement="item"/>'
        held = f"<extensionElements>{items}</extensionElements>"
        tag = "multiInstanceLoopCharacteristics"
        name = pen.user("m", f'<{tag} isSequential="{str(sequential).lower()}">{held}</{tag}>')

        def begin(frame: Frame) -> Live:
            made = (Wait(name, frame) for _ in range(count))
            return Chain(made) if sequential else Some(list(made))

        return Block(name, name, begin)

    return draw


def choice() -> Drawing:
    def draw(pen: Pen) -> Block:
        gate, merge = pen.put("eventBasedGateway", pen.name("g")), pen.put("exclusiveGateway", pen.name("g"))
        caught = [pen.put("intermediateCatchEvent", pen.name("c"), pen.timer(False)) for _ in range(2)]
        for name in caught:
            pen.link(gate, name)
            pen.link(name, merge)
        return Block(gate, merge, lambda frame: First([Wait(name, frame) for name in caught]))

    return draw


class First(Some):
    """Over with the first."""

    def act(self, name: str) -> None:
        super().act(name)
        self.parts = [part for part in self.parts if part.done]
        self.done = True


def bigger(smaller: st.SearchStrategy[Drawing]) -> st.SearchStrategy[Drawing]:
    some = st.lists(smaller, min_size=2, max_size=3)
    inside = st.builds(sub_process, smaller, st.lists(smaller, max_size=1), st.booleans())
    guard = st.builds(guarded, st.one_of(inside, st.builds(task)), st.booleans())
    return st.one_of(
        guard,
        st.builds(sequence, some),
        st.builds(split, st.sampled_from(("exclusive", "inclusive", "parallel")), some, st.integers(0, 20)),
        st.builds(loop, smaller, st.integers(1, 3)),
        inside,
        guard,
    )


LEAVES = st.one_of(st.builds(task), st.builds(multi_instance, st.integers(0, 3), st.booleans()), st.builds(choice))
BLOCKS = st.recursive(LEAVES, bigger, max_leaves=10)
DRAWINGS = st.builds(sequence, st.lists(BLOCKS, min_size=3, max_size=5))


@pytest.fixture(scope="module")
def database(new_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[db.Database]:
    folder = tmp_path_factory.mktemp("walks")
    chosen = config.Settings(data_dir=folder, database_url=new_sqlite(folder))
    opened = db.open_database(chosen)
    runtime.install(opened, chosen)
    yield opened
    opened.close()


def draw_process(drawing: Drawing) -> tuple[bytes, Block, dict[str, Any]]:
    pen = Pen()
    block = drawing(pen)
    pen.link(pen.put("startEvent", "start"), block.entry)
    pen.link(block.exit, pen.put("endEvent", "end"))
    body = f'<process id="walk" isExecutable="true">{"".join(pen.xml)}</process>'
    return f"{HEAD}{body}</definitions>".encode(), block, pen.values


def forget(database: db.Database) -> None:
    engine = runtime.of(database)
    engine.hot.clear()
    engine.bundles = bundles.Bundles()


def open_items(database: db.Database, instance: int) -> list[WorkItem]:
    with database.read() as reader:
        query = select(WorkItem).where(WorkItem.instance_id == instance).order_by(WorkItem.element, WorkItem.id)
        return list(reader.session.scalars(query))


def act(database: db.Database, instance: int, item: WorkItem) -> None:
    forget(database)
    task = task_id(item.id)

    def apply(tx: db.Tx) -> None:
        command = kernel.complete if item.kind == ItemKind.USER else kernel.fire
        advance(tx, instance, lambda workflow: command(workflow, task, {}, tx.now), Cause("walk.acted"))

    database.write(apply)


def completed(database: db.Database, instance: int) -> Counter[str]:
    with database.read() as reader:
        entries = history.entries(reader, instance)
    steps = [step.element_id for entry in entries for step in entry.steps if step.event == "completed"]
    return Counter(step for step in steps if step[0] in "uhmcbl")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawing=DRAWINGS, seed=st.integers(0, 2**32))
def test_no_token_is_lost_or_doubled_on_any_way(database: db.Database, drawing: Drawing, seed: int) -> None:
    xml, block, values = draw_process(drawing)
    database.write(lambda tx: definitions.deploy(tx, {"walk.bpmn": xml}, note="a walk"))
    instance = database.write(lambda tx: instances.start(tx, "walk", values, business_key="K").instance_id)
    done: Counter[str] = Counter()
    chance = random.Random(seed)
    model = Inner(block.begin, "", "", Frame(done))
    assert sorted(item.element for item in open_items(database, instance)) == sorted(model.waits())

    for _ in range(ACTIONS):
        items = open_items(database, instance)
        if not items:
            break
        (item,) = chance.choices(items, [RARE.get(item.element[0], 1.0) for item in items])
        act(database, instance, item)
        model.act(item.element)
        assert sorted(found.element for found in open_items(database, instance)) == sorted(model.waits()), item.element
        with pytest.raises((errors.TaskGone, errors.TaskNotWaiting, errors.InstanceNotActive)):
            act(database, instance, item)

    assert completed(database, instance) == done
    with database.read() as reader:
        status = instances.view(reader, instance).status
    assert (status == "ended") is model.done is (not model.waits())
