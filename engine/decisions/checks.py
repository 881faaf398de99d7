"""What is doubtful about a table before it ever runs."""
from __future__ import annotations
def of_tables(tables): return ()
