"""What can be wrong with a file as a whole, and with one cell of it."""

from __future__ import annotations

from integrations.errors import IntegrationFailure
from kit.errors import Kind


class FileRefused(IntegrationFailure):
    """Root of everything for which the whole file is refused: nothing of it is imported."""

    code = "file.refused"
    kind = Kind.INVALID
    zh = "无法读取这个文件"
    en = "This file cannot be read"


class EncodingUnknown(FileRefused):
    """Neither UTF-8, UTF-16 nor GB18030. Attributes: line, byte (both from 1)."""

    code = "file.encoding_unknown"
    zh = "无法识别文件编码：第 {line} 行第 {byte} 个字节不是有效字符。请在表格软件中另存为“CSV UTF-8”"
    en = "The encoding is not known: line {line}, byte {byte} is no valid character. Save the file as “CSV UTF-8”"


class CsvBroken(FileRefused):
    """Quotes that do not close, or a cell without end. Attributes: row, reason."""

    code = "file.csv_broken"
    zh = "第 {row} 行附近的 CSV 格式有误（{reason}）。请检查引号是否成对，或另存为 xlsx"
    en = "The CSV is broken near row {row} ({reason}). Check that quotes are closed, or save it as xlsx"


class WorkbookUnreadable(FileRefused):
    """Not a workbook that can be read. Attribute: reason."""

    code = "file.workbook_unreadable"
    zh = "无法读取工作簿：{reason}。请在表格软件中另存为 xlsx（不加密）"
    en = "The workbook cannot be read: {reason}. Save it as xlsx without a password"


class WorkbookTooLarge(FileRefused):
    """Unpacked it is larger than allowed: a zip bomb, or far too much. Attribute: limit (MB)."""

    code = "file.workbook_too_large"
    kind = Kind.TOO_LARGE
    zh = "工作簿解压后超过 {limit} MB。请拆分文件，或另存为 CSV"
    en = "Unpacked, the workbook exceeds {limit} MB. Split it, or save it as CSV"


class DtdForbidden(FileRefused):
    """A part of the workbook declares a document type, which no spreadsheet program writes. Attribute: part."""

    code = "file.dtd_forbidden"
    zh = "工作簿的 {part} 含有不允许的 DOCTYPE 声明"
    en = "Part {part} of the workbook holds a DOCTYPE, which is not allowed"


class HeaderMissing(FileRefused):
    """Columns that the mapping needs are not there. Attributes: missing, found."""

    code = "file.header_missing"
    zh = "找不到列：{missing}。文件中的列是：{found}。请更正表头，或选用其他映射"
    en = "Columns missing: {missing}. The file has: {found}. Correct the header row or choose another mapping"


class HeaderTwice(FileRefused):
    """Two columns could be meant. Attribute: column."""

    code = "file.header_twice"
    zh = "列“{column}”出现了两次。请删除其中一列"
    en = "Column “{column}” is there twice. Remove one of them"


class FileEmpty(FileRefused):
    """No row below the header."""

    code = "file.empty"
    zh = "文件中没有数据行"
    en = "The file has no rows of data"


class MappingInvalid(IntegrationFailure):
    """A mapping file that cannot be used. Attributes: name, reason."""

    code = "mapping.invalid"
    kind = Kind.INVALID
    zh = "映射 {name} 有误：{reason}"
    en = "Mapping {name} is not valid: {reason}"


class MappingUnknown(IntegrationFailure):
    """No mapping of this name. Attributes: name, known."""

    code = "mapping.unknown"
    kind = Kind.NOT_FOUND
    zh = "没有名为 {name} 的映射。可用的有：{known}"
    en = "There is no mapping {name}. There are: {known}"


class CellFailure(IntegrationFailure):
    """Root of what is wrong with one cell; `at` is the column's header."""

    code = "cell.invalid"
    kind = Kind.INVALID
    zh = "内容“{value}”不能使用"
    en = "“{value}” cannot be used"


class CellMissing(CellFailure):
    """A cell that must be filled is empty."""

    code = "cell.missing"
    zh = "不能为空"
    en = "It must not be empty"


class ControlCharacter(CellFailure):
    """Characters that nobody can type or see. Attribute: value, each of them replaced by �."""

    code = "cell.control_character"
    zh = "“{value}”含有看不见的控制字符（显示为 �）。请重新输入这一格"
    en = "“{value}” holds invisible control characters (shown as �). Type the cell again"


class CodeDamaged(CellFailure):
    """A code in scientific notation: digits have been lost, so it is not guessed. Attribute: value."""

    code = "cell.code_damaged"
    zh = "编码“{value}”像是被表格软件改写过。请把该列设为文本格式后重新填写"
    en = "Code “{value}” looks as if the spreadsheet changed it. Format the column as text and enter it again"


class CodeTooLong(CellFailure):
    """Longer than any code. Attributes: value, limit (characters)."""

    code = "cell.code_too_long"
    zh = "内容“{value}…”超过 {limit} 个字符"
    en = "“{value}…” has more than {limit} characters"


class NumberUnreadable(CellFailure):
    """Not a plain decimal number. Attribute: value."""

    code = "cell.number_unreadable"
    zh = "“{value}”不是数字。请使用半角数字，例如 12.50"
    en = "“{value}” is not a number. Use plain digits such as 12.50"


class QuantityNotPositive(CellFailure):
    """Zero or negative. Attribute: value."""

    code = "cell.quantity_not_positive"
    zh = "数量 {value} 必须大于 0"
    en = "Quantity {value} must be greater than 0"


class PriceNotPositive(CellFailure):
    """Zero or negative. Attribute: value."""

    code = "cell.price_not_positive"
    zh = "单价 {value} 必须大于 0"
    en = "Unit price {value} must be greater than 0"


class PriceTooExact(CellFailure):
    """More than two decimals; not rounded, because then the sums would no longer agree. Attribute: value."""

    code = "cell.price_too_exact"
    zh = "单价 {value} 的小数超过两位"
    en = "Unit price {value} has more than two decimals"


class MomentUnreadable(CellFailure):
    """Not a date, or one that the clock skipped. Attribute: value."""

    code = "cell.moment_unreadable"
    zh = "“{value}”不是日期时间。请使用 2026-11-25 09:30:00 的格式"
    en = "“{value}” is not a date and time. Write it as 2026-11-25 09:30:00"


class ChoiceUnknown(CellFailure):
    """Not one of the allowed words. Attributes: value, choices."""

    code = "cell.choice_unknown"
    zh = "“{value}”不是可选值：{choices}"
    en = "“{value}” is none of: {choices}"


class RowTooLong(CellFailure):
    """More cells than the header has: a separator inside a cell, most likely. Attributes: cells, columns."""

    code = "row.too_long"
    zh = "本行有 {cells} 格，表头只有 {columns} 列。请检查单元格内是否有未加引号的分隔符"
    en = "This row has {cells} cells, the header {columns}. Look for a separator inside a cell without quotes"


class HeaderConflict(CellFailure):
    """Rows of one order disagree about the order itself. Attributes: value, first, row."""

    code = "order.header_conflict"
    zh = "同一订单的内容不一致：“{value}”与第 {row} 行的“{first}”不同"
    en = "Rows of one order disagree: “{value}” differs from “{first}” in row {row}"


class OrderIncomplete(CellFailure):
    """This row is good, but another one of its order is not. Attribute: row."""

    code = "order.incomplete"
    zh = "同一订单的第 {row} 行有误，整单未导入"
    en = "Row {row} of the same order is not good, so the order was not imported"
