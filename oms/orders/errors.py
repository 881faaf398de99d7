"""What orders refuse. Several at once come as kit.errors.Rejected."""

from __future__ import annotations

from kit.errors import Failure, Kind


class OrderUnknown(Failure):
    """No order has this id."""

    code = "orders.unknown"
    kind = Kind.NOT_FOUND
    zh = "订单不存在，或您无权查看。请检查订单号。"
    en = "There is no such order, or it is not yours to see. Check its number."


class ChannelUnknown(Failure):
    """Not one of rules.Channel."""

    code = "orders.channel_unknown"
    kind = Kind.INVALID
    zh = "渠道“{channel}”不存在。可用渠道：{channels}。"
    en = "There is no channel “{channel}”. Channels are: {channels}."


class CustomerBlocked(Failure):
    """The customer may not order."""

    code = "orders.customer_blocked"
    kind = Kind.INVALID
    zh = "客户“{customer}”已被停止下单。请联系财务或销售经理。"
    en = "Customer “{customer}” is blocked for new orders. Ask finance or the sales manager."


class ExternalNumberTaken(Failure):
    """An order of this channel has this external number."""

    code = "orders.external_number_taken"
    kind = Kind.CONFLICT
    zh = "渠道 {channel} 的外部单号“{external_no}”已存在（订单 {number}）。请勿重复提交，或换一个单号。"
    en = (
        "External number “{external_no}” of channel {channel} exists already (order {number}). "
        "Do not submit it twice, or use another number."
    )


class ExternalNumberUnreadable(Failure):
    """Longer than allowed, or with control characters."""

    code = "orders.external_number_unreadable"
    kind = Kind.INVALID
    zh = "外部单号不可用：最多 {length} 个字符，不含控制字符。请缩短后重试。"
    en = "The external number cannot be used: at most {length} characters, no control characters. Shorten it."


class RemarkTooLong(Failure):
    """Longer than rules.MAX_REMARK."""

    code = "orders.remark_too_long"
    kind = Kind.INVALID
    zh = "备注最多 {length} 个字符。请缩短。"
    en = "A remark may have at most {length} characters. Shorten it."


class NoLines(Failure):
    """An order without lines."""

    code = "orders.no_lines"
    kind = Kind.INVALID
    zh = "订单没有明细。请至少添加一行商品。"
    en = "The order has no lines. Add at least one product."


class TooManyLines(Failure):
    """More lines than allowed."""

    code = "orders.too_many_lines"
    kind = Kind.TOO_LARGE
    zh = "订单有 {count} 行，最多允许 {allowed} 行。请拆分订单或使用文件导入。"
    en = "The order has {count} lines; at most {allowed} are allowed. Split it or import it as a file."


class QuantityNotPositive(Failure):
    """Zero or negative."""

    code = "orders.quantity_not_positive"
    kind = Kind.INVALID
    zh = "数量 {quantity} 必须大于零。退货请走退货流程。"
    en = "Quantity {quantity} must be above zero. For goods coming back, open a return."


class QuantityTooLarge(Failure):
    """Above rules.MAX_QUANTITY, or the amount of the line is beyond rules.MAX_LINE_FEN."""

    code = "orders.quantity_too_large"
    kind = Kind.INVALID
    zh = "数量 {quantity} 过大。请检查是否误填。"
    en = "Quantity {quantity} is too large. Check for a typing error."


class StockShort(Failure):
    """More than is available of a product that may not be backordered."""

    code = "orders.stock_short"
    kind = Kind.INVALID
    zh = "商品“{sku}”库存不足：需要 {wanted}，仓库 {warehouse} 可用 {available}，且不允许缺货下单。请减少数量或换仓库。"
    en = (
        "Not enough “{sku}”: {wanted} wanted, {available} available in {warehouse}, and it may not be "
        "backordered. Order less or choose another warehouse."
    )


class StatusConflict(Failure):
    """The order's status does not allow the change."""

    code = "orders.status_conflict"
    kind = Kind.CONFLICT
    zh = "订单 {number} 当前为“{current}”，不能变为“{wanted}”。请刷新后查看最新状态。"
    en = "Order {number} is “{current}” and cannot become “{wanted}”. Reload to see where it stands."


class AlreadyShipped(Failure):
    """What has left the house cannot be cancelled."""

    code = "orders.already_shipped"
    kind = Kind.CONFLICT
    zh = "订单 {number} 已发运，不能取消。请拦截包裹或发起退货。"
    en = "Order {number} has been shipped and cannot be cancelled. Intercept the parcel or open a return."


class NotEditable(Failure):
    """Lines change only while the order is a draft or returned for edit."""

    code = "orders.not_editable"
    kind = Kind.CONFLICT
    zh = "订单 {number} 当前为“{current}”，不能修改明细。请让审批人先退回修改。"
    en = "Order {number} is “{current}”; its lines cannot be edited. Have the approver return it first."


class VersionConflict(Failure):
    """Somebody else changed the order since it was read."""

    code = "orders.version_conflict"
    kind = Kind.CONFLICT
    zh = "订单 {number} 已被 {who} 于 {when} 修改。请刷新后再改。"
    en = "Order {number} was changed by {who} at {when}. Reload and edit again."


class ShippedTooMuch(Failure):
    """More of a SKU left the house than the order still asks for."""

    code = "orders.shipped_too_much"
    kind = Kind.CONFLICT
    zh = "商品“{sku}”的发运数量超过订单未发数量。请核对拣货。"
    en = "More of “{sku}” would be shipped than the order still asks for. Check what was picked."


class StatusUnknown(Failure):
    """A list is asked for by a status that no order has."""

    code = "orders.status_unknown"
    kind = Kind.INVALID
    zh = "没有订单状态“{status}”。可用：{known}"
    en = "There is no order status {status}. Known are: {known}"
