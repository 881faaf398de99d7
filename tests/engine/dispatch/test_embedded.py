"""Jobs in the service process: what happens to a job whose outcome the database would not take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from engine import definitions, instances, runtime, topics
from engine.dispatch.embedded import EmbeddedDispatch
from kit import config, db

PATIENCE = 20.0  # seconds
DIAGRAM = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    b'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="x"><process id="proc" '
    b'isExecutable="true"><startEvent id="s"/><serviceTask id="J"><extensionElements><zeebe:taskDefinition '
    b'type="test.embedded"/></extensionElements></serviceTask><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" '
    b'targetRef="J"/><sequenceFlow id="f2" sourceRef="J" targetRef="e"/></process></definitions>'
)


class Nothing(BaseModel):
    """No fields."""


class FullDisk:
    """Refuses so many commits from the moment it is filled."""

    def __init__(self) -> None:
        self.filled = False
        self.refusals = 0

    def fill(self) -> None:
        """Once: for the job's result and for its failure."""
        if not self.filled:
            self.filled, self.refusals = True, 2

    def seen(self, moment: str) -> None:
        if moment == "before" and self.refusals:
            self.refusals -= 1
            raise OSError("No space left on device")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    """And a remote topic test.embedded whose first run fills it."""
    full = FullDisk()
    monkeypatch.setattr(topics, "REGISTRY", dict(topics.REGISTRY))

    @topics.remote("test.embedded", title_zh="工作", title_en="work")
    def work(reader: db.Database, job: topics.Job, given: Nothing) -> Nothing:
        full.fill()
        return Nothing()

    return full


@pytest.fixture
def database(new_sqlite: Callable[[Path], str], tmp_path: Path, disk: FullDisk) -> Iterator[db.Database]:
    settings = config.Settings(data_dir=tmp_path, database_url=new_sqlite(tmp_path))
    opened = db.open_database(settings)
    opened.watch.seen = disk.seen
    dispatch = EmbeddedDispatch(2, again_after=timedelta(seconds=0.2))
    runtime.install(opened, settings, dispatch=dispatch)
    dispatch.start(opened)
    yield opened
    dispatch.stop()
    opened.close()


def test_a_job_whose_outcome_could_not_be_written_is_done_again(database: db.Database) -> None:
    database.write(lambda tx: definitions.deploy(tx, {"p.bpmn": DIAGRAM}, note="for the test"))
    begun = database.write(lambda tx: instances.start(tx, "proc", {}, business_key="K1"))

    assert _status(database, begun.instance_id) == "ended"


def _status(database: db.Database, instance_id: int) -> str:
    """Once it has ended, or what it is after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with database.read() as reader:
            status = instances.view(reader, instance_id).status
        if status == "ended" or time.monotonic() > deadline:
            return status
        time.sleep(0.02)
