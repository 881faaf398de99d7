"""In which encoding a text file is: byte order mark, then UTF-8, then GB18030, by strict decoding of the whole file.

No guessing by statistics: short Chinese files were taken for Korean that way. UTF-16 without a mark is
known by its zero bytes.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from integrations.files.errors import EncodingUnknown

CHUNK_BYTES = 262_144
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect(path: Path) -> str:
    """A codec name under which every byte of the file decodes; raises EncodingUnknown."""
    with path.open("rb") as file:
        head = file.read(4096)
    candidates = _candidates(head)
    problems = [_first_problem(path, name) for name in candidates]
    for name, problem in zip(candidates, problems, strict=True):
        if problem is None:
            return name
    raise _unknown(
        path, max(problem for problem in problems if problem is not None)
    )  # the likeliest codec got furthest


def _candidates(head: bytes) -> list[str]:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return [name]
    if len(head) >= 4 and len(head) % 2 == 0:
        if head[1::2].count(0) > len(head) // 8:
            return ["utf-16-le"]
        if head[0::2].count(0) > len(head) // 8:
            return ["utf-16-be"]
    return ["utf-8", "gb18030"]


def _first_problem(path: Path, encoding: str) -> int | None:
    """Offset of the first byte that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as failure:
                return offset - kept + failure.start
            offset += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(offset - 1, 0)
    return None


def _unknown(path: Path, offset: int) -> EncodingUnknown:
    line, line_start, position = 1, 0, 0
    with path.open("rb") as file:
        while position < offset and (chunk := file.read(min(CHUNK_BYTES, offset - position))):
            line += chunk.count(b"\n")
            if (last := chunk.rfind(b"\n")) >= 0:
                line_start = position + last + 1
            position += len(chunk)
    return EncodingUnknown(line=line, byte=offset - line_start + 1)
