"""Which addresses the service may call: public ones, and those inside that the operator has allowed.

A name is resolved and every address behind it checked at each call, and the call goes to an address that was checked:
a name that answers differently the next moment (DNS rebinding) leads nowhere else.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpx

from service.rulebook.errors import AddressRefused

RESOLVED_WITHIN = 5.0  # seconds
_LOOK_UPS_AT_ONCE = 32
PORTS = {"https": 443, "http": 80}
LAST_PORT = 65_535
UNPRIVILEGED = 1024  # below it live mail, shells and databases' elders; a receiver of webhooks does not

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: it carries another address inside, where the packets go in the end

# Special by the IANA registries, and public to some `ipaddress` of Python 3.11 to 3.14.
_SPECIAL: tuple[Network, ...] = (
    IPv4Network("192.0.0.0/24"),  # RFC 6890
    IPv4Network("192.88.99.0/24"),  # RFC 7526
    IPv6Network("64:ff9b:1::/48"),  # RFC 8215
    IPv6Network("2001::/23"),  # RFC 2928, Teredo among them
    IPv6Network("3fff::/20"),  # RFC 9637
    IPv6Network("5f00::/16"),  # RFC 9602
    IPv6Network("fec0::/10"),  # RFC 3879
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL with the addresses it was found to mean, all of them fit to be called."""

    url: httpx.URL
    host: str
    addresses: tuple[str, ...]


class SystemResolver:
    """Asks this machine. On threads of its own: a name server that does not answer holds one for half a minute, and
    the few that all the process shares would soon be gone.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOK_UPS_AT_ONCE, "resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a name, the best for this machine first. Raises `OSError`, `UnicodeError`."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port)
        return [str(one[4][0]) for one in found]


def _look_up(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Addresses:
    """Says where a call may go."""

    def __init__(self, allowed: Sequence[Network] = (), resolve: Resolve | None = None) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve or SystemResolver()

    async def check(self, written: str) -> Destination:
        """Where a call of this URL goes. Raises `AddressRefused`."""
        url = _parsed(written)
        host = url.raw_host.decode("ascii")
        usual = PORTS[url.scheme]
        port = url.port or usual
        if port != usual and port < UNPRIVILEGED:
            raise AddressRefused("port")
        addresses = await self._addresses(host, port)
        inside = [self._allows(address) for address in addresses]
        if not all(allowed or is_public(address) for allowed, address in zip(inside, addresses, strict=True)):
            raise AddressRefused("internal")
        if url.scheme != "https" and not all(inside):
            raise AddressRefused("not_https")
        return Destination(url, host, tuple(str(address) for address in addresses))

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            async with asyncio.timeout(RESOLVED_WITHIN):
                found = [ip_address(one) for one in await self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError) as failure:  # TimeoutError is an OSError
            raise AddressRefused("unresolvable") from failure
        if not found:
            raise AddressRefused("unresolvable")
        return found

    def _allows(self, address: Address) -> bool:
        return _within(_innermost(address), self._allowed)


def is_public(address: Address) -> bool:
    """Whether it is an address of the whole internet, and of one receiver there."""
    address = _innermost(address)
    if _within(address, _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _innermost(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _parsed(written: str) -> httpx.URL:
    try:
        url = httpx.URL(written)
    except (httpx.InvalidURL, UnicodeError, ValueError) as wrong:
        raise AddressRefused("malformed") from wrong
    if url.scheme not in PORTS or not url.raw_host or url.fragment or (url.port or 0) > LAST_PORT:
        raise AddressRefused("malformed")
    if url.userinfo:
        raise AddressRefused("credentials")
    return url
