"""A deployment holds the one writer no longer because of what is deployed already."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from engine import definitions, runtime
from engine.parsed_files import MOST, ParsedFiles

MANY = 40


def deployed(house: Any, draw: Any) -> None:
    drawn = {f"p{number}.bpmn": draw.document(draw.ONE_TASK, f"p{number}") for number in range(MANY)}
    house.write(lambda tx: definitions.deploy(tx, drawn, note="for the test"))


class Noted(ParsedFiles[Any]):
    """Says which files were parsed."""

    def __init__(self) -> None:
        super().__init__()
        self.parsed: list[str] = []

    def of(self, filename: str, sha256: str, parse: Callable[[], Any]) -> Any:
        def noted() -> Any:
            self.parsed.append(filename)
            return parse()

        return super().of(filename, sha256, noted)


@pytest.fixture
def files(house: Any) -> Noted:
    noted = runtime.of(house.database).parsed = Noted()
    return noted


def test_a_deployment_of_one_file_reads_no_other(house: Any, draw: Any, files: Noted) -> None:
    deployed(house, draw)
    files.parsed.clear()

    done = house.deploy(draw.document(draw.user("B") + draw.flow("s>B>e"), "p0"))

    assert [item.version for item in done.definitions] == [2]
    assert files.parsed == ["proc.bpmn"]


def test_what_is_deployed_is_read_ahead_without_the_writer(house: Any, draw: Any, files: Noted) -> None:
    deployed(house, draw)
    restarted = runtime.of(house.database).parsed = Noted()

    with house.database.read() as reader:
        definitions.read_ahead(reader)
    house.deploy(draw.document(draw.ONE_TASK, "another"))

    assert sorted(restarted.parsed) == sorted(["proc.bpmn", *(f"p{number}.bpmn" for number in range(MANY))])
    assert restarted.parsed[-1] == "proc.bpmn"


def test_a_file_of_the_same_name_with_other_content_is_another_file(house: Any, draw: Any) -> None:
    house.deploy(draw.document(draw.ONE_TASK, "one"))
    house.deploy(draw.document(draw.ONE_TASK, "two"))
    house.deploy(draw.document(draw.user("C") + draw.flow("s>C>e"), "one"))

    instance = house.start("one")

    assert house.live(instance) == ["C"]
    assert house.live(house.start("two")) == ["A"]


def test_the_memory_of_files_is_bounded_and_forgets_the_oldest_first() -> None:
    files: ParsedFiles[int] = ParsedFiles()
    for number in range(MOST):
        files.of("f", str(number), partial(int, number))
    files.of("f", "0", lambda: -1)
    files.of("f", "more", lambda: -1)

    assert files.of("f", "0", lambda: -2) == 0 and files.of("f", "1", lambda: -2) == -2
