"""Why a part of an expression is null, worked out from the node and the values that its parts had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from engine.feel import arithmetic, values
from engine.feel.builtins.registry import BUILT_INS, BuiltIn, Overload
from engine.feel.errors import Sentence
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import FeelFunction, Range

_KINDS: dict[type, tuple[str, str]] = {
    Decimal: ("数字", "a number"),
    str: ("文本", "a text"),
    bool: ("真假值", "a boolean"),
    list: ("列表", "a list"),
    dict: ("对象", "a context"),
    Date: ("日期", "a date"),
    Time: ("时间", "a time"),
    DateTime: ("日期时间", "a date and time"),
    DaysDuration: ("时长", "a days and time duration"),
    MonthsDuration: ("年月时长", "a years and months duration"),
    Range: ("区间", "a range"),
    FeelFunction: ("函数", "a function"),
}
_WANTED = {
    "number": ("数字", "a number"),
    "string": ("文本", "a text"),
    "boolean": ("真假值", "a boolean"),
    "list": ("列表", "a list"),
    "context": ("对象", "a context"),
    "function": ("函数", "a function"),
    "range": ("区间", "a range"),
    "date": ("日期", "a date"),
    "time": ("时间", "a time"),
    "duration": ("时长", "a duration"),
    "instant": ("日期或时间", "a date or time"),
    "point": ("可比较的值", "a value that can be ordered"),
}
_COUNTS = frozenset({"length", "size", "count", "len"})
_COUNTED: dict[type, str] = {str: "string length(…)", list: "count(…)"}
CONVERSIONS = frozenset(
    {
        *("number", "date", "time", "date and time", "duration", "from json", "from base64", "context", "range"),
        "years and months duration",
    }
)
POSITIONAL = frozenset({"sublist", "substring", "insert before", "remove", "list replace"})
_SHOWN = 40


@dataclass(frozen=True)
class Reason(Sentence):
    """One part that was null. kind: unknown_name, unknown_member, unknown_function, empty (a variable that is null),
    null_operand, wrong_type, wrong_arguments, division_by_zero, overflow, index_out_of_range, failed_conversion,
    not_iterable or no_result. Line and column count from 1."""

    kind: str = ""
    line: int = 0
    column: int = 0


Told = tuple[str, str, str]
"""Kind, zh, en."""


def type_name(value: Any) -> tuple[str, str]:
    """What kind of value it is, in zh and en."""
    return _KINDS.get(type(value), ("空值", "null"))


def _short(value: Any) -> str:
    text = values.literal(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _near(name: str, known: Sequence[str] | set[str]) -> tuple[str, str]:
    found = get_close_matches(name, list(known), 1, 0.75)
    return (f"，是否指 {found[0]}", f", did you mean {found[0]}") if found else ("", "")


def of_name(name: str, variables: Mapping[str, Any], bound: frozenset[str]) -> Told:
    """A name without a value."""
    if name in bound:
        return "empty", f"{name} 为空", f"{name} is empty"
    if name in variables:
        return "empty", f"变量 {name} 为空", f"the variable {name} is empty"
    zh, en = _near(name, {*variables, *bound} - {name})
    return "unknown_name", f"没有名为 {name} 的变量{zh}", f"there is no variable {name}{en}"


def of_path(path: str, member: str, source: Any) -> Told:
    """A member without a value."""
    if source is None:
        return (
            "null_operand",
            f"路径 {path} 没有值：它的前一部分为空",
            f"the path {path} has no value: it leads over null",
        )
    if type(source) is dict:
        if member in source:
            return "empty", f"{path} 为空", f"{path} is empty"
        zh, en = _near(member, list(source))
        return (
            "unknown_member",
            f"路径 {path} 没有值：没有成员 {member}{zh}",
            (f"the path {path} has no value: there is no member {member}{en}"),
        )
    zh, en = type_name(source)
    remedy = _COUNTED.get(type(source)) if member in _COUNTS else None
    write_zh, write_en = (f"，请写 {remedy}", f", write {remedy}") if remedy else ("", "")
    return (
        "wrong_type",
        f"路径 {path} 没有值：{zh}没有成员 {member}{write_zh}",
        (f"the path {path} has no value: {en} has no {member}{write_en}"),
    )


def of_chain(operators: Sequence[str], parts: Sequence[Any]) -> tuple[int, Told]:
    """The operator (by its index) that gave null, and why."""
    value = parts[0]
    for index, (operator, right) in enumerate(zip(operators, parts[1:], strict=True)):
        result = arithmetic.OPERATORS[operator](value, right)
        if result is None:
            return index, _operation(operator, value, right)
        value = result
    return 0, ("no_result", "算术运算没有结果", "the operation has no result")


def _operation(operator: str, left: Any, right: Any) -> Told:
    if left is None or right is None:
        return _null_side(operator, left)
    if type(right) is Decimal and operator == "/" and right == 0:
        return "division_by_zero", "除数是 0", "division by zero"
    if type(left) is Decimal and type(right) is Decimal:
        return "overflow", f"{operator} 的结果超出数字范围", f"the result of {operator} is out of range"
    return _unlike(operator, left, right)


def _null_side(operator: str, left: Any) -> Told:
    zh, en = ("左边", "left") if left is None else ("右边", "right")
    return "null_operand", f"{operator} 的{zh}为空", f"the {en} side of {operator} is null"


def _unlike(operator: str, left: Any, right: Any) -> Told:
    (zh, en), (other_zh, other_en) = type_name(left), type_name(right)
    return "wrong_type", f"{operator} 不适用于{zh}和{other_zh}", f"{operator} does not fit {en} and {other_en}"


def of_negation(value: Any) -> Told:
    if value is None:
        return "null_operand", "负号后为空", "there is null behind the minus"
    zh, en = type_name(value)
    return "wrong_type", f"负号不适用于{zh}", f"a minus does not fit {en}"


def of_comparison(operator: str, left: Any, right: Any) -> Told:
    return _null_side(operator, left) if left is None or right is None else _unlike(operator, left, right)


def of_logic(operator: str, operands: Sequence[Any]) -> Told:
    for value in operands:
        if value is not None and type(value) is not bool:
            zh, en = type_name(value)
            return (
                "wrong_type",
                f"{operator} 的一边是{zh}，不是真假值",
                f"one side of {operator} is {en}, not a boolean",
            )
    return "null_operand", f"{operator} 的一边为空", f"one side of {operator} is null"


def of_between(value: Any, low: Any, high: Any) -> Told:
    if value is None or low is None or high is None:
        return "null_operand", "between 的值或边界为空", "the value or an end of between is null"
    return _unlike("between", value, low if type(low) is not type(value) else high)


def of_membership(value: Any) -> Told:
    if value is None:
        return "null_operand", "in 的左边为空", "the left side of in is null"
    zh, en = type_name(value)
    return "wrong_type", f"in 的右边不能与{zh}比较", f"the right side of in cannot be compared with {en}"


def of_interval(low: Any, high: Any) -> Told:
    if low is None or high is None:
        return "null_operand", "区间的一端为空", "an end of the range is null"
    if type(low) is type(high) and values.order(low, high) is not None:
        return "wrong_type", "区间的起点大于终点", "the range starts after its end"
    return _unlike("..", low, high)


def of_filter(source: Any, position: Any) -> Told:
    count = len(source) if type(source) is list else 0 if source is None else 1
    shown = _short(position)
    return (
        "index_out_of_range",
        f"位置 {shown} 超出范围，列表有 {count} 个元素",
        f"the position {shown} is out of range: the list has {count} elements",
    )


def of_loop(word: str, domains: Sequence[Any]) -> Told:
    if any(domain is None for domain in domains):
        return "null_operand", f"{word} 要遍历的值为空", f"what {word} goes through is null"
    return "not_iterable", f"{word} 不能遍历该值", f"{word} cannot go through this value"


def of_unknown_function(name: str, value: Any) -> Told:
    if value is not None:
        zh, en = type_name(value)
        return "wrong_type", f"{name} 是{zh}，不是函数", f"{name} is {en}, not a function"
    zh, en = _near(name, list(BUILT_INS))
    return "unknown_function", f"没有名为 {name} 的函数{zh}", f"there is no function {name}{en}"


def of_own_function(name: str, function: FeelFunction, count: int) -> Told:
    if function.named is None and count != len(function.parameters):
        shown = ", ".join(function.parameters)
        return "wrong_arguments", f"函数 {name} 的参数应为 ({shown})", f"the function {name} takes ({shown})"
    return "no_result", f"函数 {name} 没有结果", f"the function {name} has no result"


def of_call(built_in: BuiltIn, arguments: Sequence[Any], names: Sequence[str] | None) -> Told:
    """A built-in that gave null."""
    name = built_in.name
    fitting = _overloads(built_in, len(arguments), names)
    if not fitting:
        return "wrong_arguments", *_signatures(built_in)
    misfits = [_misfit(name, overload, arguments, names) for overload in fitting]
    misfit = misfits[0] if all(misfits) else None
    if misfit:
        return misfit
    shown = ", ".join(_short(argument) for argument in arguments)
    if name == "modulo" and arguments[names.index("divisor") if names else -1] == 0:
        return "division_by_zero", "除数是 0", "division by zero"
    if name in CONVERSIONS:
        return "failed_conversion", f"{shown} 不能转换为 {name}", f"{shown} cannot be converted by {name}"
    if name in POSITIONAL:
        return (
            "index_out_of_range",
            f"函数 {name} 的位置超出范围：{shown}",
            f"a position is out of range in {name}: {shown}",
        )
    return "no_result", f"函数 {name} 对 {shown} 没有结果", f"the function {name} has no result for {shown}"


def _overloads(built_in: BuiltIn, count: int, names: Sequence[str] | None) -> list[Overload]:
    if names is not None:
        found = built_in.named(names)
        return [] if found is None else [found]
    return [it for it in built_in.overloads if it.required <= count and (it.variadic or count <= len(it.parameters))]


def _signatures(built_in: BuiltIn) -> tuple[str, str]:
    listed = [", ".join(parameter.name for parameter in it.parameters) for it in built_in.overloads]
    shown = " / ".join(f"{built_in.name}({names})" for names in dict.fromkeys(listed))
    return f"函数 {built_in.name} 的参数数量或名称不对，应为 {shown}", (
        f"the arguments do not fit the function {built_in.name}: write {shown}"
    )


def _misfit(name: str, overload: Overload, arguments: Sequence[Any], names: Sequence[str] | None) -> Told | None:
    """The first argument that the parameter does not take."""
    by_name = {parameter.name: parameter for parameter in overload.parameters}
    for index, argument in enumerate(arguments):
        last = overload.parameters[min(index, len(overload.parameters) - 1)]
        parameter = last if names is None else by_name[names[index]]
        if parameter.takes(argument):
            continue
        said = f"{name} 的第 {index + 1} 个参数", f"argument {index + 1} of {name}"
        zh, en = _WANTED[parameter.kind]
        if argument is None:
            return "null_operand", f"函数 {said[0]}为空，应为{zh}", f"{said[1]} is null, it must be {en}"
        is_zh, is_en = type_name(argument)
        return "wrong_type", f"函数 {said[0]}是{is_zh}，应为{zh}", f"{said[1]} is {is_en}, it must be {en}"
    return None
