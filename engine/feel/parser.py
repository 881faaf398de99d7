"""The Pratt parser: operators, names, brackets. Words with a syntax of their own are in parser_words.

FEEL depends on its context three times: known names, `[1..x[` against a filter, `(a..b)` against
`in (tests)`. Each is one local attempt, and all attempts share one step counter.
"""

from __future__ import annotations

from engine.feel import lexer, nodes, parser_words, temporal
from engine.feel.errors import FeelSyntaxError, FeelTooComplex
from engine.feel.stream import ADD, AND, COMPARE, COMPARISONS, MAX_CHAIN, MAX_DEPTH, MULTIPLY, OR, POWER, Stream

LEVELS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys((*COMPARISONS, "between", "in", "instance"), COMPARE),
    "+": ADD,
    "-": ADD,
    "*": MULTIPLY,
    "/": MULTIPLY,
    "**": POWER,
}
_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(Stream):
    """One parse of one text."""

    def whole(self) -> nodes.Node:
        """An expression that takes the whole text."""
        node = self.expression()
        if self.token.kind != "end":
            self.fail()
        return node

    def whole_tests(self) -> nodes.UnaryTests:
        """The unary tests of a decision table cell: `-`, `not(tests)` or tests."""
        if self.at("-") and self.ahead(1).kind == "end":
            return nodes.UnaryTests(())
        if self.at("not") and self.ahead(1).text == "(":
            mark = self.mark()
            negated = self._negated_tests()
            if negated is not None:
                return negated
            self.reset(mark)
        tests = parser_words.test_list(self)
        if self.token.kind != "end":
            self.fail()
        return nodes.UnaryTests(tests)

    def _negated_tests(self) -> nodes.UnaryTests | None:
        self.take()
        self.take()
        try:
            with self.brackets():
                tests = parser_words.test_list(self)
            self.expect(")")
        except FeelSyntaxError:
            return None
        return nodes.UnaryTests(tests, negated=True) if self.token.kind == "end" else None

    def expression(self, minimum: int = 0) -> nodes.Node:
        """See Stream.expression."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelTooComplex(limit="depth", allowed=MAX_DEPTH)
        left = self._prefix()
        links = 0
        while True:
            token = self.token
            level = LEVELS.get(token.text, 0) if token.kind in ("op", "name") else 0
            if level == 0 or level < minimum:
                break
            if level >= ADD:
                left = self._chain(left, level)
            elif level == COMPARE:
                links += 1
                left = self._comparison(left)
            else:
                left = self._logic(left, level)
            if links > MAX_CHAIN:
                raise FeelTooComplex(limit="chain", allowed=MAX_CHAIN)
        self.depth -= 1
        return left

    def _chain(self, first: nodes.Node, level: int) -> nodes.Node:
        rest: list[tuple[str, nodes.Node]] = []
        positions: list[int] = []
        while self.token.kind == "op" and LEVELS.get(self.token.text) == level:
            operator = self.take()
            positions.append(operator.start)
            rest.append((operator.text, self.expression(level + 1)))
        return nodes.Chain(first, tuple(rest), tuple(positions))

    def _logic(self, first: nodes.Node, level: int) -> nodes.Node:
        operator, position = self.token.text, self.token.start
        operands = [first]
        while self.accept(operator):
            operands.append(self.expression(level + 1))
        return nodes.Logic(operator, tuple(operands), position)

    def _comparison(self, left: nodes.Node) -> nodes.Node:
        token = self.take()
        operator = token.text
        if operator == "between":
            low = self.expression(ADD)
            self.expect("and")
            return nodes.Between(left, low, self.expression(ADD), token.start)
        if operator == "in":
            return nodes.In(left, parser_words.in_tests(self), token.start)
        if operator == "instance":
            self.expect("of")
            return nodes.InstanceOf(left, parser_words.type_of(self))
        return nodes.Compare(operator, left, self.expression(ADD), token.start)

    def _prefix(self) -> nodes.Node:
        minus: list[int] = []
        while self.at("-"):
            minus.append(self.take().start)
            if len(minus) > MAX_DEPTH:
                raise FeelTooComplex(limit="depth", allowed=MAX_DEPTH)
        node = self.postfix(self._primary())
        for position in reversed(minus):
            node = nodes.Negate(node, position)
        return node

    def postfix(self, left: nodes.Node) -> nodes.Node:
        """See Stream.postfix."""
        for _ in range(MAX_CHAIN):
            if self.at("."):
                left = self._member(left)
            elif self.at("("):
                left = parser_words.call(self, left)
            elif self.at("["):
                filtered = self._filter(left)
                if filtered is None:
                    return left
                left = filtered
            else:
                return left
        raise FeelTooComplex(limit="chain", allowed=MAX_CHAIN)

    def _member(self, source: nodes.Node) -> nodes.Node:
        self.take()
        position = self.token.start
        found = self.find_member()
        if found is None:
            self.fail("name")
        for _ in range(found[1]):
            self.take()
        return nodes.Path(source, found[0], position)

    def _filter(self, source: nodes.Node) -> nodes.Node | None:
        """A filter; None when this `[` closes the range that is being read (`[1..x[`)."""
        if self.open_end != self.nesting:
            return self._closed_filter(source)
        mark = self.mark()
        try:
            return self._closed_filter(source)
        except FeelSyntaxError:
            self.reset(mark)
            return None

    def _closed_filter(self, source: nodes.Node) -> nodes.Node:
        position = self.take().start
        with self.brackets(), self.inner("item"):
            condition = self.expression()
        self.expect("]")
        return nodes.Filter(source, condition, position=position)

    def _primary(self) -> nodes.Node:
        token = self.token
        if token.kind in ("number", "string"):
            self.take()
            return nodes.Literal(token.value)
        if token.kind == "at":
            return self._temporal(self.take())
        found = self.find_name()
        if found is not None:
            for _ in range(found[1]):
                self.take()
            return nodes.Name(found[0], token.start)
        if token.kind == "name":
            return self._keyword(token)
        return self._bracket(token)

    def _keyword(self, token: lexer.Token) -> nodes.Node:
        if token.text in _CONSTANTS:
            self.take()
            return nodes.Literal(_CONSTANTS[token.text])
        word = parser_words.WORDS.get(token.text)
        if word is None:
            self.fail()
        self.take()
        return word(self)

    def _bracket(self, token: lexer.Token) -> nodes.Node:
        match token.text:
            case "?":
                self.take()
                return nodes.Name("?", token.start)
            case "{":
                self.take()
                return parser_words.context(self)
            case "(":
                self.take()
                return parser_words.parenthesis(self)
            case "[":
                self.take()
                return parser_words.list_or_interval(self)
            case "]":
                self.take()
                return self._open_interval()
        self.fail()

    def _open_interval(self) -> nodes.Node:
        start = self.token.start
        with self.brackets():
            low = self.expression()
        self.expect("..")
        return parser_words.interval_end(self, low, start, low_closed=False)

    def _temporal(self, token: lexer.Token) -> nodes.Node:
        value = temporal.literal(token.value)
        if value is None:
            raise FeelSyntaxError.located(self.text, token.start, "temporal", found=token.value[:40])
        return nodes.Literal(value)
