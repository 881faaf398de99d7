"""The token stream under the parser: look, take, expect, go back, and which names are visible."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

from engine.feel import lexer, names, nodes, remedies
from engine.feel.errors import FeelSyntaxError, FeelTooComplex
from engine.feel.types import Type

MAX_DEPTH = 80
MAX_CHAIN = 150
MAX_STEPS = 400_000
"""Tokens looked at in one parse, attempts that failed included."""

OR, AND, COMPARE, ADD, MULTIPLY, POWER = 1, 2, 3, 4, 5, 6
"""Binding of the operators, loosest first."""
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
"""What a unary test may start with."""

Mark = tuple[int, names.Scope, int, int, int]


class Stream(ABC):
    """State of one parse. `nesting` counts open brackets; `open_end` is the nesting whose `[` may end a range."""

    def __init__(
        self,
        text: str,
        known: Iterable[str],
        built_ins: names.Scope,
        members: Iterable[str] = (),
        types: Mapping[str, Type] | None = None,
    ) -> None:
        self.text = text
        self.tokens = lexer.tokenize(text)
        self.index = 0
        self.steps = 0
        self.depth = 0
        self.nesting = 0
        self.open_end = -1
        self.scope = names.Scope(known, built_ins)
        self.members = names.NameTable([*known, *members])
        self.types = types or {}

    @abstractmethod
    def expression(self, minimum: int = 0) -> nodes.Node:
        """Parse an expression whose operators bind at least as tightly as `minimum`."""

    @abstractmethod
    def postfix(self, left: nodes.Node) -> nodes.Node:
        """Parse the paths, filters and calls that follow `left`."""

    @property
    def token(self) -> lexer.Token:
        """The next token, not taken yet."""
        return self.tokens[self.index]

    @property
    def previous(self) -> lexer.Token:
        """The token taken last."""
        return self.tokens[max(self.index - 1, 0)]

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these operators or keywords."""
        token = self.tokens[self.index]
        return token.text in texts and token.kind in ("op", "name")

    def ahead(self, offset: int) -> lexer.Token:
        """The token `offset` places further, or the end."""
        return self.tokens[min(self.index + offset, len(self.tokens) - 1)]

    def take(self) -> lexer.Token:
        """Move on by one token."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise FeelTooComplex(limit="parse")
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def accept(self, text: str) -> bool:
        """Take the token if it is `text`."""
        if self.at(text):
            self.take()
            return True
        return False

    def expect(self, text: str) -> None:
        """Take `text` or raise FeelSyntaxError that says it was expected."""
        if not self.accept(text):
            self.fail(text)

    def fail(self, expected: str = "") -> NoReturn:
        """Raise FeelSyntaxError at the next token."""
        token = self.token
        problem = FeelSyntaxError.located(self.text, token.start, "unexpected", found=token.text[:40])
        problem.failed = self.index, expected
        raise problem

    def mark(self) -> Mark:
        """Where to come back to when an attempt fails."""
        return self.index, self.scope, self.depth, self.nesting, self.open_end

    def reset(self, mark: Mark) -> None:
        """Go back to a mark."""
        self.index, self.scope, self.depth, self.nesting, self.open_end = mark

    @contextmanager
    def brackets(self) -> Iterator[None]:
        """Inside of a bracket that is open."""
        self.nesting += 1
        yield
        self.nesting -= 1

    @contextmanager
    def inner(self, *own: str) -> Iterator[names.Scope]:
        """A scope in which these names are visible too."""
        before = self.scope
        self.scope = names.Scope(own, before)
        yield self.scope
        self.scope = before

    def find_name(self) -> names.Found | None:
        """The name that starts here: the longest known one, else neighbouring identifiers."""
        token = self.token
        keyword = token.text in lexer.KEYWORDS
        known = self.scope.match(self.tokens, self.index)
        if known is not None and not (keyword and known[1] == 1):
            return known
        if keyword:
            return None
        return self.members.match(self.tokens, self.index) or self._joined()

    def _joined(self) -> names.Found | None:
        """An unknown name; what is plainly a word of another language is refused instead."""
        found = names.join(self.tokens, self.index)
        if found is not None and self.ahead(found[1]).text != "(":
            remedies.refuse_foreign(self.text, self.tokens[self.index : self.index + found[1]])
        return found

    def knows(self, name: str) -> bool:
        """Whether this very name is declared here."""
        return self.scope.knows(name)

    def find_member(self) -> names.Found | None:
        """The member that follows a dot; a single keyword may be one."""
        found = self.members.match(self.tokens, self.index) or PROPERTIES.match(self.tokens, self.index)
        joined = names.join(self.tokens, self.index)
        if found is not None and (joined is None or joined[1] <= found[1]):
            return found
        if joined is not None:
            return joined
        return (self.token.text, 1) if self.token.kind == "name" else None

    def name_until(self, *ends: str) -> str:
        """Everything up to one of `ends`, as a name that is being declared."""
        first = self.index
        while not self.at(*ends):
            if self.token.kind in ("end", "string", "at") or self.at("(", ")", "[", "]", "{", "}", ",", ":"):
                self.fail(ends[0])
            self.take()
        if self.index == first:
            self.fail()
        return names.normal(self.text[self.tokens[first].start : self.tokens[self.index - 1].end])


PROPERTIES = names.NameTable(("time offset", "start included", "end included"))
