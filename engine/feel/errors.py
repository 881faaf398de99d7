"""What can go wrong in an expression, said in zh and en with the remedy. Only FeelError leaves engine.feel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.feel.problems import PROBLEMS
from kit.errors import Failure, Kind, Language

LIMITS: dict[str, tuple[str, str]] = {
    "text": ("长度超过 {allowed} 个字符", "longer than {allowed} characters"),
    "depth": ("嵌套超过 {allowed} 层", "nested deeper than {allowed} levels"),
    "chain": ("连续运算超过 {allowed} 个", "more than {allowed} operators in a row"),
    "parse": ("歧义过多，无法解析", "too ambiguous to parse"),
    "steps": ("计算步骤超过 {allowed}", "more than {allowed} steps of work"),
    "time": ("计算超过 {allowed} 秒", "more than {allowed} seconds of work"),
    "size": ("结果超过 {allowed} 个元素或字符", "a result of more than {allowed} elements or characters"),
    "calls": ("函数调用超过 {allowed} 层", "more than {allowed} nested function calls"),
    "stack": ("嵌套过深", "nested too deeply"),
}


@dataclass(frozen=True)
class Sentence:
    """Something said to people."""

    zh: str
    en: str


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


class FeelError(Failure):
    """The expression cannot be evaluated. `message(language)` is for people, `code` for programs."""

    code: ClassVar[str] = "feel.failed"
    kind: ClassVar[Kind] = Kind.INVALID
    zh: ClassVar[str] = "表达式无法计算：{reason}"
    en: ClassVar[str] = "the expression cannot be evaluated: {reason}"


class FeelAssertionFailed(FeelError):
    """A condition that the expression itself asks for does not hold."""

    code = "feel.assertion"
    zh = "表达式要求的条件不成立：{cause}"
    en = "a condition that the expression asks for does not hold: {cause}"


class FeelSyntaxError(FeelError):
    """The text is not FEEL; line and column count from 1."""

    code = "feel.syntax"
    zh = "第 {line} 行第 {column} 列：{problem}。"
    en = "line {line}, column {column}: {problem}."

    def __init__(self, text: str, position: int, problem: str, **params: Any) -> None:
        super().__init__(**params)
        self.text, self.position, self.problem = text, position, problem
        self.failed: tuple[int, str] | None = None
        """The token that did not fit, by its index, and what was expected; for a closer look."""

    @classmethod
    def located(cls, text: str, position: int, problem: str, **params: Any) -> FeelSyntaxError:
        """The problem is a key of PROBLEMS; the message is only put together when it is read."""
        return cls(text, position, problem, **params)

    @property
    def line(self) -> int:
        """Line of the problem, from 1."""
        return place(self.text, self.position)[0]

    @property
    def column(self) -> int:
        """Column of the problem in characters, from 1."""
        return place(self.text, self.position)[1]

    def message(self, language: Language = "zh") -> str:
        """Where it is, what was expected and what to write instead."""
        zh, en = PROBLEMS[self.problem]
        problem = (en if language == "en" else zh).format(**self.params)
        frame = self.en if language == "en" else self.zh
        return frame.format(line=self.line, column=self.column, problem=problem)


class FeelTooComplex(FeelError):
    """A bound of size, depth, work or time was reached. Never caught by the parser's second attempts."""

    code = "feel.too_complex"
    zh = "表达式过于复杂：{what}。请拆分或简化。"
    en = "the expression is too complex: {what}. Split or simplify it."

    def __init__(self, limit: str, allowed: float = 0) -> None:
        super().__init__(limit=limit, allowed=allowed)

    def message(self, language: Language = "zh") -> str:
        """Which bound, and what to do."""
        zh, en = LIMITS[self.params["limit"]]
        what = (en if language == "en" else zh).format(**self.params)
        return (self.en if language == "en" else self.zh).format(what=what)
