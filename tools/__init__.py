"""What `make` runs to set up, check and prepare: small scripts, named by what they do.

Those that run before the virtual environment exists use nothing but the standard library.
"""

from __future__ import annotations
