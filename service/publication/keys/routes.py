"""The door to the public keys: no key of one's own is needed to check what the bureau has signed."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from service.desk.kit import ZONE, AtDesk, Desk
from service.desk.problems import problems
from service.publication.keys.show import published
from service.rulebook.errors import DatabaseUnavailable
from service.signing.algorithms import JOSE_NAMES, Algorithm, jwk
from service.signing.keys import Key, Purpose
from service.transparency.notes import verifier_key

router = APIRouter(prefix="/v1/keys")


class KeyOut(BaseModel):
    """A public key (RFC 7517, RFC 8037), and for which documents it counts."""

    kty: Literal["OKP", "EC"]
    crv: Literal["Ed25519", "SM2"]
    x: str
    y: str | None = Field(default=None, description="SM2 only")
    kid: str = Field(description="thumbprint of the key (RFC 7638)")
    use: Literal["sig"] = "sig"
    alg: str = Field(description="`EdDSA`, or `SGD_SM3_SM2` (GM/T 0006)")
    purpose: Purpose
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = Field(default=None, description="from then on its signature alone proves nothing")
    note_key: str | None = Field(default=None, description="checkpoint keys: name+id+key, as tools for notes take it")


class KeysOut(BaseModel):
    """Every key there ever was (a JWK set), the oldest of each purpose first, and the name of the log."""

    keys: list[KeyOut]
    log: str


@router.get(
    "",
    tags=["verifying"],
    summary="公钥 · The keys that check receipts, notices and checkpoints",
    response_model_exclude_none=True,
    responses=problems(DatabaseUnavailable),
)
async def public_keys(response: Response, desk: AtDesk) -> KeysOut:
    """All public keys, ended and revoked ones included: what they signed in their time stays genuine."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return KeysOut(keys=[_out(key, desk) for key in await published(desk=desk)], log=desk.seals.origin)


def _out(key: Key, desk: Desk) -> KeyOut:
    checkpoint = key.purpose is Purpose.CHECKPOINT and key.algorithm is Algorithm.ED25519
    return KeyOut.model_validate(
        {
            **jwk(key.algorithm, key.public_key),
            "kid": key.kid,
            "alg": JOSE_NAMES[key.algorithm],
            "purpose": key.purpose,
            "valid_from": key.valid_from.astimezone(ZONE),
            "valid_until": key.valid_until.astimezone(ZONE),
            "revoked_at": key.revoked_at.astimezone(ZONE) if key.revoked_at else None,
            "note_key": verifier_key(desk.seals.origin, key.public_key) if checkpoint else None,
        }
    )
