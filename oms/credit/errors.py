"""What credit refuses. An order that exceeds its limit is no error: try_freeze answers it."""

from __future__ import annotations

from kit.errors import Failure, Kind


class AccountMissing(Failure):
    """The customer has no credit account."""

    code = "credit.account_missing"
    kind = Kind.NOT_FOUND
    zh = "该客户没有信用账户。请财务先为其开立账户并设定额度。"
    en = "This customer has no credit account. Finance has to open one and set its limit first."


class AccountExists(Failure):
    """The customer has an account already."""

    code = "credit.account_exists"
    kind = Kind.CONFLICT
    zh = "该客户已有信用账户。请直接调整额度。"
    en = "This customer has a credit account already. Change its limit instead."


class AmountNotPositive(Failure):
    """An amount to freeze is negative, or one to override is not positive."""

    code = "credit.amount_not_positive"
    kind = Kind.INVALID
    zh = "金额必须大于零。请重新填写。"
    en = "The amount must be above zero. Enter another."


class OverrideExpiryTooFar(Failure):
    """An override may not live longer than rules.LONGEST_OVERRIDE."""

    code = "credit.override_expiry_too_far"
    kind = Kind.INVALID
    zh = "临时额度的有效期最长 {days} 天。请缩短有效期。"
    en = "An override may be valid for at most {days} days. Shorten it."
