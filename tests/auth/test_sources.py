"""From where a request comes, whatever it says of itself."""

import pytest

from service.auth.sources import Sources, subscriber


def source(proxies: int, peer: str | None, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    scope = {"client": (peer, 1) if peer else None, "headers": headers}
    return subscriber(Sources(proxies).of(scope))


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "seen"),
    [
        (0, "192.0.2.1", (), "192.0.2.1"),
        (0, "192.0.2.1", ("10.0.0.1",), "192.0.2.1"),  # nobody is believed
        (1, "10.9.9.9", ("192.0.2.1",), "192.0.2.1"),
        (1, "10.9.9.9", ("10.0.0.1, 192.0.2.1",), "192.0.2.1"),  # what the caller wrote stands in front
        (1, "10.9.9.9", ("10.0.0.1", "192.0.2.1"), "192.0.2.1"),  # as a field of its own, likewise
        (2, "10.9.9.9", ("10.0.0.1, 192.0.2.1, 10.9.9.8",), "192.0.2.1"),
        (2, "10.9.9.9", ("192.0.2.1",), "192.0.2.1"),  # came by one of the two: the last to be seen by a proxy
        (1, "10.9.9.9", (), "10.9.9.9"),
        (1, "10.9.9.9", ("unknown",), "10.9.9.9"),
        (1, "10.9.9.9", ("192.0.2.1, unknown",), "10.9.9.9"),  # not what stands before it
        (0, "2001:db8:1:2:3::4", (), "2001:db8:1:2::/64"),
        (1, "10.9.9.9", ("[2001:db8:1:2::9]",), "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", (), "192.0.2.1"),
        (0, None, (), "unknown"),
        (0, "testclient", (), "unknown"),
    ],
)
def test_only_what_ones_own_proxies_added_is_believed(
    proxies: int, peer: str | None, forwarded: tuple[str, ...], seen: str
) -> None:
    assert source(proxies, peer, *forwarded) == seen
