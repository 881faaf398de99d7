"""The ten scenarios of the crash tests: short, whole stories that can be told again from any point."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from engine.models import ItemKind, WorkItem
from handlers import imports
from integrations.files import mapping
from kit.audit import JournalRow
from kit.db import Actor
from oms.orders import queries as orders
from tests.crash import carrier_book, pump
from tests.crash.client import Client
from tests.crash.company import START

Scenario = Callable[[Client], None]
SCENARIOS: dict[str, Scenario] = {}
RETAIL = mapping.by_name("online-retail", Path(__file__).parents[2] / "samples" / "mappings")
FILE = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,S1,LANTERN,10,2011-12-05 08:38:00,2.50,14075.0,UK
1,S2,MUG,4,2011-12-05 08:38:00,1.25,14075.0,UK
C2,S1,LANTERN,-1,2011-12-05 08:40:00,2.50,14075.0,UK
3,S1,LANTERN,3000,2011-12-05 08:41:00,2.00,14075.0,UK
5,S1,LANTERN,1,2011-12-05 08:43:00,0,,UK
6,S2,MUG,2,2011-12-05 08:44:00,1.35,17841.0,UK
"""


def scenario(tell: Scenario) -> Scenario:
    SCENARIOS[tell.__name__] = tell
    return tell


@scenario
def approve(client: Client) -> None:
    """Two levels, a rejection, and a return for edit."""
    large = client.submit("large", "A-100", 510)
    client.complete(large, "approve_level1", "approver", "approve")
    client.complete(large, "approve_level2", "manager", "approve")
    refused = client.submit("refused", "A-100", 51)
    client.complete(refused, "approve_level1", "approver", "reject", comment="价格不对")
    edited = client.submit("edited", "A-100", 52)
    client.complete(edited, "approve_level1", "approver", "return", comment="数量太多")
    client.edit(edited, "A-100", 51)
    client.complete(edited, "edit_order", "sales")
    client.complete(edited, "approve_level1", "approver", "approve", again="after the edit")
    client.settle()


@scenario
def vip(client: Client) -> None:
    """Both tasks of the fast track, while the order is approved and picked."""
    order = client.submit("vip", "A-100", 51, customer="C-VIP1")
    client.settle()
    client.complete(order, "prestock", "warehouse")
    client.complete(order, "approve_level1", "approver", "approve")
    client.complete(order, "follow_up", "service")
    client.settle()


@scenario
def credit(client: Client) -> None:
    """Within the limit, over it with an override, and over it without."""
    client.submit("within", "A-100", 5, customer="C-LOW1")
    over = client.submit("over", "A-100", 12, customer="C-LOW1")
    client.complete(over, "risk_approval", "risk", "approve")
    denied = client.submit("denied", "A-100", 1, customer="C-LOW1")
    client.complete(denied, "risk_approval", "risk", "reject", comment="先收旧款")
    client.settle()


@scenario
def reserve(client: Client) -> None:
    """Enough, and short until the second delivery; then the picker finds less, and it is short until the third."""
    client.submit("enough", "A-200", 1)
    short = client.submit("short", "A-300", 5)
    client.receive("first", "A-300", 4)
    client.settle()
    client.receive("second", "A-300", 1)
    client.settle()
    missing = [{"sku": "A-300", "quantity": "2", "note": "货位上只有三件"}]
    client.complete(short, "pick", "warehouse", variables={"short": missing})
    client.settle()
    client.receive("third", "A-300", 2)
    client.settle()


@scenario
def ship(client: Client) -> None:
    """Picked, booked with an answer that comes too late, pushed twice, delivered."""
    _carrier(client, step_seconds=0, faults=["late_error"])
    order = client.submit("shipped", "A-100", 3)
    client.complete(order, "pick", "warehouse")
    client.settle()
    client.push(order, times=2)
    client.settle()


@scenario
def import_file(client: Client) -> None:
    """Orders that are shipped, one that waits for approval, refused ones."""
    source = client.company.folder / "orders.csv"
    source.write_text(FILE, encoding="utf-8")
    clerk = Actor(7, "sales")
    job = imports.open_import(
        client.company.database,
        source,
        RETAIL,
        folder=client.company.folder / "imports",
        file_name="orders.csv",
        dry_run=False,
        actor=clerk,
    )
    imports.run(client.company.database, job.id)
    client.settle()


@scenario
def timer(client: Client) -> None:
    """Three days without delivery: the carrier is chased, the task is reminded of and escalated, then all is well."""
    _carrier(client, step_seconds=0)
    order = client.submit("late", "A-100", 1, warehouse="W2")
    client.settle()
    for days in (3, 4, 9):
        client.company.clock.reach(START + timedelta(days=days))
        client.settle()
    client.complete(order, "chase_carrier", "logistics", variables={"promised_on": "2026-12-05"})
    client.push(order)
    client.settle()


@scenario
def message(client: Client) -> None:
    """Early, in time, twice, and too late."""
    report = {"delivered_at": "2026-11-25T02:00:00Z"}
    early = client.submit("early", "A-100", 1, warehouse="W2")
    client.tell("early", "shipment.delivered", str(early), report, dedupe="early")
    client.settle()
    late = client.submit("late", "A-100", 1, warehouse="W2")
    client.settle()
    client.tell("in time", "shipment.delivered", str(late), report, dedupe="late")
    client.tell("again", "shipment.delivered", str(late), report, dedupe="late")
    client.tell("too late", "shipment.delivered", str(late), report, dedupe="stray")
    client.settle()


@scenario
def retry(client: Client) -> None:
    """The carrier is down for two tries; then for all of them, until a person has repaired it."""
    _carrier(client, step_seconds=600)
    client.once("patient", lambda: _be_patient(client))
    stuck = client.submit("stuck", "A-100", 2, warehouse="W2")
    client.company.carrier_is_down(True)
    pump.until(client.company, lambda: _exhausted(client, stuck))
    client.retry_incident(stuck)
    client.company.carrier_is_down(False)
    client.settle()


@scenario
def cancel(client: Client) -> None:
    """Before approval, and after the goods were picked and a booking whose answer was lost."""
    _carrier(client, step_seconds=600)
    early = client.submit("early", "A-100", 51)
    client.cancel(early)
    picked = client.submit("picked", "A-100", 3)
    client.complete(picked, "pick", "warehouse")
    client.lose_the_answer(picked)
    client.cancel(picked)
    client.settle()
    client.complete(picked, "put_back", "warehouse")
    client.settle()


def _be_patient(client: Client) -> bool:
    """Booked at the third try."""
    order = client.submit("patient", "A-100", 1, warehouse="W2")
    client.company.carrier_is_down(True)
    pump.until(client.company, lambda: _attempts(client, order) in (None, 2))
    client.company.carrier_is_down(False)
    client.settle()
    return True


def _carrier(client: Client, **wishes: object) -> None:
    """How the carrier behaves from now on; said once, as its faults are used up."""
    client.once("carrier", lambda: carrier_book.ask(client.company.carrier_url, "/_control", wishes))


def _attempts(client: Client, order: int) -> int | None:
    """Tries of the order's open job; None when it has none."""
    with client.company.database.read() as reader:
        instance = orders.order(reader, order).process_instance_id
        query = select(WorkItem.attempts).where(WorkItem.instance_id == instance, WorkItem.kind == ItemKind.JOB)
        return reader.session.scalar(query)


def _exhausted(client: Client, order: int) -> bool:
    """The last try has failed, now or before the crash."""
    with client.company.database.read() as reader:
        instance = orders.order(reader, order).process_instance_id
        query = select(JournalRow.n).where(JournalRow.stream == instance, JournalRow.action == "job.exhausted")
        return reader.session.scalar(query) is not None
