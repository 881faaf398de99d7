"""What can be wrong with the text of an expression: the sentence in zh and en, each with what to write instead."""

from __future__ import annotations

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
    "refused_external": (
        "外部函数（Java、PMML）不能运行。请改用 FEEL 写函数，或由处理程序完成",
        "an external function (Java, PMML) does not run. Write the function in FEEL, or let a handler do it",
    ),
    "duplicate_key": ("键“{found}”重复。请改名", "the key '{found}' stands twice. Rename one"),
    "type": (
        "未知的类型“{found}”。请使用 number、string、boolean 等",
        "unknown type '{found}'. Use number, string, boolean …",
    ),
    "end_expected": (
        "表达式在这里意外结束：缺少“{expected}”。请补上它",
        "the expression ends too early: '{expected}' is missing. Add it",
    ),
    "end_operand": (
        "表达式在这里意外结束：“{found}”后面缺少一个值。请补上值或变量名",
        "the expression ends too early: a value is missing after '{found}'. Add a value or a variable",
    ),
    "empty": ("表达式是空的。请写上值或变量名", "the expression is empty. Write a value or a variable"),
    "unclosed": (
        "表达式在这里意外结束：第 {line} 行第 {column} 列的“{found}”没有右括号。请补上“{expected}”",
        "the expression ends too early: '{found}' at line {line}, column {column} is not closed. Add '{expected}'",
    ),
    "unopened": (
        "多了一个“{found}”，它没有左括号。请删除它，或在前面补上“{expected}”",
        "there is one '{found}' too many, nothing opens it. Remove it, or add '{expected}' before it",
    ),
    "trailing_comma": (
        "“{found}”前面多了一个逗号。请删除这个逗号",
        "there is a comma before '{found}' with nothing behind it. Remove the comma",
    ),
    "leading_equals": ("开头多了一个“=”。请删除它", "there is a '=' too many at the start. Remove it"),
    "write": ("FEEL 没有“{found}”。请改写为“{remedy}”", "FEEL has no '{found}'. Write '{remedy}'"),
    "quotes": (
        "文本请用半角双引号。请改写为 {remedy}",
        "a text stands in straight double quotes. Write {remedy}",
    ),
    "ternary": (
        "FEEL 没有 a ? b : c。请改写为 if a then b else c",
        "FEEL has no a ? b : c. Write if a then b else c",
    ),
    "assignment": (
        "FEEL 不能给变量赋值，没有“{found}”。请只写出要计算的值",
        "FEEL cannot assign to a variable and has no '{found}'. Write just the value",
    ),
    "placeholder": (
        "FEEL 不用 {found}{{…}}。请去掉它，只写里面的表达式",
        "FEEL does not use {found}{{…}}. Remove it and write just what is inside",
    ),
    "semicolon": (
        "一个表达式只有一个值，不用分号。请删除“;”及其后的内容，或改用逗号",
        "an expression has one value and no semicolons. Remove the ';' and what follows, or write a comma",
    ),
    "no_name": (
        "没有名为“{found}”的变量。请改写为“{remedy}”",
        "there is no variable '{found}'. Write '{remedy}'",
    ),
    "lower_case": (
        "运算符请用小写：“{found}”。请改写为“{remedy}”",
        "operators are written in lower case: '{found}'. Write '{remedy}'",
    ),
    "call_brackets": (
        "“{found}”是函数，参数要放在括号里。请改写为 {found}(…)",
        "'{found}' is a function, and its argument stands in brackets. Write {found}(…)",
    ),
    "null_check": ("请用 = null 判断空值，不用 is null", "write = null to ask for null, not is null"),
}
"""By their key; {found} is what stands there."""
