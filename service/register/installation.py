"""What a database belongs to. A service with another secret could open none of its query codes: better not to start."""

from service.storage.transaction import Begin, ReadTx

# The first process to come writes the values; every later one reads what stands.
CLAIM = """
INSERT INTO installation (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = installation.value
RETURNING value
"""


class Mismatch(Exception):
    """The database belongs to something else; the message says to what, and what to do."""


BOUND = "SELECT value FROM installation WHERE name = 'secret_fingerprint'"


async def bound_to(tx: ReadTx) -> str | None:
    """The fingerprint of the secret that the database belongs to; None where no service has opened it yet."""
    found: str | None = await tx.value(BOUND)
    return found


async def claim(begin: Begin, *, secret_fingerprint: str, bureau: str) -> None:
    """Bind the database to this secret and bureau, or check that it is bound to them. Raises `Mismatch`."""
    async with begin() as tx:
        bound_secret = await tx.value(CLAIM, "secret_fingerprint", secret_fingerprint)
        bound_bureau = await tx.value(CLAIM, "bureau", bureau)
    if bound_secret != secret_fingerprint:
        raise Mismatch(
            f"this database was set up with the secret {bound_secret}, not with {secret_fingerprint}: "
            "set XINFANG_SECRET (or XINFANG_SECRET_FILE) to the one it was set up with"
        )
    if bound_bureau != bureau:
        raise Mismatch(f"this database is the register of {bound_bureau}, not of {bureau}: set XINFANG_BUREAU_DIR")
