"""What imports refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class ImportUnknown(Failure):
    """No job has this id."""

    code = "imports.unknown"
    kind = Kind.NOT_FOUND
    zh = "导入任务不存在。请在导入列表中选择。"
    en = "There is no such import. Choose one from the list."


class ItemDoneTwice(Failure):
    """Another worker has done this order of the file: the transaction that tried it again is undone."""

    code = "imports.item_done_twice"
    kind = Kind.CONFLICT
    zh = "文件中第 {ordinal} 个订单已处理完毕，无需重复导入。"
    en = "Order {ordinal} of the file is done already; there is nothing to repeat."
