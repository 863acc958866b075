"""Where the service may call, whatever a client registers and whatever a name resolves to."""

from collections.abc import Sequence
from ipaddress import ip_network

import pytest

from service.rulebook.errors import AddressRefused
from service.settings import Settings
from service.webhooks.addresses import Addresses, Resolve

PUBLIC = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


def meaning(*addresses: str) -> Resolve:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return addresses

    return resolve


async def refusal(url: str, *meant: str, allowed: str | None = None) -> str | None:
    networks = [ip_network(allowed)] if allowed else []
    try:
        await Addresses(networks, meaning(*meant)).check(url)
    except AddressRefused as refused:
        return refused.because
    return None


INTERNAL = [
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "255.255.255.255", "240.0.0.1"),  # noqa: S104
    *("224.0.0.1", "239.255.255.250", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.0.0.8"),
    *("::1", "::", "fe80::1", "fe80::1%lo", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001::1"),
    *("192.88.99.1", "3fff::1", "5f00::1", "100::1", "2001:0:5db8:d70e::1"),
]


@pytest.mark.parametrize("address", INTERNAL)
async def test_no_name_leads_inside(address: str) -> None:
    assert await refusal("https://organ.example/hook", address) == "internal"


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC_6, "::ffff:93.184.215.14", "64:ff9b::5db8:d70e", "8.8.8.8"])
async def test_the_internet_may_be_called(address: str) -> None:
    assert await refusal("https://organ.example/hook", address) is None


async def test_one_address_inside_refuses_the_name() -> None:
    assert await refusal("https://organ.example/", PUBLIC, "10.0.0.1") == "internal"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
async def test_no_spelling_of_this_machine_gets_through_the_systems_resolver(host: str) -> None:
    with pytest.raises(AddressRefused, match=r"internal|unresolvable|malformed"):
        await Addresses().check(f"https://{host}/hook")


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("http://organ.example/hook", "not_https"),
        ("https://user:word@organ.example/", "credentials"),
        ("https://user@organ.example/", "credentials"),
        ("https://organ.example:22/", "port"),
        ("https://organ.example:25/", "port"),
        ("https://organ.example:80/", "port"),
        ("http://organ.example:443/", "port"),
        ("ftp://organ.example/", "malformed"),
        ("file:///etc/passwd", "malformed"),
        ("https:///hook", "malformed"),
        ("https://organ.example/#part", "malformed"),
        ("https://organ.example:99999/", "malformed"),
        ("https://[::1/", "malformed"),
        ("//organ.example/", "malformed"),
    ],
)
async def test_what_is_no_address_for_a_webhook(url: str, because: str) -> None:
    assert await refusal(url, PUBLIC) == because


@pytest.mark.parametrize("url", ["https://organ.example", "https://organ.example:8443/a?b=c", "https://机关.example/"])
async def test_what_is_one(url: str) -> None:
    assert await refusal(url, PUBLIC) is None


@pytest.mark.parametrize("meant", [(), ("nonsense",)])
async def test_a_name_that_means_nothing_is_refused(meant: tuple[str, ...]) -> None:
    assert await refusal("https://organ.example/", *meant) == "unresolvable"


async def test_a_name_that_nobody_knows_is_refused() -> None:
    with pytest.raises(AddressRefused, match="unresolvable"):
        await Addresses().check("https://nothing-here.invalid/")


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3"])
async def test_an_allowed_network_may_be_called_also_in_clear(address: str) -> None:
    assert await refusal("https://organ.example/", address, allowed="10.1.0.0/16") is None
    assert await refusal("http://organ.example/", address, allowed="10.1.0.0/16") is None
    assert await refusal("http://organ.example/", "10.2.0.1", allowed="10.1.0.0/16") == "internal"
    assert await refusal("http://organ.example/", PUBLIC, allowed="10.1.0.0/16") == "not_https"


def test_a_setting_that_names_no_network_stops_the_start() -> None:
    with pytest.raises(ValueError, match="webhook_allow_internal"):
        Settings(webhook_allow_internal="10.1.0.0/16, the office")
    assert Settings(webhook_allow_internal="10.1.0.0/16, fd00:1::/64").internal_networks == (
        ip_network("10.1.0.0/16"),
        ip_network("fd00:1::/64"),
    )
