"""`orderflow`: the command line. Each subcommand is a module of api/commands."""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

from api import start_faults
from kit.errors import Failure, Rejected

COMMANDS = (
    "serve",
    "worker",
    "deploy",
    "lint",
    "import_file",
    "verify_audit",
    "backup",
    "export",
    "create_admin",
    "doctor",
    "openapi",
)

INTERRUPTED = 130  # exit code of a command that Ctrl-C has ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 refused or damaged, 2 wrong usage."""
    try:
        return _run(arguments)
    except Failure as failure:
        _tell(failure)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        if _interrupted(fault):
            return INTERRUPTED
        explained = start_faults.explain(fault)
        if explained is None:
            raise
        _tell(explained)
        return 1


def _run(arguments: Sequence[str] | None) -> int:
    parser, chosen = _parser(sys.argv[1:] if arguments is None else arguments)
    parsed = parser.parse_args(arguments)
    if chosen is None:
        parser.print_help()
        return 2
    return int(chosen.run(parsed))


def _interrupted(fault: BaseException | None) -> bool:
    """Ctrl-C in the middle of a statement breaks the connection, and the rollback after it tells only that."""
    while fault is not None and not isinstance(fault, KeyboardInterrupt):
        fault = fault.__context__
    return fault is not None


def _tell(failure: Failure) -> None:
    for one in failure.failures if isinstance(failure, Rejected) else [failure]:
        print(f"orderflow: {one.message('zh')}\norderflow: {one.message('en')}", file=sys.stderr)


def _parser(arguments: Sequence[str]) -> tuple[argparse.ArgumentParser, ModuleType | None]:
    """Only the wanted command is imported: `orderflow serve` must not wait for what others need."""
    parser = argparse.ArgumentParser(prog="orderflow", description="订单流程服务 · order management that runs on BPMN")
    commands = parser.add_subparsers(metavar="COMMAND")
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    chosen = None
    for name in COMMANDS:
        command = NAMES.get(name, name)
        described = commands.add_parser(command, help=HELP[name])
        if wanted == command:
            chosen = _imported(f"api.commands.{name}")
            chosen.add(described)
    return parser, chosen


def _imported(module: str) -> ModuleType:
    """Imports make much and drop little: collecting garbage meanwhile costs a quarter of the start, for nothing."""
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()


NAMES = {"import_file": "import", "verify_audit": "verify-audit", "create_admin": "create-admin"}
HELP = {
    "serve": "启动服务 · run the service",
    "worker": "启动执行器（PostgreSQL）· run a worker (PostgreSQL)",
    "deploy": "部署流程图 · deploy diagrams",
    "lint": "检查流程图、决策表和表单 · check diagrams, decision tables and forms",
    "import_file": "导入订单文件 · import a file of orders",
    "verify_audit": "校验审计记录 · prove that the audit trail is whole",
    "backup": "备份 · back up",
    "export": "导出审计记录 · export the audit trail",
    "create_admin": "创建管理员 · create an administrator",
    "doctor": "检查运行环境 · check the installation",
    "openapi": "输出接口文档 · print the OpenAPI document",
}


if __name__ == "__main__":
    sys.exit(main())
