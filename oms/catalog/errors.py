"""What the catalogue refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class SkuUnknown(Failure):
    """No product has exactly this SKU, and none is near."""

    code = "catalog.sku_unknown"
    kind = Kind.INVALID
    zh = "商品编码“{sku}”不存在。请核对编码，或从商品列表中选择。"
    en = "There is no product “{sku}”. Check the code or choose from the product list."


class SkuNearMiss(Failure):
    """No product has exactly this SKU, but one is written nearly so."""

    code = "catalog.sku_near_miss"
    kind = Kind.INVALID
    zh = "商品编码“{sku}”不存在。您是否要找“{near}”？请使用准确的编码。"
    en = "There is no product “{sku}”. Did you mean “{near}”? Use the exact code."


class SkuClosed(Failure):
    """The product is no longer sold."""

    code = "catalog.sku_closed"
    kind = Kind.INVALID
    zh = "商品“{sku}”已停售。请选择替代商品。"
    en = "Product “{sku}” is no longer sold. Choose another."


class SkuTaken(Failure):
    """Exactly this SKU exists."""

    code = "catalog.sku_taken"
    kind = Kind.CONFLICT
    zh = "商品编码“{sku}”已存在。请换一个编码。"
    en = "The product code “{sku}” exists. Choose another."


class SkuUnreadable(Failure):
    """Empty, longer than 64 characters, or with outer blanks or control characters."""

    code = "catalog.sku_unreadable"
    kind = Kind.INVALID
    zh = "商品编码“{sku}”不可用：1 到 64 个字符，首尾不含空白。"
    en = "The product code “{sku}” cannot be used: 1 to 64 characters, no blank at either end."
