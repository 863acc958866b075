"""What an operator does to keys: the next one, and the end of one that is no longer to be trusted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from service.signing import keys
from service.signing.algorithms import Algorithm
from service.signing.keys import Key, Purpose
from service.signing.signer import KeySecrets
from service.storage.statement import Write
from service.storage.transaction import Begin

OVERLAP = timedelta(minutes=10)  # how long processes may still sign with the key before; each looks every few seconds


async def rotate(
    purpose: Purpose,
    algorithm: Algorithm,
    *,
    at: datetime,
    begin: Begin,
    secrets: KeySecrets,
    noting: Sequence[Write] = (),
) -> Key:
    """Make the next key of a purpose. The one before ends soon and stays published; ended ones lose their salt.

    `noting`, here and below: what stands on record of it, in the same transaction.
    """
    async with begin() as tx:
        known = [key for key in await keys.everyone(tx) if key.purpose is purpose]
        generation = await keys.latest_generation(tx, purpose, algorithm) + 1
        made = secrets.made(purpose, algorithm, generation, at)
        ended = (replace(key, valid_until=min(key.valid_until, at + OVERLAP)) for key in known)
        tx.write(
            keys.add(made),
            *(keys.change(key.sealed(secrets.seal)) for key in (_without_salt(one, at) for one in ended)),
            *noting,
        )
    return made


async def forget(*, at: datetime, begin: Begin, secrets: KeySecrets) -> int:
    """Forget the salts of keys whose time is over; how many there were."""
    async with begin() as tx:
        over = [key for key in await keys.everyone(tx) if key.salt is not None and key.valid_until <= at]
        tx.write(*(keys.change(_without_salt(key, at).sealed(secrets.seal)) for key in over))
    return len(over)


async def revoke(
    kid: str, *, at: datetime, begin: Begin, secrets: KeySecrets, noting: Sequence[Write] = ()
) -> Key | None:
    """Say that a key is no longer to be trusted; None where there is no such key, or it was revoked before."""
    async with begin() as tx:
        found = next((key for key in await keys.everyone(tx) if key.kid == kid and key.revoked_at is None), None)
        if found is None:
            return None
        revoked = replace(found, revoked_at=at, valid_until=min(found.valid_until, at), salt=None).sealed(secrets.seal)
        tx.write(keys.change(revoked), *noting)
    return revoked


def _without_salt(key: Key, at: datetime) -> Key:
    return replace(key, salt=None) if key.valid_until <= at else key
