"""A file that was handed in stays as it was, with the mapping it came under."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.files import kept, mapping
from integrations.files.errors import MappingUnknown

RETAIL = mapping.by_name("online-retail", Path(__file__).parents[3] / "samples" / "mappings")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,2\n")
    return path


def test_the_same_file_under_the_same_mapping_is_kept_once(source: Path, tmp_path: Path) -> None:
    first = kept.keep(source, RETAIL, tmp_path / "kept")
    again = kept.keep(source, RETAIL, tmp_path / "kept")

    assert first == again
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [first.fingerprint]


def test_a_changed_byte_or_a_changed_rule_is_another_file(source: Path, tmp_path: Path) -> None:
    first = kept.keep(source, RETAIL, tmp_path / "kept")
    other_rule = kept.keep(source, RETAIL.model_copy(update={"bad_line": "drop_line"}), tmp_path / "kept")
    source.write_bytes(b"a,b\n1,3\n")
    other_byte = kept.keep(source, RETAIL, tmp_path / "kept")

    assert len({first.fingerprint, other_rule.fingerprint, other_byte.fingerprint}) == 3
    assert first.path.read_bytes() == b"a,b\n1,2\n"


def test_what_was_kept_is_found_with_its_mapping(source: Path, tmp_path: Path) -> None:
    first = kept.keep(source, RETAIL, tmp_path / "kept")

    assert kept.find(first.path) == first


def test_a_kept_file_without_its_mapping_is_not_guessed_at(source: Path, tmp_path: Path) -> None:
    first = kept.keep(source, RETAIL, tmp_path / "kept")
    (first.path.parent / "mapping.json").unlink()

    with pytest.raises(MappingUnknown):
        kept.find(first.path)


def test_a_file_beyond_all_measure_is_refused(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_FILE_BYTES", 4)

    with pytest.raises(kept.FileTooLarge):
        kept.keep(source, RETAIL, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
