"""Rules of identity without a database: roles, how user names compare, the delay after wrong passwords."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import timedelta
from enum import StrEnum

FREE_ATTEMPTS = 5
FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=15)
MIN_PASSWORD_LENGTH = 8
TOUCH_EVERY = timedelta(minutes=1)
TOUCHES_PER_IDLE = 10  # at least: whoever works does not lose a session that may be idle for a short time only


class Role(StrEnum):
    """What a person does here; also the candidate group of his tasks."""

    SALES = "sales"  # enters and follows orders
    SALES_MANAGER = "sales_manager"  # second approval, price exceptions
    CONTRACT_APPROVER = "contract_approver"  # first approval of orders
    FINANCE = "finance"  # receivables, limits, invoices
    RISK_CONTROL = "risk_control"  # decides on what exceeds a credit limit
    WAREHOUSE = "warehouse"  # receives, picks, packs
    LOGISTICS = "logistics"  # carriers and shipments
    CUSTOMER_SERVICE = "customer_service"  # follows customers up
    PROCESS_DESIGNER = "process_designer"  # draws and publishes processes
    AUDITOR = "auditor"  # reads everything, changes nothing
    ADMIN = "admin"  # accounts and operations


def touch_every(idle: timedelta) -> timedelta:
    """How long the use of a session may stay unwritten."""
    return min(TOUCH_EVERY, idle / TOUCHES_PER_IDLE)


def username_key(username: str) -> str:
    """The form in which user names are compared: full width, case and outer blanks do not matter."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def delay_after(failed_logins: int) -> timedelta:
    """How long the account refuses log-ins after so many wrong passwords in a row; it always ends."""
    surplus = failed_logins - FREE_ATTEMPTS
    if surplus < 0:
        return timedelta(0)
    factor: int = 2 ** min(surplus, 16)
    return min(FIRST_DELAY * factor, LONGEST_DELAY)


def token_hash(token: str) -> bytes:
    """What is stored of a session token: a thief of the database cannot log in with it."""
    return hashlib.sha256(token.encode()).digest()
