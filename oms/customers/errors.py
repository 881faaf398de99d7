"""What customers refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class CustomerUnknown(Failure):
    """No customer has this code."""

    code = "customers.unknown"
    kind = Kind.NOT_FOUND
    zh = "客户“{customer}”不存在。请从客户列表中选择，或先新建客户。"
    en = "There is no customer “{customer}”. Choose one from the list or create it first."


class CodeTaken(Failure):
    """The code, in any case, belongs to another customer."""

    code = "customers.code_taken"
    kind = Kind.CONFLICT
    zh = "客户编码“{customer}”已存在（不区分大小写）。请换一个编码。"
    en = "The customer code “{customer}” is taken (case does not matter). Choose another."


class CodeUnreadable(Failure):
    """Empty, with blanks, or longer than 64 characters."""

    code = "customers.code_unreadable"
    kind = Kind.INVALID
    zh = "客户编码“{customer}”不可用：1 到 64 个字符，不含空白。"
    en = "The customer code “{customer}” cannot be used: 1 to 64 characters without blanks."
