"""Does every message arrive, and is each arrival recorded once, however often the sender is killed?

python -m tests.proofs.deliveries_survive_kills [--deliveries 500] [--kills 250]

A real PostgreSQL with fsync on; the sender is a process that is killed with SIGKILL at random moments and started
again: before a call, in it, between the receiver's answer and its record. The receivers are real servers. A row without
a key is written whenever a delivery becomes delivered, so that a second record would be seen. Exit code 1 where an
event is missing, a record is missing or doubled, or a signature is wrong.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from service.auth import clients
from service.auth.scopes import ORGAN
from service.delivery import messages
from service.delivery.messages import Message
from service.desk.kit import Desk
from service.rulebook.vocabulary import MessageKind
from service.storage import embedded, engine, migrations
from service.webhooks.subscribe import Wish, subscribe
from tests.webhooks.receiver import Receiver, receiving

from .delivery_senders import LEASE, LOOPBACK, desk_on, started
from .waiting import until

RECEIVERS = 5
SLOWEST = 0.03  # seconds a receiver takes at most
LIVES = 0.06  # seconds a sender lives on average
WITHIN = 300.0

EFFECTS = """
CREATE TABLE effect (delivery bigint NOT NULL);
CREATE FUNCTION note_effect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO effect VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER note_effect AFTER UPDATE ON delivery
    FOR EACH ROW WHEN (NEW.state = 'delivered') EXECUTE FUNCTION note_effect();
ALTER TABLE message DROP CONSTRAINT message_petition_id_fkey;
"""

COUNTS = """
SELECT (SELECT count(*) FROM message) AS messages,
       (SELECT count(*) FROM message WHERE position IS NULL) AS unplaced,
       (SELECT count(*) FROM delivery) AS deliveries,
       (SELECT count(*) FROM delivery WHERE state = 'delivered') AS delivered,
       (SELECT count(*) FROM delivery WHERE state = 'dead') AS dead,
       (SELECT sum(attempts) FROM delivery)::int AS attempts,
       (SELECT count(*) FROM effect) AS effects,
       (SELECT count(DISTINCT delivery) FROM effect) AS distinct_effects
"""


@dataclass
class Toll:
    """What was seen."""

    kills: int = 0
    in_a_call: int = 0
    seconds: float = 0.0


async def killed_at_random(dsn: str, receivers: list[Receiver], kills: int, left: asyncpg.Connection) -> Toll:
    """One sender after the other, each killed at a random moment, until so many were; the last may live."""
    toll, began = Toll(), time.monotonic()

    async def done() -> bool:
        count: int = await left.fetchval("SELECT count(*) FROM delivery WHERE state = 'owed'")
        unplaced: int = await left.fetchval("SELECT count(*) FROM message WHERE position IS NULL")
        return not count and not unplaced

    async with asyncio.timeout(WITHIN):
        while not await done():
            process = await asyncio.to_thread(started, dsn)
            try:
                if toll.kills < kills:
                    await asyncio.sleep(random.expovariate(1 / LIVES))
                    toll.in_a_call += any(receiver.now for receiver in receivers)
                    toll.kills += 1
                else:
                    await until(done)
            finally:
                process.kill()
                await asyncio.to_thread(process.join)
    toll.seconds = time.monotonic() - began
    return toll


async def slowly(writer: asyncio.StreamWriter) -> None:
    """Answer, after a while."""
    await asyncio.sleep(random.uniform(0, SLOWEST))
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    await writer.drain()


async def owe(desk: Desk, deliveries: int, receivers: list[Receiver]) -> dict[int, str]:
    """Register the receivers, commit the messages; the secret by port."""
    secrets = {}
    for n, receiver in enumerate(receivers):
        name = f"organ {n}"
        await clients.add(name, ORGAN, begin=desk.begin, organ=f"HB-{n}")
        async with desk.read() as tx:
            client_id = await tx.value("SELECT id FROM client WHERE name = $1", name)
        made = await subscribe(client_id, Wish(receiver.url, None), desk=desk, addresses=LOOPBACK)
        secrets[receiver.port] = made.secret or ""
    told = [
        Message(MessageKind.REFERRAL_SENT, 1, "HB8706518564", n, f"HB-{n % len(receivers)}", None, desk.now(), {"n": n})
        for n in range(deliveries)
    ]
    async with desk.begin() as tx:
        tx.write(messages.post_all(told))
    return secrets


async def prove(dsn: str, deliveries: int, kills: int) -> bool:
    """Run it and print what was seen; whether everything is as it has to be."""
    await asyncio.to_thread(migrations.upgrade, dsn)
    counting = await asyncpg.connect(dsn)
    await counting.execute(EFFECTS)
    database = await engine.connect(dsn, size=4, wait=10)
    desk = desk_on(database)
    async with AsyncExitStack() as stack:
        receivers = [await stack.enter_async_context(receiving(slowly)) for _ in range(RECEIVERS)]
        secrets = await owe(desk, deliveries, receivers)
        toll = await killed_at_random(dsn, receivers, kills, counting)
    calls = [(receiver.port, call) for receiver in receivers for call in receiver.calls]
    heard = Counter(call.id for _, call in calls)
    told = {call.event["data"]["n"] for _, call in calls}  # type: ignore[index]  # an event is an object
    unsigned = sum(not call.is_signed_by(secrets[port]) for port, call in calls)
    row = await counting.fetchrow(COUNTS)
    await counting.close()
    await database.close()
    print(f"{deliveries} deliveries to {RECEIVERS} receivers, lease {LEASE.total_seconds()} s, fsync on")
    print(f"kills (SIGKILL)        {toll.kills}, of them {toll.in_a_call} while a call was open; {toll.seconds:.0f} s")
    print(f"events received        {len(heard)} distinct, {heard.total()} in all, {unsigned} with a wrong signature")
    print(f"heard more than once   {sum(n > 1 for n in heard.values())}, at most {max(heard.values())} times")
    print(*(f"in the database        {name} {count}" for name, count in row.items()), sep="\n")
    return (
        len(heard) == len(told) == deliveries
        and unsigned == 0
        and (row["messages"], row["deliveries"], row["delivered"]) == (deliveries,) * 3
        and (row["effects"], row["distinct_effects"], row["dead"], row["unplaced"]) == (deliveries, deliveries, 0, 0)
        and toll.kills > 0
    )


def main() -> None:
    """Run everything against a server of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--deliveries", type=int, default=500)
    options.add_argument("--kills", type=int, default=250, help="at most")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="xinfang-proof-") as folder:
        Path(folder).chmod(0o755)  # the account that PostgreSQL runs under must reach its data
        with embedded.running(Path(folder) / "data") as server:
            kept = asyncio.run(prove(server.dsn, chosen.deliveries, chosen.kills))
    print(f"every event at least once, each delivery recorded exactly once: {'yes' if kept else 'NO'}")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
