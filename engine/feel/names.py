"""Which names exist at a place of an expression, matched token by token, the longest first.

So `a-b`, `days in weekend`, `金额（元）` are names where they are known and expressions elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.feel import lexer
from engine.feel.errors import FeelError

Found = tuple[str, int]
"""The name and how many tokens it takes."""


@lru_cache(maxsize=8192)
def spelled(name: str) -> tuple[str, ...]:
    """The token texts of a name; empty when it cannot be written without quotes."""
    try:
        tokens = lexer.tokenize(name)
    except FeelError:
        return ()
    if not tokens[0].text or tokens[0].kind in ("string", "at"):
        return ()
    return tuple(token.text for token in tokens[:-1])


class NameTable:
    """Known names by their first token."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; adding it twice changes nothing."""
        words = spelled(name)
        if not words:
            return
        entries = self._by_first.setdefault(words[0], [])
        if (words, name) not in entries:
            entries.append((words, name))
            entries.sort(key=lambda entry: -len(entry[0]))

    def holds(self, name: str) -> bool:
        """Whether the name was added."""
        words = spelled(name)
        return bool(words) and (words, name) in self._by_first.get(words[0], ())

    def match(self, tokens: Sequence[lexer.Token], index: int) -> Found | None:
        """The longest known name that starts at `index`."""
        for words, name in self._by_first.get(tokens[index].text, ()):
            end = index + len(words)
            if end < len(tokens) and all(tokens[index + i].text == words[i] for i in range(1, len(words))):
                return name, len(words)
        return None


class Scope:
    """Names visible here: own ones first, then those of the enclosing scopes."""

    __slots__ = ("parent", "table")

    def __init__(self, names: Iterable[str] = (), parent: Scope | None = None) -> None:
        self.table = NameTable(names)
        self.parent = parent

    def knows(self, name: str) -> bool:
        """Whether the name is visible here."""
        scope: Scope | None = self
        while scope is not None:
            if scope.table.holds(name):
                return True
            scope = scope.parent
        return False

    def match(self, tokens: Sequence[lexer.Token], index: int) -> Found | None:
        """The longest match over all scopes; the inner scope wins a tie."""
        best: Found | None = None
        scope: Scope | None = self
        while scope is not None:
            found = scope.table.match(tokens, index)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
            scope = scope.parent
        return best


def join(tokens: Sequence[lexer.Token], index: int) -> Found | None:
    """Put neighbouring unknown identifiers together (`first name`); None when there is none."""
    end = index
    while tokens[end].kind == "name" and tokens[end].text not in lexer.KEYWORDS:
        end += 1
    if end == index:
        return None
    return " ".join(token.text for token in tokens[index:end]), end - index


def normal(text: str) -> str:
    """A name with its white space collapsed."""
    return " ".join(text.split())
