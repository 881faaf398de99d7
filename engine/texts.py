"""What is drawn in one language, said in another: `texts.en.csv`, the drawn text and its English in two columns.

A business person keeps the file in a spreadsheet. {1}, {2} … stand for what an expression puts in: 超出额度 ¥{1}. The
newest file counts, for running instances too: words change no behaviour. What it leaves out is shown as drawn.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy import bindparam, select

from engine import errors
from engine.models import Definition
from kit.compiled import Compiled
from kit.db import Reader, Tx
from kit.errors import Language

KIND = "texts"
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOOK_AGAIN = timedelta(seconds=1)  # how long another process may show the words from before a deployment
_NAME = re.compile(r"texts\.([a-z]+)\.csv", re.ASCII)
_GAP = re.compile(r"\{([1-9])\}")
_NEWEST = Compiled(
    select(Definition.id, Definition.content)
    .where(Definition.kind == KIND, Definition.key == bindparam("language"))
    .order_by(Definition.version.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Texts:
    """The words of one language. Immutable."""

    said: dict[str, str] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()  # longest first, so that the most exact one counts

    def translate(self, text: str) -> str:
        found = self.said.get(text)
        return found if found is not None else self._composed(text)

    def maybe(self, text: str | None) -> str | None:
        return None if text is None else self.translate(text)

    def _composed(self, text: str) -> str:
        for pattern, wanted in self.patterns:
            if match := pattern.fullmatch(text):
                return _GAP.sub(lambda gap: match[f"g{gap[1]}"], wanted)
        return text


class TextsInUse:
    """The newest texts of each language in memory."""

    def __init__(self) -> None:
        self._kept: dict[Language, tuple[datetime, int, Texts]] = {}

    def of(self, view: Reader | Tx, language: Language) -> Texts:
        """Reads the database at most once a second; two threads may do so at once."""
        kept = self._kept.get(language)
        if kept is not None and abs(view.now - kept[0]) < LOOK_AGAIN:
            return kept[2]
        row = _NEWEST.one(view, {"language": language})
        number = 0 if row is None else row[0]
        if kept is None or kept[1] != number:
            kept = (view.now, number, Texts() if row is None else parse(row[1], f"texts.{language}.csv"))
        self._kept[language] = (view.now, *kept[1:])
        return kept[2]

    def forget(self) -> None:
        """After a deployment in this process."""
        self._kept.clear()


def is_texts(filename: str) -> bool:
    return _NAME.fullmatch(filename.rsplit("/", 1)[-1]) is not None


def language_of(filename: str) -> str:
    """Raises TextsUnreadable for a language that nobody reads here."""
    match = _NAME.fullmatch(filename.rsplit("/", 1)[-1])
    language = match[1] if match else ""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise _unreadable(filename, 1, f"没有语言“{language}”，可用：{known}", f"no language {language}, but {known}")
    return language


def parse(content: bytes, filename: str) -> Texts:
    """UTF-8, with or without BOM. Raises TextsUnreadable with the first faulty line."""
    said: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for line, drawn, wanted in _rows(content, filename):
        if drawn in said or drawn in patterns:
            raise _unreadable(filename, line, f"“{drawn}”写了两次", f"{drawn} is there twice")
        if set(_GAP.findall(drawn)) != set(_GAP.findall(wanted)):
            raise _unreadable(filename, line, "两列的占位符 {1} 不一致", "the gaps such as {1} of the columns differ")
        (patterns if _GAP.search(drawn) else said)[drawn] = wanted
    ordered = sorted(patterns.items(), key=lambda pair: -len(pair[0]))
    return Texts(said, tuple((_pattern(drawn), wanted) for drawn, wanted in ordered))


def _rows(content: bytes, filename: str) -> Iterator[tuple[int, str, str]]:
    """(line, drawn, translation) of every row below the head; empty rows are passed over."""
    head = ["text", language_of(filename)]
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise _unreadable(filename, line, "不是 UTF-8", "it is not UTF-8") from None
    reader = csv.reader(lines, strict=True)
    try:
        if next(reader, None) != head:
            raise _unreadable(filename, 1, f"第一行应是 {','.join(head)}", f"the head must be {','.join(head)}")
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                if len(cells) != 2 or not all(cells):
                    raise _unreadable(filename, reader.line_num, "应有两列，都不为空", "two filled cells are wanted")
                yield reader.line_num, cells[0], cells[1]
    except csv.Error as fault:
        raise _unreadable(
            filename, reader.line_num, f"引号不成对（{fault}）", f"quotes do not match: {fault}"
        ) from None


def _pattern(drawn: str) -> re.Pattern[str]:
    parts = _GAP.split(drawn)  # text, number, text, number, … text
    named = [re.escape(part) if place % 2 == 0 else f"(?P<g{part}>.+?)" for place, part in enumerate(parts)]
    return re.compile("".join(named))


def _unreadable(filename: str, line: int, zh: str, en: str) -> errors.TextsUnreadable:
    return errors.TextsUnreadable(at=f"{filename}:{line}", file=filename, line=line, detail_zh=zh, detail_en=en)
