"""Which network addresses a URL given by a user may lead to: public ones only.

`is_global` alone is not enough: NAT64 and 6to4 addresses carry an IPv4 address inside that must be
public too. The checked address is the one to connect to, so a second DNS answer cannot change it.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from integrations.errors import AddressForbidden

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


def check_url(url: str) -> None:
    """Refuse what is not plain http(s), or carries a user name; raises AddressForbidden."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise AddressForbidden(url=url, reason="it is not a URL") from None
    if parts.scheme not in ("http", "https"):
        raise AddressForbidden(url=url, reason="only http and https are allowed")
    if not host:
        raise AddressForbidden(url=url, reason="it names no host")
    if "@" in parts.netloc:
        raise AddressForbidden(url=url, reason="a user name in a URL hides the host")


def public_address(host: str, port: int) -> str:
    """Resolve `host` and return one address that is safe to connect to; raises AddressForbidden.

    One private address among several is enough to refuse: an attacker's DNS mixes them.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressForbidden(url=host, reason="the host name is not known") from None
    found = [str(answer[4][0]) for answer in answers]
    for text in found:
        if not is_public(ipaddress.ip_address(text.partition("%")[0])):
            raise AddressForbidden(url=host, reason="it leads into a private network")
    return found[0]


def is_public(address: Address) -> bool:
    """True when the address, and every IPv4 address hidden in it, belongs to the public internet."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    hidden = [address.ipv4_mapped, address.sixtofour]
    if any(address in network for network in _NAT64):
        hidden.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return all(inner is None or is_public(inner) for inner in hidden)
