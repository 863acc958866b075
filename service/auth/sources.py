"""From where a request comes, believing no more proxies than there are (RFC 7239 §8.1 on what a header is worth)."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN = "unknown"
_ONE_SUBSCRIBER = 64  # bits: whoever has one IPv6 address has 2^64 of them (RFC 6177)


class Sources:
    """Finds the address of who asks, behind this many proxies of one's own."""

    def __init__(self, proxies: int) -> None:
        self._proxies = proxies

    def of(self, scope: Any) -> Address | None:
        """The address as the outermost of the proxies saw it; None where a peer has none (a local socket).

        Every proxy adds the peer that it saw at the end of `X-Forwarded-For`, so what stands further to the front was
        written by who asks, and is not looked at.
        """
        peer = scope.get("client")
        near = _address(peer[0]) if peer else None
        if not self._proxies:
            return near
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [hop.strip() for hop in ",".join(told).split(",") if hop.strip()][-self._proxies :]
        for hop in hops:
            address = _address(hop)
            if address is not None:
                return address
        return near


def subscriber(address: Address | None) -> str:
    """Who is counted as one: an IPv4 address, or the /64 of an IPv6 address."""
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _ONE_SUBSCRIBER), strict=False))
    return str(address)


def _address(written: str) -> Address | None:
    try:
        address = ip_address(written.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
