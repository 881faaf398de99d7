"""A DingTalk robot, with two faults of apprise's own corrected.

apprise quotes the signature before `requests` quotes it again (DingTalk then answers 310000, "sign not
match"), and it takes every HTTP 200 for success although DingTalk reports failures inside one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

import httpx
import orjson
from apprise.plugins.dingtalk import NotifyDingTalk

from integrations import outbound
from integrations.errors import IntegrationFailure


def signature(secret: str, timestamp: str) -> str:
    """Base64 HMAC-SHA256 as DingTalk defines it, not yet quoted; `timestamp` in milliseconds."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class DingTalk(NotifyDingTalk):  # type: ignore[no-untyped-call]  # apprise is typed in part
    """`dingtalk://SECRET@TOKEN/PHONE`; the first line of a message is its title."""

    def send(self, body: str, title: str = "", *_: Any, **__: Any) -> bool:
        """True when DingTalk itself said so (errcode 0)."""
        url = self.notify_url.format(token=self.token)
        content = f"{title}\n{body}" if title else body
        message = {
            "msgtype": "text",
            "text": {"content": content},
            "at": {"atMobiles": self.targets, "isAtAll": False},
        }
        params: dict[str, str] = {}
        if self.secret:
            timestamp = str(round(time.time() * 1000))
            params = {"timestamp": timestamp, "sign": signature(self.secret, timestamp)}
        with outbound.configured_client(url) as client:
            request = client.build_request("POST", url, params=params, json=message)
            try:
                answer = outbound.send(client, request)
                return answer.status == 200 and orjson.loads(answer.body).get("errcode") == 0
            except (httpx.HTTPError, IntegrationFailure, orjson.JSONDecodeError, AttributeError):
                return False
