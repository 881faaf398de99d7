"""Start → one service task → end, half a kilobyte of data: started over HTTP, done by `orderflow worker`, PostgreSQL.

The task's topic is logistics.track for an order that has no parcel: a real remote handler that asks no carrier.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import company
import psycopg
from contest import percentile
from http_client import Client, Times
from place import Place
from report import Line
from service import Service, running

from kit import ids
from samples import demo

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="one_task_file" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="one_task" name="一个任务" isExecutable="true">
    <bpmn:startEvent id="begun" name="开始"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="a" sourceRef="begun" targetRef="work" />
    <bpmn:serviceTask id="work" name="做一件事">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="logistics.track" retries="3" />
        <zeebe:ioMapping><zeebe:input source="=order_id" target="order_id" /></zeebe:ioMapping>
      </bpmn:extensionElements>
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="b" sourceRef="work" targetRef="done" />
    <bpmn:endEvent id="done" name="结束"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""
DATA = {"order_id": "1", "note": "x" * 480}
CLIENTS = 4
WINDOW = 24  # instances on their way at once
WORKERS = 1
SECONDS = 6.0
LOOKS = 60
ENDED = "SELECT ended_at - started_at FROM instance WHERE ended_at IS NOT NULL AND started_at > %s ORDER BY 1"


def measure(place: Place) -> list[Line]:
    folder, url = place.folder(), place.postgres()
    database = company.open_database(company.settings(folder, url))
    demo.load(database)
    database.close()
    with services(folder, url) as service:
        per_s, took, visible = asyncio.run(_load(service.address, url))
    return [
        Line("one_task_per_s", f"one-task shape, completed, HTTP + {WORKERS} worker, PostgreSQL", per_s, "instances/s",
             250, least=True, note=f"{WINDOW} on their way; Camunda 8.8 published 248"),
        Line("one_task_p50_ms", "  started to completed, p50", percentile(took, 0.5), "ms"),
        Line("one_task_p99_ms", "  started to completed, p99", percentile(took, 0.99), "ms", 150),
        Line("visible_after_ms", "  completed to seen by GET /instances/{id}, median", percentile(visible, 0.5), "ms",
             note="looked at every 2 ms; Camunda 8.8 published 1,500"),
    ]  # fmt: skip


@contextmanager
def services(folder: Path, url: str) -> Iterator[Service]:
    """The service and its workers on one database. The service's own job threads are kept to one."""
    common = {"database_url": url, "carrier_url": "http://127.0.0.1:9"}
    with (
        running("serve", folder, **common, job_threads="1") as service,
        running("worker", folder, **common, job_threads="8"),
    ):
        yield service


async def _load(address: str, url: str) -> tuple[float, list[float], list[float]]:
    times: Times = {}
    clients = [await Client(address, times).open("designer") for _ in range(CLIENTS)]
    reason = "压测用的一步流程"
    await clients[0].upload("designer", "/deployments", "one_task.bpmn", DIAGRAM.encode(), reason)
    await _burst(clients, url, SECONDS / 3)  # warms up
    per_s, took = await _burst(clients, url, SECONDS)
    visible = [await _look(clients[0]) for _ in range(LOOKS)]
    return per_s, took, visible


async def _burst(clients: list[Client], url: str, seconds: float) -> tuple[float, list[float]]:
    """Completed a second, and milliseconds from start to completion."""
    state = _Window(url)
    end = time.perf_counter() + seconds

    async def work(client: Client) -> None:
        while time.perf_counter() < end:
            if state.full():
                await asyncio.sleep(0.001)
                continue
            state.started += 1
            wanted = {"process_id": "one_task", "business_key": f"k{ids.new_id()}", "variables": DATA}
            await client.ask("designer", "POST", "/instances", wanted)

    await asyncio.gather(*(work(client) for client in clients))
    per_s = state.ended / seconds
    while state.ended < state.started and time.perf_counter() < end + 10:
        await asyncio.sleep(0.01)
    return per_s, state.close()


async def _look(client: Client) -> float:
    """Milliseconds from the end of an instance to the first answer that shows it."""
    wanted = {"process_id": "one_task", "business_key": f"v{ids.new_id()}", "variables": DATA}
    made = await client.ask("designer", "POST", "/instances", wanted)
    while True:
        asked = time.time()
        seen = await client.ask("designer", "GET", f"/instances/{made['id']}")
        if seen["status"] == "ended":
            ended = datetime.fromisoformat(seen["ended_at"]).timestamp()
            return max(0.0, (max(asked, ended) - ended + time.time() - max(asked, ended)) * 1e3)
        await asyncio.sleep(0.002)


class _Window:
    """Counts what has ended, by looking into the table from a thread of its own."""

    def __init__(self, url: str) -> None:
        self.started = self.ended = 0
        self._since = int(time.time() * 1e6)
        self._stop = threading.Event()
        self._connection = psycopg.connect(url, autocommit=True)
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def full(self) -> bool:
        return self.started - self.ended >= WINDOW

    def close(self) -> list[float]:
        self._stop.set()
        self._thread.join()
        took = [row[0] / 1000 for row in self._connection.execute(ENDED, (self._since,))]
        self._connection.close()
        return took

    def _count(self) -> None:
        query = "SELECT count(*) FROM instance WHERE status = 2 AND id > %s"
        first = self._connection.execute("SELECT coalesce(max(id), 0) FROM instance").fetchone()
        while not self._stop.wait(0.004):
            found = self._connection.execute(query, first).fetchone()
            self.ended = found[0] if found else 0
