"""What a stage needs to prove things to outsiders: who signs, and which log this is."""

from dataclasses import dataclass

from service.signing.algorithms import Algorithm
from service.signing.keys import Purpose
from service.signing.signer import KeySecrets, Signer
from service.storage.keyring import Keyring
from service.storage.transaction import Begin


@dataclass(frozen=True, slots=True)
class Seals:
    """The signers, and the name under which the log is known for ever (its origin)."""

    documents: Signer
    checkpoints: Signer
    secrets: KeySecrets
    origin: str
    accesses: bytes  # the key under which records of access are sealed and chained


def seals_of(begin: Begin, keyring: Keyring, algorithm: Algorithm, bureau: str) -> Seals:
    """The seals of this installation. Another secret is another log: its leaves are other ones."""
    secrets = KeySecrets(keyring)
    return Seals(
        documents=Signer(begin, secrets, Purpose.DOCUMENT, algorithm),
        # A signed note knows Ed25519 and no national algorithm.
        checkpoints=Signer(begin, secrets, Purpose.CHECKPOINT, Algorithm.ED25519),
        secrets=secrets,
        origin=f"xinfang/{bureau}/{keyring.fingerprint[:8]}",
        accesses=keyring.key("access"),
    )
