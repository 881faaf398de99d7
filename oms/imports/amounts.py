"""What an import has booked and refused, added up from the tables: the other side of the file's own sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from kit.db import Reader, Tx
from oms.imports import queries
from oms.imports.models import ImportItem, ImportReject
from oms.orders.models import SalesOrder


@dataclass(frozen=True)
class Booked:
    """Orders of the file that exist, with their lines and gross amount in fen."""

    orders: int
    lines: int
    gross_fen: int


def booked(reader: Reader | Tx, job_id: int) -> Booked:
    """Orders that this job created or found."""
    query = (
        select(func.count(), func.coalesce(func.sum(SalesOrder.line_count), 0), func.sum(SalesOrder.gross_fen))
        .select_from(ImportItem)
        .join(SalesOrder, SalesOrder.id == ImportItem.order_id)
        .where(ImportItem.job_id == job_id)
    )
    orders, lines, gross = reader.connection.execute(query).one()
    return Booked(int(orders), int(lines), int(gross or 0))


def refused_fen(reader: Reader | Tx, job_id: int) -> int:
    """Amount of the refused rows as far as it can be read."""
    query = select(func.sum(ImportReject.amount_fen)).where(ImportReject.job_id == job_id)
    return int(reader.connection.execute(query).scalar() or 0)


def outcomes(reader: Reader | Tx, job_id: int) -> dict[int, str]:
    """What became of each order that is done, by its ordinal in the file."""
    query = select(ImportItem.ordinal, ImportItem.outcome).where(ImportItem.job_id == job_id)
    return {ordinal: outcome for ordinal, outcome in reader.connection.execute(query)}


def reasons(reader: Reader | Tx, job_id: int, *, consequence: str) -> dict[str, int]:
    """Refused orders by the code of their first own reason; `consequence` marks rows that are only affected."""
    first: dict[str, str] = {}
    for reject in queries.rejects(reader, job_id):
        key = reject.external_no or f"\0{reject.row}"
        codes = [reason["code"] for reason in reject.reasons if reason["code"] != consequence]
        if codes:
            first.setdefault(key, codes[0])
    return dict(sorted(Counter(first.values()).items()))
