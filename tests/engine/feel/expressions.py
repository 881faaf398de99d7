"""Hypothesis strategies: texts that are expressions, and texts that almost are."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.feel.builtins.registry import BUILT_INS

PIECES = ["", "(", ")", "]", "}", '"', "，", "..", " in ", "@", "\\", "\0", "==", "&&", "'", "?"]
NAMES = frozenset({"a", "b", "a-b", "a b", "价格", "折扣", "价格-折扣", "date", "time", "金额（元）", "lines"})
ATOMS = [
    "1", "0", ".5", "1.50", "1e400", "12345678901234567890123456789012345", '"a"', '""', r'"\d\"\n\u00e9"',
    "true", "false", "null", "x", "y.z", "lines",
    "lines.qty", "?", "item", "partial", "[]", "{}", '@"2024-02-29"', '@"10:00:00Z"', '@"P1Y"', '@"PT0.5S"',
    '@"2024-01-01T00:00:00@Asia/Shanghai"', "a", "b", "a-b", "a b", "(a)-b", "价格", "价格-折扣", "(价格)-折扣",
    "金额（元）",
    "date", "(date) and time", "first name", "x.first name", "(<5)", "(>= 5)", "(=3)", "(!=3)", "(1..2)", "]1..2[",
    "[1..x[", "function(p: number, q) p + q", "function(p) external {java: {class: \"C\"}}",
]  # fmt: skip
TYPES = [
    "number",
    "date and time",
    "dateTime",
    "Any",
    "list<string>",
    "context<a: number, b c: list>",
    "function<number, string> -> list<any>",
    "range<date>",
    "function<> -> Null",
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
PLACES = [
    "{0} {op} {1}", "({0}) {op} ({1})", "{0} {op} {1} {op} {2}", "({0} {op} {1}) {op} {2}", "({0})", "-{0}", "- -({0})",
    "[{0}, {1}]", "[{0}..{1}]", "({0}..{1})", "[{0}..{1}[", "{{k: {0}, l: k}}", '{{"k k": {0}, if: {1}, "x-y": 1}}',
    "({0})[{1}]", "{0}[{1}]", "({0}).k", "[{0}].first name", "if {0} then {1} else {2}", "for i in {0} return {1}",
    "for i in {0}..{1}, j-k in {2} return j-k", "some i in {0}, j in {1} satisfies {2}",
    "every x y in {0} satisfies x y = {1}", "{0} between {1} and {2}", "{0} in ({1}, < {2})", "{0} in ({1})",
    "{0} in [{1}..{2}]", "{0} in ({1}..{2})", "{0} in > {1}", "({0})({1})", "{0} instance of {type}",
    "({0} instance of {type}) and {1}", "function(i, j: {type}) {0}", "{call}({0})", "{call}({0}, {1}, {2})",
    "substring(string: {0}, start position: {1})", "x({0}).y", "not({0})",
]  # fmt: skip


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda place, parts, op, type_, call: place.format(*parts, op=op, type=type_, call=call),
        st.sampled_from(PLACES),
        st.tuples(inner, inner, inner),
        st.sampled_from(OPERATORS),
        st.sampled_from(TYPES),
        st.sampled_from(sorted(BUILT_INS)),
    )


@st.composite
def _broken(draw: st.DrawFn) -> str:
    text = draw(expressions)
    place = draw(st.integers(0, len(text)))
    piece = draw(
        st.sampled_from(["", "(", ")", "]", "}", '"', "，", "..", " in ", "@", "\\", "\0", "==", "&&", "'", "?"])
    )
    return text[:place] + piece + text[place + draw(st.integers(0, 3)) :]


expressions = st.recursive(st.sampled_from(ATOMS), _around, max_leaves=8)
broken = _broken()
