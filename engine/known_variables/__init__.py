"""Which variables are known at each element of a process, from where and of what type: what an editor offers.

    found = known_variables.known_at(deployment, "order_to_cash")     # deployment: validation.check.deployment_of(...)
    found["approve"].variables      # Known(name, schema, sources, zh, en, optional, local), by name
    found["approve"].open           # a message or an unknown handler may have brought any other name, or it is too much
    found["approve"].reads          # names that its expressions read from outside of it

A variable is known where some way leads that has written it; `optional` when another way leads there without it. An
event sub-process knows all that its scope may have written; what it writes itself its scope knows unless it interrupts.
What runs beside an element counts once they have met.
"""

from __future__ import annotations

from engine.known_variables.analysis import At, known_at
from engine.known_variables.state import Known

__all__ = ["At", "Known", "known_at"]
