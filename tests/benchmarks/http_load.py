"""The load of the HTTP measurement: `http_load.py ADDRESS CLIENTS`. Every client does whole orders, one after another.

An order: create, the approver's inbox, its task, approve, the picker's task, pick, look until it is shipped, the
carrier's message, look again: about eleven calls.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import company
from contest import percentile, serve
from http_client import Client, Times

from kit import ids

PEOPLE = ("sales", "approver", "warehouse", "admin")
LINES = 3
PAUSE = 0.004  # seconds between two looks


async def order(client: Client, number: int) -> None:
    lines = [{"sku": company.sku(number * LINES + n), "quantity": "2"} for n in range(LINES)]
    wanted = {
        "customer_code": company.customer(number), "channel": "B2B", "external_no": f"H-{ids.new_id()}",
        "warehouse_code": "W1", "lines": lines,
    }  # fmt: skip
    key = f"Idempotency-Key: {ids.new_uid().hex}\r\n"
    made = await client.ask("sales", "POST", "/orders", wanted, tag="create", head=key)
    await client.ask("approver", "GET", "/tasks?limit=20", tag="inbox")
    await complete(client, "approver", made["id"], "approve_level1", "approve")
    await complete(client, "warehouse", made["id"], "pick", "complete")
    await until(client, made["id"], "fulfilment", "shipped")
    message = {"name": "shipment.delivered", "correlation_key": made["id"], "variables": {}}
    await client.ask("admin", "POST", "/messages", message, tag="message")
    await until(client, made["id"], "commercial", "closed")


async def complete(client: Client, who: str, order_id: str, element: str, outcome: str) -> None:
    tasks = await client.ask(who, "GET", f"/tasks?order_id={order_id}", tag="order tasks")
    task = next(task for task in tasks["items"] if task["element_id"] == element)
    await client.ask(who, "POST", f"/tasks/{task['id']}/complete", {"outcome": outcome}, tag="complete")


async def until(client: Client, order_id: str, kind: str, status: str) -> None:
    while True:
        seen = await client.ask("sales", "GET", f"/orders/{order_id}", tag="order")
        if seen["status"][kind] == status:
            return
        await asyncio.sleep(PAUSE)


async def load(clients: list[Client], seconds: float) -> int:
    done, end = [0], time.perf_counter() + seconds

    async def work(client: Client, number: int) -> None:
        while time.perf_counter() < end:
            await order(client, number)
            number += len(clients)
            done[0] += 1

    await asyncio.gather(*(work(client, number) for number, client in enumerate(clients)))
    return done[0]


def measure(runner: asyncio.Runner, clients: list[Client], times: Times, seconds: float) -> dict[str, Any]:
    times.clear()
    began = time.perf_counter()
    done = runner.run(load(clients, seconds))
    spent = time.perf_counter() - began
    shown = {
        f"{tag} p{share}": percentile(found, share / 100) * 1e3 for tag, found in times.items() for share in (50, 95)
    }
    return {"per_s": done / spent, "calls_per_s": sum(map(len, times.values())) / spent, **shown}


if __name__ == "__main__":
    address, count = sys.argv[1], int(sys.argv[2])
    noted: Times = {}
    with asyncio.Runner() as main:

        async def connect() -> list[Client]:
            return [await Client(address, noted).open(*PEOPLE) for _ in range(count)]

        connected = main.run(connect())
        serve(lambda seconds: measure(main, connected, noted, seconds))
