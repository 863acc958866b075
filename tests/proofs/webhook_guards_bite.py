"""Each guard of webhooks and feed, taken out in a copy of the tree: a test must fail.

Run: .venv/bin/python -m tests.proofs.webhook_guards_bite
"""

import sys

from tests.proofs.contracts_bite import Breach, broken_on_purpose

WEBHOOKS = "service/webhooks"


def tests(name: str) -> tuple[str, ...]:
    """The tests of one file, to the first that fails."""
    return (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"tests/{name}.py")


BREACHES = (
    Breach(
        "no address inside",
        f"{WEBHOOKS}/addresses.py",
        "            pass\n",
        tests("webhooks/test_addresses"),
        '            raise AddressRefused("internal")\n',
    ),
    Breach(
        "every address of a name is looked at",
        f"{WEBHOOKS}/addresses.py",
        "if not any(allowed or",
        tests("webhooks/test_addresses"),
        "if not all(allowed or",
    ),
    Breach(
        "no multicast, no reserved",
        f"{WEBHOOKS}/addresses.py",
        "",
        tests("webhooks/test_addresses"),
        "and not (address.is_multicast or address.is_reserved)",
    ),
    Breach(
        "mapped addresses are seen through",
        f"{WEBHOOKS}/addresses.py",
        "return address.sixtofour or address",
        tests("webhooks/test_addresses"),
        "return address.ipv4_mapped or address.sixtofour or address",
    ),
    Breach(
        "6to4 is seen through",
        f"{WEBHOOKS}/addresses.py",
        "return address.ipv4_mapped or address",
        tests("webhooks/test_addresses"),
        "return address.ipv4_mapped or address.sixtofour or address",
    ),
    Breach(
        "NAT64 is seen through",
        f"{WEBHOOKS}/addresses.py",
        "",
        tests("webhooks/test_addresses"),
        "    if address in _NAT64:\n        return IPv4Address(int(address) & 0xFFFF_FFFF)\n",
    ),
    Breach(
        "special networks are refused",
        f"{WEBHOOKS}/addresses.py",
        "",
        tests("webhooks/test_addresses"),
        "    if _within(address, _SPECIAL):\n        return False\n",
    ),
    Breach(
        "no user in a URL",
        f"{WEBHOOKS}/addresses.py",
        "",
        tests("webhooks/test_addresses"),
        '    if url.userinfo:\n        raise AddressRefused("credentials")\n',
    ),
    Breach(
        "no privileged port",
        f"{WEBHOOKS}/addresses.py",
        "",
        tests("webhooks/test_addresses"),
        '        if port != usual and port < UNPRIVILEGED:\n            raise AddressRefused("port")\n',
    ),
    Breach(
        "no clear text outside",
        f"{WEBHOOKS}/addresses.py",
        "",
        tests("webhooks/test_addresses"),
        '        if url.scheme != "https" and not all(inside):\n            raise AddressRefused("not_https")\n',
    ),
    Breach(
        "no proxy",
        f"{WEBHOOKS}/call.py",
        "trust_env=True,\n            follow",
        tests("webhooks/test_calls"),
        "trust_env=False,\n            follow",
    ),
    Breach(
        "no redirect",
        f"{WEBHOOKS}/call.py",
        "follow_redirects=True",
        tests("webhooks/test_calls"),
        "follow_redirects=False",
    ),
    Breach(
        "one time limit for all",
        f"{WEBHOOKS}/call.py",
        "async with asyncio.timeout(3000):",
        tests("webhooks/test_calls"),
        "async with asyncio.timeout(self.timeout.total_seconds()):",
    ),
    Breach(
        "the address called is the one checked",
        f"{WEBHOOKS}/call.py",
        "to.url",
        tests("webhooks/test_calls"),
        "to.url.copy_with(host=address)",
    ),
    Breach(
        "the certificate is the name's",
        f"{WEBHOOKS}/call.py",
        "",
        tests("webhooks/test_calls"),
        'extensions={"sni_hostname": to.host},',
    ),
    Breach(
        "Host is the name",
        f"{WEBHOOKS}/call.py",
        "{",
        tests("webhooks/test_calls"),
        '{"Host": to.url.netloc.decode("ascii"), ',
    ),
    Breach(
        "no body is read",
        f"{WEBHOOKS}/call.py",
        "self._client.send(request)",
        tests("webhooks/test_calls"),
        "self._client.send(request, stream=True)",
    ),
    Breach("times are signed as UTC", f"{WEBHOOKS}/sign.py", "at", tests("webhooks/test_calls"), "at.astimezone(UTC)"),
    Breach(
        "a late sender records nothing",
        f"{WEBHOOKS}/deliveries.py",
        "WHERE id = $1 AND $2::int > 0 RETURNING",
        tests("webhooks/test_delivering"),
        "WHERE id = $1 AND attempts = $2 AND state = 'owed' RETURNING",
    ),
    Breach(
        "a new registration is not touched by the old",
        f"{WEBHOOKS}/deliveries.py",
        "AND $10::timestamptz IS NOT NULL",
        tests("webhooks/test_delivering"),
        "AND webhook.changed_at = $10",
    ),
    Breach(
        "who lost its key is not called",
        f"{WEBHOOKS}/deliveries.py",
        "AND webhook.next_at <= now()",
        tests("webhooks/test_delivering"),
        "AND client.revoked_at IS NULL AND webhook.next_at <= now()",
    ),
    Breach(
        "one call at a time",
        f"{WEBHOOKS}/deliveries.py",
        "AND client.revoked_at IS NULL",
        tests("webhooks/test_delivering"),
        "AND client.revoked_at IS NULL AND webhook.next_at <= now()",
    ),
    Breach(
        "who lost its key is owed nothing",
        f"{WEBHOOKS}/deliveries.py",
        "WHERE webhook.disabled_at IS NULL\n",
        tests("webhooks/test_delivering"),
        "WHERE client.revoked_at IS NULL AND webhook.disabled_at IS NULL\n",
    ),
    Breach(
        "who is gone is owed nothing",
        f"{WEBHOOKS}/deliveries.py",
        "WHERE client.revoked_at IS NULL\n",
        tests("webhooks/test_delivering"),
        "WHERE client.revoked_at IS NULL AND webhook.disabled_at IS NULL\n",
    ),
    Breach(
        "who is gone is not called",
        f"{WEBHOOKS}/deliveries.py",
        "    WHERE client",
        tests("webhooks/test_delivering"),
        "    WHERE webhook.disabled_at IS NULL AND client",
    ),
    Breach(
        "to each its own",
        f"{WEBHOOKS}/deliveries.py",
        "ON true",
        tests("webhooks/test_delivering"),
        "ON client.id = placed.client_id OR client.organ = placed.organ",
    ),
    Breach(
        "only what is wanted",
        f"{WEBHOOKS}/deliveries.py",
        "",
        tests("webhooks/test_delivering"),
        "      AND (webhook.kinds IS NULL OR placed.kind = ANY(webhook.kinds))\n",
    ),
    Breach(
        "places are given by one hand",
        f"{WEBHOOKS}/deliveries.py",
        "",
        tests("webhooks/test_feed"),
        "        if not await tx.value(TURN):\n            return 0\n",
    ),
    Breach(
        "a sender that dies is counted",
        f"{WEBHOOKS}/deliver.py",
        "    if False:",
        tests("webhooks/test_delivering"),
        "    if sending.tries > max_attempts:",
    ),
    Breach(
        "a receiver that is down is left alone",
        f"{WEBHOOKS}/outcome.py",
        "if True:",
        tests("webhooks/test_delivering"),
        "if failures < FAILURES_IN_A_ROW:",
    ),
    Breach(
        "a replay has all its tries",
        f"{WEBHOOKS}/sent.py",
        "SET state = 'owed', run_after = now()\nWHERE id",
        tests("webhooks/test_delivering"),
        "SET state = 'owed', forgiven = attempts, run_after = now()\nWHERE id",
    ),
    Breach(
        "only its own can be replayed",
        f"{WEBHOOKS}/sent.py",
        "WHERE id = $1 AND $2::bigint IS NOT NULL AND state = 'dead' RETURNING id",
        tests("webhooks/test_subscribing"),
        "WHERE id = $1 AND ($2::bigint IS NULL OR client_id = $2) AND state = 'dead' RETURNING id",
    ),
    Breach(
        "only its own are listed",
        f"{WEBHOOKS}/sent.py",
        "WHERE $1::bigint IS NOT NULL AND delivery.state",
        tests("webhooks/test_subscribing"),
        "WHERE delivery.client_id = $1 AND delivery.state",
    ),
    Breach(
        "a stop does not wait",
        f"{WEBHOOKS}/sender.py",
        "timeout=None",
        tests("webhooks/test_delivering"),
        "timeout=GRACE_SECONDS",
    ),
    Breach(
        "an address is checked at registration",
        f"{WEBHOOKS}/subscribe.py",
        "",
        tests("webhooks/test_subscribing"),
        "    await addresses.check(wish.url)\n",
    ),
    Breach(
        "a secret is shown once",
        f"{WEBHOOKS}/receivers.py",
        "secret = CASE WHEN $6 THEN excluded.secret ELSE excluded.secret END",
        tests("webhooks/test_subscribing"),
        "secret = CASE WHEN $6 THEN excluded.secret ELSE webhook.secret END",
    ),
    Breach(
        "the feed of an organ is its own",
        "service/delivery/messages.py",
        "WHERE $1::text IS NOT NULL AND position",
        tests("webhooks/test_feed"),
        "WHERE organ = $1 AND position",
    ),
    Breach(
        "the feed of a client is its own",
        "service/delivery/messages.py",
        "WHERE $2::bigint IS NOT NULL AND organ IS NULL AND position",
        tests("webhooks/test_feed"),
        "WHERE client_id = $2 AND position",
    ),
    Breach(
        "one audience",
        "service/delivery/messages.py",
        "if False:",
        tests("delivery/test_messages"),
        "if (self.organ is None) == (self.client_id is None):",
    ),
    Breach(
        "no text in a message",
        "service/delivery/messages.py",
        "False",
        tests("delivery/test_messages"),
        "(isinstance(value, str) and not _CODE.fullmatch(value))",
    ),
    Breach(
        "a lease outlives its call",
        f"{WEBHOOKS}/sender.py",
        "if False:",
        tests("webhooks/test_delivering"),
        "if lease <= courier.timeout:",
    ),
    Breach(
        "a secret opens in its own row only",
        f"{WEBHOOKS}/receivers.py",
        'return f"webhook:{client_id * 0}"',
        tests("webhooks/test_subscribing"),
        'return f"webhook:{client_id}"',
    ),
    Breach(
        "what is given up is seen",
        f"{WEBHOOKS}/deliveries.py",
        "            pass",
        tests("webhooks/test_delivering"),
        "            tx.write(abandon(sending.client_id, RECEIVER_GONE))",
    ),
    Breach(
        "who wants no more is owed nothing",
        f"{WEBHOOKS}/subscribe.py",
        "tx.write(receivers.remove(client_id))",
        tests("webhooks/test_delivering"),
        "tx.write(receivers.remove(client_id), deliveries.abandon(client_id, REMOVED))",
    ),
    Breach(
        "a late place is never filled",
        f"{WEBHOOKS}/deliveries.py",
        "id AS position",
        tests("webhooks/test_feed"),
        "coalesce((SELECT max(position) FROM message), 0) + row_number() OVER (ORDER BY id) AS position",
    ),
    Breach(
        "only what was given up is replayed",
        f"{WEBHOOKS}/sent.py",
        "client_id = $2) RETURNING id",
        tests("webhooks/test_subscribing"),
        "client_id = $2) AND state = 'dead' RETURNING id",
    ),
)


if __name__ == "__main__":
    sys.exit(broken_on_purpose(BREACHES, "guards"))
