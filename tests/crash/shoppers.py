"""Clients under load: they order, decide and cancel through HTTP, ask again until acknowledged, and keep a log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from samples import demo

V1 = "/api/v1"
PAUSE = 0.05  # seconds before asking again


@dataclass
class Acknowledged:
    """What the service has promised, as its clients remember it."""

    orders: dict[str, str] = field(default_factory=dict)  # external number → id
    decisions: dict[str, str] = field(default_factory=dict)  # task id → login
    cancelled: set[str] = field(default_factory=set)  # order ids


@dataclass
class Person:
    """One logged-in account. Every call is repeated until the service has answered it."""

    url: str
    login: str
    give_up: threading.Event

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.url, timeout=20, verify=False)  # noqa: S501 plain HTTP
        answer, _ = self.call("POST", "/sessions", {"username": self.login, "password": demo.PASSWORD})
        expect(answer, 200)

    def call(
        self, method: str, path: str, body: Any = None, *, key: str = "", **rest: Any
    ) -> tuple[httpx.Response, bool]:
        """(answer, whether an earlier try may have counted). An answer of 5xx is none."""
        headers = {"Idempotency-Key": key} if key else {}
        unsure = False
        while not self.give_up.is_set():
            try:
                answer = self._client.request(method, V1 + path, json=body, headers=headers, **rest)
            except httpx.HTTPError:
                unsure = True
                time.sleep(PAUSE)
                continue
            if answer.status_code < 500 and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return answer, unsure
            unsure = unsure or answer.status_code >= 500
            time.sleep(PAUSE)
        raise TimeoutError(f"{method} {path} was never answered")

    def close(self) -> None:
        self._client.close()


class Shoppers:
    """A few threads that tell one order's story after the other until they are stopped."""

    def __init__(self, url: str, threads: int) -> None:
        self.acknowledged = Acknowledged()
        self.faults: list[str] = []
        self._stop, self.give_up = threading.Event(), threading.Event()
        people = ("sales", "approver", "warehouse")
        self._people = {login: Person(url, login, self.give_up) for login in people}
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> None:
        """No new orders; those in hand are told to their end. Raises AssertionError when one never ends."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=patience)
        self.give_up.set()
        for person in self._people.values():
            person.close()
        assert not any(thread.is_alive() for thread in self._threads)

    def _run(self, number: int) -> None:
        people = self._people
        stories = (self._third_party, self._picked, self._approved, self._cancelled)
        turn = 0
        while not self._stop.is_set():
            turn += 1
            try:
                stories[(turn + number) % len(stories)](people, f"shop-{number}-{turn}")
            except Exception as fault:
                self.faults.append(f"shop-{number}-{turn}: {fault!r}")
            time.sleep(PAUSE)

    def _third_party(self, people: dict[str, Person], name: str) -> None:
        self._order(people["sales"], name, "W2", "B-103")

    def _picked(self, people: dict[str, Person], name: str) -> None:
        order = self._order(people["sales"], name, "W1", "B-103")
        self._decide(people["warehouse"], order, "pick", "complete")

    def _approved(self, people: dict[str, Person], name: str) -> None:
        order = self._order(people["sales"], name, "W1", "B-103", discount_percent="5")
        self._decide(people["approver"], order, "approve_level1", "approve")
        self._decide(people["warehouse"], order, "pick", "complete")

    def _cancelled(self, people: dict[str, Person], name: str) -> None:
        order = self._order(people["sales"], name, "W1", "B-103")
        answer, _ = people["sales"].call("POST", f"/orders/{order}/cancel", {"reason": "客户不要了"})
        expect(answer, 202)
        self.acknowledged.cancelled.add(order)

    def _order(self, sales: Person, name: str, warehouse: str, sku: str, **line: str) -> str:
        body = {
            "customer_code": "C-1009",
            "channel": "B2B",
            "external_no": name,
            "warehouse_code": warehouse,
            "lines": [{"sku": sku, "quantity": "1", **line}],
        }
        answer, _ = sales.call("POST", "/orders", body, key=name)
        expect(answer, 201)
        order = str(answer.json()["id"])
        self.acknowledged.orders[name] = order
        return order

    def _decide(self, person: Person, order: str, element: str, outcome: str) -> None:
        task = self._task(person, order, element)
        answer, unsure = person.call("POST", f"/tasks/{task}/complete", {"outcome": outcome})
        expect(answer, *((200, 409) if unsure else (200,)))
        self.acknowledged.decisions[task] = person.login

    def _task(self, person: Person, order: str, element: str) -> str:
        answer, _ = person.call("GET", "/tasks", params={"order_id": order})
        found = [task["id"] for task in answer.json()["items"] if task["element_id"] == element]
        assert found, f"order {order} does not wait at {element}: {answer.text[:300]}"
        return str(found[0])


def expect(answer: httpx.Response, *codes: int) -> None:
    assert answer.status_code in codes, f"{answer.status_code} {answer.text[:300]}"


def until(reached: Callable[[], object], patience: float, what: str) -> None:
    """Raises AssertionError with the last answer after `patience` seconds."""
    deadline = time.monotonic() + patience
    while left := reached():
        assert time.monotonic() < deadline, f"{what}: {left}"
        time.sleep(0.25)
