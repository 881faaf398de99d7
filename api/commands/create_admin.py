"""`orderflow create-admin`: the first account of an empty installation, or another administrator."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from api import failures, startup
from kit.config import Settings
from kit.db import Database
from oms.identity import queries as identity
from oms.identity import service
from oms.identity.rules import Role


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", help="login; asked for unless given")
    parser.add_argument("--name", help="name of the person")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(arguments: argparse.Namespace) -> int:
    services = startup.open_services(Settings())
    try:
        create(services.database, arguments.username, arguments.name, from_stdin=arguments.password_stdin)
    finally:
        services.close()
    return 0


def create(database: Database, username: str | None = None, name: str | None = None, *, from_stdin: bool) -> None:
    """Asks for what is not given. Raises UsernameTaken, PasswordTooShort, PasswordsDiffer, NobodyAnswers."""
    login = username or _asked(input, "管理员用户名 administrator's login: ").strip()
    password = sys.stdin.readline().rstrip("\n") if from_stdin else _ask_password()
    password_hash = service.new_password_hash(password)
    database.write(
        lambda tx: service.create_user(
            tx, username=login, name=name or login, password_hash=password_hash, roles=[Role.ADMIN]
        )
    )
    print(f"管理员 {login} 已创建 administrator {login} created")


def needed(database: Database) -> bool:
    """True while nobody can log in."""
    with database.read() as reader:
        return not identity.users(reader)


def _ask_password() -> str:
    password = _asked(getpass.getpass, "密码（至少 8 个字符） password (at least 8 characters): ")
    if _asked(getpass.getpass, "再输一次 once more: ") != password:
        raise failures.PasswordsDiffer
    return password


def _asked(ask: Callable[[str], str], prompt: str) -> str:
    try:
        return ask(prompt)
    except EOFError:
        raise failures.NobodyAnswers from None
