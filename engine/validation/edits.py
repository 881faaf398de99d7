"""Applies the edits of findings to the text of a file; every byte that no edit names stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from engine.errors import Edit, Finding

_ATTRIBUTE = rb"""\s%s\s*=\s*("[^"]*"|'[^']*')"""


@dataclass
class _Span:
    """Where an element stands: its start tag, and all of it. Offsets in bytes."""

    tag: str
    element_id: str
    start: int
    open_end: int
    end: int = 0
    close_start: int = 0
    children: list[_Span] = field(default_factory=list)


def mend(content: bytes, found: Iterable[Finding]) -> bytes:
    """The file with the fixes of these findings. A fix whose place an earlier one changed is left out, and a file that
    is not UTF-8 or not XML stays as it is."""
    if not _is_utf8(content):
        return content
    taken: list[tuple[int, int, bytes]] = []
    try:
        spans = _spans(content)
    except expat.ExpatError:
        return content
    for finding in found:
        changes = [_change(content, spans, edit) for edit in finding.fix]
        if changes and all(change is not None for change in changes):
            wanted = [change for change in changes if change is not None]
            if not any(_meet(one, other) for one in wanted for other in taken):
                taken += wanted
    for start, end, text in sorted(taken, reverse=True):
        content = content[:start] + text + content[end:]
    return content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    head = content[:200].lower()
    return b"encoding" not in head or b"utf-8" in head


def _meet(one: tuple[int, int, bytes], other: tuple[int, int, bytes]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _change(content: bytes, spans: list[_Span], edit: Edit) -> tuple[int, int, bytes] | None:
    span = _find(spans, edit)
    if span is None:
        return None
    if edit.action == "set":
        return _set(content, span, edit)
    if edit.action == "text":
        return (span.open_end, span.close_start, escape(edit.value).encode()) if span.close_start else None
    blank = len(content[: span.start]) - len(content[: span.start].rstrip())
    return span.start - blank, span.end, b""


def _set(content: bytes, span: _Span, edit: Edit) -> tuple[int, int, bytes]:
    opening = content[span.start : span.open_end]
    value = quoteattr(edit.value).encode()
    found = re.search(_ATTRIBUTE % re.escape(edit.attribute).encode(), opening)
    if found:
        return span.start + found.start(1), span.start + found.end(1), value
    before = span.open_end - (2 if opening.endswith(b"/>") else 1)
    while content[before - 1 : before].isspace():
        before -= 1
    return before, before, b" " + edit.attribute.encode() + b"=" + value


def _find(spans: list[_Span], edit: Edit) -> _Span | None:
    named = (it for it in spans if it.element_id == edit.element_id)
    span = next(named, None) if edit.element_id else spans[0]
    for step in edit.path.split("/") if edit.path else ():
        tag, _, number = step.removesuffix("]").partition("[")
        same = [] if span is None else [child for child in span.children if child.tag == tag]
        index = int(number or 1) - 1
        span = same[index] if index < len(same) else None
    return span


def _spans(content: bytes) -> list[_Span]:
    """Every element in the order of the file. Raises ExpatError for what is not XML."""
    reader: Any = expat.ParserCreate()
    found: list[_Span] = []
    open_spans: list[_Span] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        begin = reader.CurrentByteIndex
        parent = open_spans[-1] if open_spans else None
        span = _Span(name.rsplit(":", 1)[-1], attributes.get("id", ""), begin, _tag_end(content, begin))
        if parent is not None:
            parent.children.append(span)
        found.append(span)
        open_spans.append(span)

    def end(name: str) -> None:
        span = open_spans.pop()
        if content[span.open_end - 2 : span.open_end] == b"/>":
            span.end = span.open_end
        else:
            span.close_start = reader.CurrentByteIndex
            span.end = content.index(b">", span.close_start) + 1

    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.Parse(content, True)
    return found


def _tag_end(content: bytes, start: int) -> int:
    """Behind the '>' of the start tag; a '>' inside a quoted value does not count."""
    quote = b""
    for index in range(start, len(content)):
        letter = content[index : index + 1]
        if quote:
            quote = b"" if letter == quote else quote
        elif letter in (b'"', b"'"):
            quote = letter
        elif letter == b">":
            return index + 1
    return len(content)
