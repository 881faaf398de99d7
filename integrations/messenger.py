"""Messages to people outside the application: DingTalk, WeCom, Feishu, mail and the rest of apprise.

The addresses come from the operator's settings, never from a user. Called by the outbox relay after the
commit, so it may run twice; the message id in the text's last line lets a reader see a repetition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import apprise

from integrations.dingtalk import DingTalk
from integrations.errors import MessageNotDelivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; line breaks in the title become blanks (no header injection into mails)."""

    title: str
    body: str


class Messenger:
    """Delivers to every address of the settings; built once at start, used by one thread at a time."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._targets = {_name(url): _target(url) for url in urls}

    @property
    def silent(self) -> bool:
        """True when no address is configured: `deliver` then does nothing."""
        return not self._targets

    def deliver(self, message: Message, served: set[str] | None = None) -> None:
        """Send to all but those in `served`, to which everybody is added who has it now: given again at the next try,
        nobody gets it twice. Raises MessageNotDelivered naming those that failed."""
        served = set() if served is None else served
        title = " ".join(message.title.split())
        failed = []
        for name, target in self._targets.items():
            if name in served:
                continue
            if _notify(target, title, message.body):
                served.add(name)
            else:
                failed.append(str(target.service_name))
        if failed:
            raise MessageNotDelivered(targets=", ".join(failed))


def _name(url: str) -> str:
    """Tells one address from another without its secrets; the same after a restart."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def _target(url: str) -> Any:
    """The apprise plugin of an address; raises ValueError for one that apprise does not know."""
    if url.startswith("dingtalk://"):
        return DingTalk(**DingTalk.parse_url(url))  # type: ignore[no-untyped-call]  # apprise is typed in part
    plugin = apprise.Apprise.instantiate(url)
    if plugin is None:
        scheme = url.partition(":")[0]
        raise ValueError(f"ORDERFLOW_NOTIFY_URLS: an address starting with {scheme}: is not understood")
    return plugin


def _notify(target: Any, title: str, body: str) -> bool:
    """One address at a time, so that one failure is known by name."""
    return bool(target.notify(body=body, title=title))
