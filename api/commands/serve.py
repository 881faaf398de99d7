"""`orderflow serve`: the web service."""

from __future__ import annotations

import argparse
import errno
import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn

from api import app, start_failures, startup
from api.commands import create_admin
from api.one_write import OneWriteProtocol
from api.services import Services
from kit.config import Settings
from kit.logging import JsonLines
from samples import demo

GRACE = 5  # seconds that open requests have to end


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="port; 0 takes a free one")
    parser.add_argument("--verbose", action="store_true", help="one log line per request")


def run(arguments: argparse.Namespace) -> int:
    settings = Settings()
    log_to_stderr(verbose=arguments.verbose)
    host = arguments.host or settings.host
    with listen(host, settings.port if arguments.port is None else arguments.port) as listener:
        _serve(settings, listener, f"http://{host}:{listener.getsockname()[1]}")
    return 0


def _serve(settings: Settings, listener: socket.socket, address: str) -> None:
    services = startup.open_services(settings)
    try:
        startup.prepare(services)
        _first_admin(services)
        startup.start(services, public_url=address)
        _greet(address, settings)
        server(services).run(sockets=[listener])
    finally:
        services.close()


class Server(uvicorn.Server):
    """Tells open event streams to end before it waits for requests."""

    def __init__(self, config: uvicorn.Config, services: Services) -> None:
        super().__init__(config)
        self._services = services

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A second interrupt does not wait any more. The signal is not raised again: `run` still has to close."""
        self._services.stopping.set()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def server(services: Services) -> Server:
    """A server over open services, not yet running."""
    config = uvicorn.Config(
        app.create_app(services),
        loop="uvloop",
        http=OneWriteProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )
    return Server(config, services)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises AddressBusy, AddressUnusable."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        if fault.errno == errno.EADDRINUSE:
            raise start_failures.AddressBusy(port=port) from fault
        raise start_failures.AddressUnusable(host=host, port=port, why=fault.strerror) from fault
    return listener


def log_to_stderr(*, verbose: bool) -> None:
    """JSON lines. Requests are logged when `verbose`; refusals and faults always."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def _first_admin(services: Services) -> None:
    """An empty installation asks for its first administrator, or says how to make one."""
    if services.settings.demo or not create_admin.needed(services.database):
        return
    if sys.stdin.isatty():
        create_admin.create(services.database, from_stdin=False)
    else:
        command = f"{sys.argv[0]} create-admin"
        print(f"还没有账号：停止服务后运行 {command}\nNobody can log in yet: stop the service and run {command}")


def _greet(address: str, settings: Settings) -> None:
    print(f"orderflow: {address}", flush=True)
    if settings.demo:
        names = ", ".join(row["username"] for row in demo.rows("users.csv"))
        print(f"演示账号 demo accounts: {names}\n密码 password: {demo.PASSWORD}", flush=True)
