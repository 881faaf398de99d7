"""What notifications refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class NotificationUnknown(Failure):
    """No notice of this id is for this user."""

    code = "notifications.unknown"
    kind = Kind.NOT_FOUND
    zh = "通知不存在，或不是发给您的。请刷新列表。"
    en = "There is no such notice for you. Reload the list."
