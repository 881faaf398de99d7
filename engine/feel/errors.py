"""What can go wrong in an expression, said in zh and en with the remedy. Only FeelError leaves engine.feel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from kit.errors import Failure, Kind, Language

PROBLEMS: dict[str, tuple[str, str]] = {
    "unexpected": (
        "“{found}”不应出现在这里。请删除它，或补上缺少的运算符",
        "'{found}' does not belong here. Remove it, or add the operator that is missing before it",
    ),
    "end": (
        "表达式在这里意外结束。请补上值、变量名或右括号",
        "the expression ends too early. Add a value, a variable or the closing bracket",
    ),
    "expected": (
        "这里应为 {expected}，实际是“{found}”。请补上 {expected}",
        "expected {expected}, found '{found}'. Write {expected} here",
    ),
    "full_width": (
        "“{found}”是全角字符。请改写为半角的 '{remedy}'",
        "'{found}' is a full-width character. Write '{remedy}'",
    ),
    "open_string": ('字符串缺少结尾的双引号。请补上 "', 'the text has no closing quote. Add "'),
    "open_comment": ("注释缺少结尾。请补上 */", "the comment is not closed. Add */"),
    "number": (
        "数字“{found}”超出范围。请使用 34 位以内的数字",
        "the number '{found}' is out of range. Use at most 34 digits",
    ),
    "temporal": (
        '“{found}”不是日期、时间或时长。请写成 @"2026-01-31"、@"09:00:00" 或 @"PT2H"',
        '\'{found}\' is no date, time or duration. Write @"2026-01-31", @"09:00:00" or @"PT2H"',
    ),
    "equals": ("比较请写单个 '='", "write a single '=' to compare"),
    "refused_uuid": (
        "uuid() 每次计算都会得到不同的值，因此不能使用。请使用流程变量中的编号，或由处理程序生成",
        "uuid() would give another value on every evaluation and is refused. Use an id of a variable, or let a handler "
        "make one",
    ),
    "refused_random": (
        "random number() 每次计算都会得到不同的值，因此不能使用。请由处理程序生成，并存入变量",
        "random number() would give another value on every evaluation and is refused. Let a handler make it and store "
        "it in a variable",
    ),
    "refused_ai": (
        "fromAi() 的值由人工智能填写，这里没有，因此不能使用。请改为读取变量",
        "fromAi() is filled in by artificial intelligence, and there is none here: it is refused. Read a variable "
        "instead",
    ),
    "duplicate_key": ("键“{found}”重复。请改名", "the key '{found}' stands twice. Rename one"),
    "type": (
        "未知的类型“{found}”。请使用 number、string、boolean 等",
        "unknown type '{found}'. Use number, string, boolean …",
    ),
}
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
