"""Messages reach real local servers: a DingTalk robot, a JSON webhook, a mail server."""

from __future__ import annotations

import json
import socket
import urllib.parse
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integrations import dingtalk
from integrations.dingtalk import DingTalk
from integrations.errors import MessageNotDelivered
from integrations.messenger import Message, Messenger

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on 3.11

SECRET = "SEC" + "0123456789abcdef" * 4
MESSAGE = Message(title="订单 SO-1 待审批", body="金额 6800.00，请处理")


@pytest.fixture
def robot(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """DingTalk's address on this machine."""
    monkeypatch.setattr(DingTalk, "notify_url", httpserver.url_for("/robot/send") + "?access_token={token}")
    return httpserver


def answer_of_dingtalk(request: Request) -> Response:
    """Checks the signature as DingTalk documents it: over the decoded query."""
    query = urllib.parse.parse_qs(request.query_string.decode(), strict_parsing=True)
    expected = dingtalk.signature(SECRET, query["timestamp"][0])
    code = 0 if query.get("sign") == [expected] else 310000
    return Response(json.dumps({"errcode": code, "errmsg": ""}), content_type="application/json")


def test_a_signed_message_is_taken_by_dingtalk(robot: HTTPServer) -> None:
    robot.expect_request("/robot/send", method="POST").respond_with_handler(answer_of_dingtalk)

    for _ in range(20):  # the signature holds + / = often enough
        Messenger([f"dingtalk://{SECRET}@{'a' * 64}/13800138000"]).deliver(MESSAGE)

    sent = robot.log[0][0].get_json()
    assert sent["text"]["content"] == "订单 SO-1 待审批\n金额 6800.00，请处理"
    assert sent["at"]["atMobiles"] == ["13800138000"]


def test_a_failure_inside_an_http_success_is_a_failure(robot: HTTPServer) -> None:
    robot.expect_request("/robot/send").respond_with_json({"errcode": 310000, "errmsg": "sign not match"})

    with pytest.raises(MessageNotDelivered, match="DingTalk"):
        Messenger([f"dingtalk://{SECRET}@{'a' * 64}"]).deliver(MESSAGE)


@pytest.mark.parametrize("body", ["", "[]", "<html>"])
def test_garbage_from_dingtalk_is_a_failure(robot: HTTPServer, body: str) -> None:
    robot.expect_request("/robot/send").respond_with_data(body)

    with pytest.raises(MessageNotDelivered):
        Messenger([f"dingtalk://{'a' * 64}"]).deliver(MESSAGE)


def test_a_json_webhook_gets_title_and_body(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_data("")

    Messenger([httpserver.url_for("/hook").replace("http://", "json://")]).deliver(MESSAGE)

    sent = httpserver.log[0][0].get_json()
    assert (sent["title"], sent["message"]) == (MESSAGE.title, MESSAGE.body)


def test_one_dead_address_does_not_keep_the_others_from_the_message(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_data("")
    messenger = Messenger(["json://127.0.0.1:9/", httpserver.url_for("/hook").replace("http://", "json://")])

    with pytest.raises(MessageNotDelivered) as failure:
        messenger.deliver(MESSAGE)

    assert len(httpserver.log) == 1
    assert "JSON" in failure.value.message("en")


class Mailbox:
    """Keeps what the mail server receives."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        content = getattr(envelope, "content", b"")
        self.mails.append(BytesParser(policy=default).parsebytes(content))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def test_a_line_break_in_the_title_cannot_add_a_mail_header(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    address = f"mailto://127.0.0.1:{port}?mode=insecure&from=oms@example.com&to=boss@example.com"

    Messenger([address]).deliver(Message(title="到期\r\nBcc: spy@example.com", body="正文"))

    assert box.mails[0]["bcc"] is None
    assert "Bcc: spy@example.com" in str(box.mails[0]["subject"])


def test_an_address_nobody_understands_is_told_at_start_without_its_secret() -> None:
    with pytest.raises(ValueError, match="nosuchmessenger") as failure:
        Messenger(["nosuchmessenger://secret@host"])

    assert "secret" not in str(failure.value)


def test_without_addresses_nothing_happens() -> None:
    messenger = Messenger([])

    messenger.deliver(MESSAGE)

    assert messenger.silent
