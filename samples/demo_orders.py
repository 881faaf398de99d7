"""Orders that make the screens of the demo company alive.

They use none of the customers and products with fixed values (C-1001, C-VIP1, C-LOW1, A-100 to A-300), so
that what is said about those stays true. Each order runs its process like any other: small ones from the
third-party warehouse reach the customer by themselves, the others wait in somebody's inbox.
"""

from __future__ import annotations

from functools import partial

from handlers import triggers
from kit.db import Database, Tx
from oms.identity import queries as identity
from oms.orders import queries as orders
from oms.orders.draft import LineDraft, OrderDraft
from samples import demo


def load(database: Database) -> int:
    """Submit the orders that are not there yet, as the demo account `sales`; returns how many were new.

    Wants the demo company loaded and the processes deployed. May run any number of times.
    """
    with database.read() as reader:
        seller = identity.user_by_username(reader, "sales").actor
    return sum(database.write(partial(_submit, row=row), actor=seller) for row in demo.rows("orders.csv"))


def _submit(tx: Tx, row: demo.Row) -> bool:
    if orders.find_external(tx, row["channel"], row["external_no"]) is not None:
        return False
    triggers.submit_order(tx, _draft(row))
    return True


def _draft(row: demo.Row) -> OrderDraft:
    wanted = (line.split() for line in row["lines"].split(";"))
    return OrderDraft(
        customer_code=row["customer"],
        channel=row["channel"],
        external_no=row["external_no"],
        warehouse_code=row["warehouse"],
        urgent=row["urgent"] == "yes",
        remark=row["remark"],
        lines=tuple(LineDraft(sku=sku, quantity=quantity) for sku, quantity in wanted),
    )
