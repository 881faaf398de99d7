"""THE BUSINESS: one folder per area, each with what it needs of models, service, queries, rules, errors.

Layers, upper may use lower: logistics, imports > orders > pricing, credit, inventory > customers, catalog >
identity, notifications, audit. Nothing here knows processes, HTTP or other people's systems.
Ids of another area are plain numbers without a foreign key, so that an area's tables stand alone.
"""

from __future__ import annotations
