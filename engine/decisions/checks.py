"""What is doubtful about a table before it ever runs: its shape, its cells, and how its rules share the space."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.decisions import clashes, coverage, grid, table, wording
from engine.decisions.finding import Finding, Severity
from engine.decisions.table import Table


def of_tables(tables: Iterable[Table]) -> tuple[Finding, ...]:
    """The findings of all tables of a model."""
    return tuple(finding for each in tables for finding in _of_table(each))


def _of_table(each: Table) -> Iterator[Finding]:
    crooked = [*_policy(each), *_crooked(each)]
    yield from crooked
    if any(finding.code == "decisions.cells" for finding in crooked) or not each.outputs:
        return
    boxes = grid.of_table(each)
    yield from clashes.findings(each, boxes)
    if each.columns and each.rows:
        yield from coverage.findings(each, boxes)


def _policy(each: Table) -> Iterator[Finding]:
    if each.policy not in table.POLICIES:
        said = f"不支持命中策略 {each.policy}", f"the hit policy {each.policy} is unknown"
        remedy = "改用 UNIQUE、FIRST 等", "Use UNIQUE, FIRST or another of DMN"
        yield wording.finding(each, "decisions.hit_policy", said, remedy, severity=Severity.ERROR)
    if each.aggregation and (each.aggregation not in table.AGGREGATORS or each.policy != "COLLECT"):
        said = f"{each.policy} 不支持汇总 {each.aggregation}", f"{each.policy} has no aggregation {each.aggregation}"
        remedy = "用 COLLECT 加 SUM、MIN、MAX 或 COUNT", "Use COLLECT with SUM, MIN, MAX or COUNT"
        yield wording.finding(each, "decisions.aggregation", said, remedy, severity=Severity.ERROR)
    if each.aggregation and len(each.outputs) > 1:
        said = "有几个输出列时不能汇总", "several outputs cannot be aggregated"
        yield wording.finding(
            each, "decisions.aggregation", said, ("只留一个输出列", "Keep one output"), severity=Severity.ERROR
        )
    if each.policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.values for output in each.outputs):
        said = f"{each.policy} 需要输出值的先后", f"{each.policy} needs the output values in their order"
        remedy = "在输出列填写允许的值，重要的在前", "List the output values, the most important first"
        yield wording.finding(each, "decisions.priorities", said, remedy, severity=Severity.ERROR)
    if not each.outputs:
        said, remedy = ("没有输出列", "it has no output"), ("增加一个输出列", "Add an output")
        yield wording.finding(each, "decisions.no_output", said, remedy, severity=Severity.ERROR)
    names = [output.name for output in each.outputs]
    if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
        said = "有几个输出列时，每列要有不同的名称", "several outputs need a name of their own each"
        remedy = "给每个输出列填写名称", "Name each output"
        yield wording.finding(each, "decisions.output_names", said, remedy, severity=Severity.ERROR)
    if not each.rows:
        said, remedy = ("一行也没有", "it has no row"), ("增加一行", "Add a row")
        yield wording.finding(each, "decisions.no_rows", said, remedy)


def _crooked(each: Table) -> Iterator[Finding]:
    """Rules whose number of cells is not that of the columns."""
    for number, row in enumerate(each.rows, 1):
        given, wanted = (len(row.trees), len(row.outputs)), (len(each.columns), len(each.outputs))
        if given != wanted:
            said = (
                f"第 {number} 行有 {given[0]} 个输入和 {given[1]} 个输出，应为 {wanted[0]} 和 {wanted[1]}",
                f"row {number} has {given[0]} inputs and {given[1]} outputs, not {wanted[0]} and {wanted[1]}",
            )
            remedy = "补齐这一行", "Mend the row"
            yield wording.finding(each, "decisions.cells", said, remedy, rows=(number,), severity=Severity.ERROR)
