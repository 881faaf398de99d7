"""What can go wrong with other people's systems, each with its remedy.

A subclass of `Temporary` may succeed when tried again with the same key; everything else will not.
"""

from __future__ import annotations

from kit.errors import Failure, Kind


class IntegrationFailure(Failure):
    """Root of this package."""

    code = "integration.failed"
    kind = Kind.CONFLICT
    zh = "外部系统没有完成请求"
    en = "The other system did not do what was asked"


class Temporary(IntegrationFailure):
    """Worth another try with the same idempotency key."""

    code = "integration.unavailable"
    zh = "外部系统暂时不可用，请稍后再试"
    en = "The other system is unavailable for now; try again later"


class CarrierRefused(IntegrationFailure):
    """The carrier answered no: the same request will be refused again. Attributes: carrier, reason."""

    code = "carrier.refused"
    zh = "承运商 {carrier} 拒绝了请求：{reason}。请更正订单的收货信息，或改用其他承运商"
    en = "Carrier {carrier} refused: {reason}. Correct the delivery details or choose another carrier"


class CarrierUnavailable(Temporary):
    """Nobody knows whether the carrier acted: ask again with the same key. Attributes: carrier, technical."""

    code = "carrier.unavailable"
    zh = "承运商 {carrier} 暂时不可用，请稍后再试"
    en = "Carrier {carrier} is unavailable; try again later"


class CarrierUnknown(IntegrationFailure):
    """No carrier is configured under this code."""

    code = "carrier.unknown"
    kind = Kind.NOT_FOUND
    zh = "没有配置承运商 {carrier}。请设置 ORDERFLOW_CARRIER_URL，或核对承运商代码"
    en = "Carrier {carrier} is not configured. Set ORDERFLOW_CARRIER_URL or check the carrier code"


class SignatureInvalid(IntegrationFailure):
    """The sender of a push could not be proved. Attribute: reason."""

    code = "webhook.signature_invalid"
    kind = Kind.UNAUTHENTICATED
    zh = "推送的签名无效（{reason}）。请核对双方的密钥和时钟"
    en = "The signature of this push is not valid ({reason}). Check the secret and the clocks of both sides"


class PushUnreadable(IntegrationFailure):
    """A signed push whose body is not what the carrier's contract says. Attribute: reason."""

    code = "webhook.unreadable"
    kind = Kind.INVALID
    zh = "无法读取推送内容：{reason}"
    en = "The push cannot be read: {reason}"


class AddressForbidden(IntegrationFailure):
    """A URL given by a user leads somewhere it must not. Attributes: url, reason."""

    code = "outbound.address_forbidden"
    kind = Kind.INVALID
    zh = "不能访问地址 {url}：{reason}。请使用公网的 http 或 https 地址"
    en = "The address {url} may not be used: {reason}. Use a public http or https address"


class ResponseTooLarge(IntegrationFailure):
    """The other side sent more than we are ready to read. Attribute: limit (bytes)."""

    code = "outbound.response_too_large"
    zh = "外部系统返回的内容超过 {limit} 字节"
    en = "The other system sent more than {limit} bytes"


class ResponseTooSlow(Temporary):
    """The whole answer did not arrive in time. Attribute: seconds."""

    code = "outbound.response_too_slow"
    zh = "外部系统在 {seconds} 秒内没有返回完整内容"
    en = "The other system did not finish its answer within {seconds} seconds"


class MessageNotDelivered(Temporary):
    """At least one messenger did not take the message. Attribute: targets (names without secrets)."""

    code = "messenger.not_delivered"
    zh = "消息未能送达：{targets}。请核对通知地址的配置，稍后再试"
    en = "The message did not reach {targets}. Check the notification addresses and try again later"
