"""What inventory refuses. Too little stock for an order is no error: reserve answers it."""

from __future__ import annotations

from kit.errors import Failure, Kind


class WarehouseUnknown(Failure):
    """No warehouse has this code."""

    code = "inventory.warehouse_unknown"
    kind = Kind.INVALID
    zh = "仓库“{warehouse}”不存在。请从仓库列表中选择。"
    en = "There is no warehouse “{warehouse}”. Choose one from the list."


class WarehouseTaken(Failure):
    """The code belongs to another warehouse."""

    code = "inventory.warehouse_taken"
    kind = Kind.CONFLICT
    zh = "仓库编码“{warehouse}”已存在。请换一个编码。"
    en = "The warehouse code “{warehouse}” exists. Choose another."


class QuantityNotPositive(Failure):
    """Zero or negative where goods move."""

    code = "inventory.quantity_not_positive"
    kind = Kind.INVALID
    zh = "数量必须大于零。请重新填写。"
    en = "The quantity must be above zero. Enter another."


class BelowReserved(Failure):
    """A correction would leave less than what is promised to orders."""

    code = "inventory.below_reserved"
    kind = Kind.CONFLICT
    zh = "调整后“{sku}”的库存将低于已预占数量 {reserved}。请先释放部分订单的预占。"
    en = "That would leave less of “{sku}” than the {reserved} reserved for orders. Release some orders first."


class NotReserved(Failure):
    """Goods of an order cannot leave before they are reserved."""

    code = "inventory.not_reserved"
    kind = Kind.CONFLICT
    zh = "订单未预占足够的“{sku}”，不能出库。请先预占库存。"
    en = "The order does not hold enough of “{sku}” to ship it. Reserve it first."


class PickListMissing(Failure):
    """The order has no open pick list."""

    code = "inventory.pick_list_missing"
    kind = Kind.CONFLICT
    zh = "该订单没有待拣货的拣货单。请刷新后查看订单状态。"
    en = "The order has no open pick list. Reload to see where it stands."
