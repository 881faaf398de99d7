"""WHAT EACH SERVICE TASK DOES: one module per topic prefix, thin. Importing this package registers every topic.

A handler takes ids, calls the business services and gives plain data back; triggers.py goes the other way, from a
business event to a process.
"""

from __future__ import annotations

from types import ModuleType

from handlers import credit, customers, inventory, logistics, notification, orders

MODULES: tuple[ModuleType, ...] = (credit, customers, inventory, logistics, notification, orders)


def register() -> tuple[ModuleType, ...]:
    """The modules whose topics are registered; entry points call it before they deploy or run diagrams."""
    return MODULES
