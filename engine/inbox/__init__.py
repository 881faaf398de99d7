"""User tasks: what waits for whom (tasks), the card to decide on (card), and deciding it (decisions, assignment)."""

from __future__ import annotations

from engine.inbox.assignment import claim, draft, save_draft, transfer, unclaim
from engine.inbox.card import Card, card
from engine.inbox.completion import Completed, complete
from engine.inbox.tasks import Counts, Query, Task, counts, find, page

__all__ = [
    "Card",
    "Completed",
    "Counts",
    "Query",
    "Task",
    "card",
    "claim",
    "complete",
    "counts",
    "draft",
    "find",
    "page",
    "save_draft",
    "transfer",
    "unclaim",
]
