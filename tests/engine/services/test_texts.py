"""Texts are deployed as diagrams are; new words count at once, for running instances too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import definitions, errors, runtime, texts
from engine.models import Bundle
from kit.errors import Language


def deploy(house: Any, **files: str) -> None:
    sources = {f"texts.{language}.csv": f"text,{language}\n{rows}".encode() for language, rows in files.items()}
    house.write(lambda tx: definitions.deploy(tx, sources, note="for the test"))


def said(house: Any, text: str, language: Language = "en") -> str:
    with house.database.read() as reader:
        return runtime.texts(reader, language).translate(text)


def test_the_newest_words_count(house: Any) -> None:
    assert said(house, "拣货") == "拣货"
    deploy(house, en="拣货,Pick\n")
    assert (said(house, "拣货"), said(house, "拣货", "zh")) == ("Pick", "拣货")
    deploy(house, en="拣货,Pick the goods\n")
    assert said(house, "拣货") == "Pick the goods"


def test_another_process_learns_of_them_within_a_second(house: Any) -> None:
    deploy(house, en="拣货,Pick\n")
    other = texts.TextsInUse()
    with house.database.read() as reader:
        assert other.of(reader, "en").translate("拣货") == "Pick"
    deploy(house, en="拣货,Pack\n")
    house.clock.advance(timedelta(seconds=2))
    with house.database.read() as reader:
        assert other.of(reader, "en").translate("拣货") == "Pack"


def test_new_words_make_no_new_bundle(house: Any, draw: Any) -> None:
    house.write(lambda tx: definitions.deploy(tx, {"a.bpmn": draw.document(draw.ONE_TASK, "one")}, note="for the test"))
    before = _bundles(house)
    deploy(house, en="拣货,Pick\n")
    assert _bundles(house) == before != []


def test_a_faulty_file_refuses_the_deployment(house: Any) -> None:
    deploy(house, en="拣货,Pick\n")
    with pytest.raises(errors.TextsUnreadable):
        deploy(house, en="拣货,Pack\n", zh="拣货\n")
    assert said(house, "拣货") == "Pick"


def _bundles(house: Any) -> list[int]:
    with house.database.read() as reader:
        return sorted(reader.session.scalars(select(Bundle.id)))
