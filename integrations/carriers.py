"""The carriers this process may use, by code.

Filled once at start by the composition root (`use`); handlers and the webhook ask by code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from integrations.carrier import Carrier
from integrations.errors import CarrierUnknown
from integrations.sandbox_carrier import SandboxCarrier

_in_use: dict[str, Carrier] = {}


def use(carrier: Carrier) -> None:
    """Make a carrier known; one of the same code is replaced."""
    _in_use[carrier.code] = carrier


def use_sandbox(url: str, *, secret: str) -> SandboxCarrier:
    """Make the sandbox carrier at `url` known and return it."""
    carrier = SandboxCarrier(url, secret=secret)
    use(carrier)
    return carrier


def by_code(code: str) -> Carrier:
    """Raises CarrierUnknown."""
    try:
        return _in_use[code]
    except KeyError:
        raise CarrierUnknown(carrier=code) from None


def default() -> Carrier:
    """The carrier made known first; raises CarrierUnknown when there is none."""
    for carrier in _in_use.values():
        return carrier
    raise CarrierUnknown(carrier="sandbox")


def clear() -> None:
    """Forget all of them, for a process that starts anew inside one (tests, restarts)."""
    _in_use.clear()


@contextmanager
def alone() -> Iterator[None]:
    """Within it no carrier is known but those made known there; afterwards all is as before. For tests beside a running
    service of the same process."""
    before = dict(_in_use)
    _in_use.clear()
    try:
        yield
    finally:
        _in_use.clear()
        _in_use.update(before)
