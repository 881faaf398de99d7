"""Rules of customers without a database: kinds, how codes compare."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

CODE = re.compile(r"[^\s\x00-\x1f]{1,64}")
ORDINARY = "ordinary"  # the tier of a customer for whom none was decided yet


class CustomerKind(StrEnum):
    """What sort of buyer it is."""

    COMPANY = "company"  # buys on account
    PERSON = "person"  # pays at once


def code_key(code: str) -> str:
    """The form in which codes compare: width and case do not matter."""
    return unicodedata.normalize("NFKC", code).casefold()
