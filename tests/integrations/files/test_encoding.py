"""The same file in any encoding that people have is the same orders."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.files import encoding
from integrations.files.errors import EncodingUnknown
from integrations.files.table import Table

TEXT = "订单号,客户名称,数量\r\nSO-1,杭州智能家居有限公司,10\r\nSO-2,张三,3\r\n"
ENCODINGS = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": TEXT.encode("utf-8-sig"),
    "gb18030": TEXT.encode("gb18030"),
    "gbk": TEXT.encode("gbk"),
    "utf-16 little endian with a mark": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "utf-16 big endian with a mark": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-16 little endian without a mark": TEXT.encode("utf-16-le"),
    "utf-16 big endian without a mark": TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
}


@pytest.mark.parametrize("content", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_every_encoding_gives_the_same_rows(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)

    table = Table(path)

    assert table.header == ["订单号", "客户名称", "数量"]
    assert [cells for _, cells in table.rows()] == [["SO-1", "杭州智能家居有限公司", "10"], ["SO-2", "张三", "3"]]


@pytest.mark.parametrize("text", ["订单号,数量\nA1,3\n", "客户,地区\n张三,华东\n"])
def test_short_chinese_files_are_not_taken_for_another_language(text: str, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_bytes(text.encode("gbk"))

    assert path.read_bytes().decode(encoding.detect(path)) == text


def test_undecodable_bytes_are_named_by_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes("订单号,数量\nSO-1,3\nSO".encode() + b"\xff\xff,4\n")

    with pytest.raises(EncodingUnknown) as unknown:
        encoding.detect(path)

    assert unknown.value.params == {"line": 3, "byte": 3}


@pytest.mark.parametrize("size", [encoding.CHUNK_BYTES - 1, encoding.CHUNK_BYTES, encoding.CHUNK_BYTES + 1])
def test_a_character_across_two_chunks_is_one_character(size: int, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"a" * (size - 1) + "订单".encode())

    assert encoding.detect(path) == "utf-8"


def test_a_file_that_ends_inside_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes("订单号\nSO-1".encode("utf-8-sig") + "单".encode()[:2])

    with pytest.raises(EncodingUnknown):
        encoding.detect(path)


@given(content=st.binary(max_size=200))
def test_any_bytes_are_decodable_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bytes") / "any"
    path.write_bytes(content)

    try:
        content.decode(encoding.detect(path))
    except EncodingUnknown as unknown:
        assert unknown.params["line"] >= 1
