"""Forms: what a person types against the task's JSON Schema.

checking.py says whether it fits, keywords.py what each keyword means here, faults.py what is wrong in two languages.
"""

from __future__ import annotations

from engine.forms.checking import check, unusable

__all__ = ["check", "unusable"]
