"""What identity refuses."""

from __future__ import annotations

from kit.errors import Failure, Kind


class BadCredentials(Failure):
    """User name or password is wrong; which of them is not said."""

    code = "identity.bad_credentials"
    kind = Kind.UNAUTHENTICATED
    zh = "用户名或密码不正确。请检查后重试，忘记密码请联系管理员。"
    en = "User name or password is wrong. Check both and try again, or ask an administrator for a new password."


class TooManyLogins(Failure):
    """The account waits after wrong passwords; `seconds` says how long."""

    code = "identity.too_many_logins"
    kind = Kind.RATE_LIMITED
    zh = "密码错误次数过多，请在 {seconds} 秒后重试。"
    en = "Too many wrong passwords. Try again in {seconds} seconds."


class NotLoggedIn(Failure):
    """There is no session, or it was closed."""

    code = "identity.not_logged_in"
    kind = Kind.UNAUTHENTICATED
    zh = "尚未登录。请先登录。"
    en = "You are not logged in. Log in first."


class SessionExpired(Failure):
    """The session was idle or open for too long."""

    code = "identity.session_expired"
    kind = Kind.UNAUTHENTICATED
    zh = "登录已过期。请重新登录，已保存的草稿不会丢失。"
    en = "Your session has expired. Log in again; saved drafts are kept."


class UserUnknown(Failure):
    """No account has this name."""

    code = "identity.user_unknown"
    kind = Kind.NOT_FOUND
    zh = "用户“{username}”不存在。请从人员列表中选择。"
    en = "There is no user “{username}”. Choose one from the list of people."


class UsernameTaken(Failure):
    """The name, compared without case, belongs to another account."""

    code = "identity.username_taken"
    kind = Kind.CONFLICT
    zh = "用户名“{username}”已被使用。请换一个。"
    en = "The user name “{username}” is taken. Choose another."


class PasswordTooShort(Failure):
    """Shorter than rules.MIN_PASSWORD_LENGTH."""

    code = "identity.password_too_short"
    kind = Kind.INVALID
    zh = "密码至少需要 {length} 个字符。"
    en = "A password needs at least {length} characters."


class RoleUnknown(Failure):
    """Not one of rules.Role."""

    code = "identity.role_unknown"
    kind = Kind.INVALID
    zh = "角色“{role}”不存在。可用角色：{roles}。"
    en = "There is no role “{role}”. Roles are: {roles}."
