"""The command line, on a database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from api import cli, in_thread
from kit import audit, db, seal
from kit.config import Settings
from migrations import schema
from samples import demo
from tools import throwaway_postgres

ROOT = Path(__file__).resolve().parents[2]
FILE = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n"
    "536001,85123A,WHITE HEART,6,2011-12-05 09:00:00,2.50,17850.0,United Kingdom\r\n"
    "536002,85123A,WHITE HEART,0,2011-12-05 09:00:00,2.50,17850.0,United Kingdom\r\n"
)

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the program as a person would, with its data in `tmp_path`."""
    monkeypatch.setenv("ORDERFLOW_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ORDERFLOW_DEMO", "1")
    monkeypatch.delenv("ORDERFLOW_DATABASE_URL", raising=False)
    return lambda *words: cli.main([str(word) for word in words])


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a database after an import of two orders, one of them refused; and what the command printed."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "day.csv").write_text(FILE, encoding="utf-8")
    program = [sys.executable, "-m", "api.cli", "import", str(folder / "day.csv"), "--mapping", "online-retail"]
    env = environment(folder, ORDERFLOW_DEMO="1")
    done = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture
def filled(tmp_path: Path, imported: tuple[Path, str]) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(imported[0], tmp_path, dirs_exist_ok=True))


def test_without_a_command_the_commands_are_listed(run: Run, capsys: Any) -> None:
    assert run() == 2
    assert "verify-audit" in capsys.readouterr().out


def test_an_import_tells_its_sums_and_writes_what_was_refused(filled: Path, imported: tuple[Path, str]) -> None:
    told = imported[1]

    assert "'created': 1" in told and "'rejected': 1" in told
    (refused,) = filled.rglob("*.rejects.csv")
    assert refused.parent.name == "imports"  # of the data directory, never beside the source
    assert "536002" in refused.read_text(encoding="utf-8-sig")


def test_an_import_again_changes_nothing(filled: Path, run: Run, capsys: Any) -> None:
    before = count(filled, "sales_order")

    assert run("import", filled / "day.csv", "--mapping", "online-retail") == 0

    assert count(filled, "sales_order") == before == 1


def test_a_dry_run_creates_nothing(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "day.csv"
    file.write_text(FILE, encoding="utf-8")

    assert run("import", file, "--mapping", "online-retail", "--dry-run") == 0

    assert count(tmp_path, "sales_order") == 0


def test_a_file_that_is_not_there_is_named(run: Run, capsys: Any) -> None:
    assert run("import", "nowhere.csv", "--mapping", "online-retail") == 1
    assert "nowhere.csv" in capsys.readouterr().err


def test_a_whole_trail_is_whole_and_an_edited_one_is_found(filled: Path, run: Run, capsys: Any) -> None:
    assert run("verify-audit") == 0

    with closing(sqlite3.connect(filled / "orderflow.db")) as database, database:
        database.execute("DROP TRIGGER journal_no_update")
        database.execute("UPDATE journal SET actor_name = 'nobody' WHERE action = 'order.submitted'")

    assert run("verify-audit") == 1
    assert "row_edited" in capsys.readouterr().out


def test_a_backup_is_a_database_that_verifies(filled: Path, run: Run, monkeypatch: Any, capsys: Any) -> None:
    target = filled / "copies" / "orderflow.db"

    assert run("backup", target) == 0
    assert run("backup", target) == 1

    monkeypatch.setenv("ORDERFLOW_DATA_DIR", str(target.parent))
    assert run("verify-audit") == 0
    assert count(target.parent, "sales_order") == 1


def test_a_backup_that_cannot_be_written_says_why_and_leaves_nothing(filled: Path, run: Run, capsys: Any) -> None:
    with (filled / "orderflow.db").open("r+b") as damaged:
        damaged.seek(3 * 4096)
        damaged.write(b"\xff" * 4096 * 8)
    (filled / "copy.db.part").write_bytes(b"what a killed backup left")

    assert run("backup", filled / "copy.db") == 1

    said = capsys.readouterr().err
    assert "malformed" in said and "Traceback" not in said
    assert list(filled.glob("copy*")) == []


def test_blocks_without_anchors_are_told_and_a_wrong_key_has_a_remedy(tmp_path: Path, run: Run, capsys: Any) -> None:
    schema.upgrade(f"sqlite:///{tmp_path}/orderflow.db")
    with closing(db.open_database(Settings(data_dir=tmp_path))) as database:
        for number in range(3):
            database.write(lambda tx, number=number: audit.record(tx, number, "thing.changed", subject="s"))
            database.write(lambda tx: None)  # the batch of the row is over
            block = database.write(seal.seal)
            assert block is not None
    assert run("verify-audit") == 0
    assert "3 blocks have no anchor" in capsys.readouterr().out

    seal.Anchor(tmp_path).add(block.no, block.hash, 0)
    (tmp_path / "audit-anchor.key").write_bytes(bytes(32))
    assert run("verify-audit") == 1
    assert "Put back audit-anchor.key" in capsys.readouterr().out


def test_a_backup_and_a_check_work_beside_a_running_service(tmp_path: Path, run: Run) -> None:
    with in_thread.product(Settings(data_dir=tmp_path)):
        assert run("backup", tmp_path / "copy.db") == 0
        assert run("verify-audit") == 0
        assert run("create-admin", "--username", "boss", "--password-stdin") == 1  # the file is in use


def test_the_trail_is_exported_line_by_line(filled: Path, run: Run) -> None:
    target = filled / "trail.jsonl"

    assert run("export", target) == 0
    assert run("export", target) == 1

    lines = [orjson.loads(line) for line in target.read_bytes().splitlines()]
    assert "order.submitted" in {line.get("action") for line in lines}
    assert "last_block" in lines[-1]


def test_diagrams_are_deployed_with_a_note(tmp_path: Path, run: Run, capsys: Any) -> None:
    diagrams = sorted((ROOT / "bpmn").glob("*.bpmn")) + sorted((ROOT / "bpmn").glob("*.dmn"))
    diagrams += sorted((ROOT / "bpmn" / "forms").glob("*.json"))

    assert run("deploy", *diagrams, "--note", "第一次部署") == 0
    assert "process order_to_cash v1" in capsys.readouterr().out
    assert run("deploy", ROOT / "bpmn" / "order_to_cash.bpmn", "--note", "no") == 1


def test_a_diagram_that_cannot_run_is_refused_with_every_finding(tmp_path: Path, run: Run, capsys: Any) -> None:
    draft = (ROOT / "bpmn" / "vip_fast_track.bpmn").read_text(encoding="utf-8")
    draft = draft.replace('type="notification.send"', 'type="notification.sned"').replace(
        "parallelGateway", "complexGateway"
    )
    (tmp_path / "draft.bpmn").write_text(draft, encoding="utf-8")

    assert run("deploy", tmp_path / "draft.bpmn", "--note", "试验一次部署") == 1

    out = capsys.readouterr().out
    assert "element.unknown" in out and "是不是“notification.send”" in out and "Did you mean" in out


def test_two_files_of_one_name_are_not_deployed_in_silence(tmp_path: Path, run: Run, capsys: Any) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.bpmn").write_text(folder, encoding="utf-8")

    code = run("deploy", tmp_path / "a" / "same.bpmn", tmp_path / "b" / "same.bpmn", "--note", "试验部署")

    assert code == 1
    assert "same.bpmn" in capsys.readouterr().err


def test_the_first_administrator_is_created(tmp_path: Path, run: Run, monkeypatch: Any) -> None:
    script = [sys.executable, "-m", "api.cli", "create-admin", "--username", "boss", "--password-stdin"]

    done = subprocess.run(script, input="long enough\n", text=True, cwd=ROOT, env=environment(tmp_path), timeout=60)
    short = subprocess.run(script, input="short\n", text=True, cwd=ROOT, env=environment(tmp_path), timeout=60)

    assert (done.returncode, short.returncode) == (0, 1)
    with in_thread.product(Settings(data_dir=tmp_path)) as url:
        answer = httpx.post(f"{url}/api/v1/sessions", json={"username": "boss", "password": "long enough"})
    assert answer.json()["user"]["roles"] == ["admin"]


def test_a_worker_is_for_postgresql(run: Run, capsys: Any) -> None:
    assert run("worker") == 1
    assert "PostgreSQL" in capsys.readouterr().err


def test_a_worker_works_until_it_is_told_to_stop(tmp_path: Path, empty_postgres: str) -> None:
    carrier = {"ORDERFLOW_CARRIER_URL": "http://127.0.0.1:9"}
    env = environment(tmp_path, ORDERFLOW_DATABASE_URL=empty_postgres, **carrier)
    program = [sys.executable, "-m", "api.cli", "worker"]

    with subprocess.Popen(program, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        ready = worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)

    assert "ready" in ready
    assert worker.returncode == 0


def test_a_postgresql_database_is_dumped_and_the_dump_is_readable(
    tmp_path: Path, run: Run, empty_postgres: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("ORDERFLOW_DATABASE_URL", empty_postgres)
    binaries = throwaway_postgres.find_binaries()
    if binaries is not None:
        monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    target = tmp_path / "copy.dump"

    assert run("deploy", ROOT / "bpmn" / "sla.dmn", "--note", "建立数据库") == 0
    assert run("backup", target) == 0

    assert target.read_bytes().startswith(b"PGDMP")
    assert run("verify-audit") == 0


def test_the_doctor_says_what_is_missing(tmp_path: Path, run: Run, capsys: Any) -> None:
    assert run("doctor") == 1
    assert "✗ 数据库 database" in capsys.readouterr().out


def test_the_openapi_document_is_printed(capfdbinary: Any, run: Run) -> None:
    assert run("openapi") == 0
    assert "/api/v1/orders" in orjson.loads(capfdbinary.readouterr().out)["paths"]


def test_serve_says_where_it_is_and_who_may_log_in_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    program = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    env = environment(tmp_path, ORDERFLOW_DEMO="1")

    with subprocess.Popen(program, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as service:
        try:
            answers(f"http://127.0.0.1:{port}/readyz")
            taken = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
        finally:
            service.send_signal(signal.SIGTERM)
        told = service.communicate(timeout=30)[0]

    assert f"http://127.0.0.1:{port}" in told
    assert "approver" in told and demo.PASSWORD in told
    assert service.returncode == 0
    assert taken.returncode == 1
    assert str(port) in taken.stderr and "ORDERFLOW_PORT" in taken.stderr


def answers(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ORDERFLOW_")}
    return {**clean, "ORDERFLOW_DATA_DIR": str(folder), **more}


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "orderflow.db")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_question_that_nobody_can_answer_says_how_to_go_on(tmp_path: Path) -> None:
    script, env = [sys.executable, "-m", "api.cli", "create-admin"], environment(tmp_path)

    asked = subprocess.run(
        script, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )

    assert asked.returncode == 1
    assert "--password-stdin" in asked.stderr and "Traceback" not in asked.stderr
