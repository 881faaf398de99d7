"""Other people's systems: carriers, messengers, files.

One Protocol per kind of system, one file per vendor. Only this package opens connections to the
outside (`outbound.py`), and nothing here holds a database transaction open.
"""
