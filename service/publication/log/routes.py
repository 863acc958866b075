"""The doors to the transparency log: checkpoints and proofs, for anybody."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from service.desk.kit import AtDesk
from service.desk.problems import problems
from service.publication.log import prove
from service.rulebook.errors import DatabaseUnavailable, InvalidContent, UnknownCheckpoint, UnknownLeaf
from service.transparency.checkpoints import Checkpoint

router = APIRouter(prefix="/v1/log", tags=["verifying"])

NOTE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "a signed note (C2SP)"}
}
LARGEST = (1 << 63) - 1
Size = Annotated[int, Path(ge=1, le=LARGEST, description="number of leaves")]
AtSize = Annotated[int | None, Query(ge=1, le=LARGEST, description="of which checkpoint; the newest if left out")]


class InclusionOut(BaseModel):
    """A leaf's place in the log, and the hashes that lead from it to the signed root (RFC 9162 §2.1.3)."""

    leaf_hash: str = Field(description="base64 of SHA-256(0x00 ‖ digest)")
    position: int
    size: int
    path: list[str] = Field(description="base64, from the leaf upwards")
    checkpoint: str = Field(description="the signed note")


class ConsistencyOut(BaseModel):
    """That a later checkpoint only adds to an earlier one (RFC 9162 §2.1.4)."""

    path: list[str] = Field(description="base64")
    earlier: str = Field(description="the signed note")
    later: str = Field(description="the signed note")


@router.get(
    "/checkpoint",
    summary="最新检查点 · The newest checkpoint of the log",
    response_class=Response,
    responses=NOTE | problems(UnknownCheckpoint, DatabaseUnavailable),
)
async def newest_checkpoint(desk: AtDesk) -> Response:
    """How many leaves there are, the root over them, and the log's signature, as a note (C2SP tlog-checkpoint)."""
    return _note(await prove.checkpoint(None, desk=desk), "public, max-age=5")


@router.get(
    "/checkpoints/{size}",
    summary="历史检查点 · The checkpoint of a size",
    response_class=Response,
    responses=NOTE | problems(InvalidContent, UnknownCheckpoint, DatabaseUnavailable),
)
async def checkpoint_of_size(size: Size, desk: AtDesk) -> Response:
    """A checkpoint as it was signed, for ever."""
    return _note(await prove.checkpoint(size, desk=desk), "public, max-age=31536000, immutable")


@router.get(
    "/inclusion/{digest}",
    summary="收录证明 · Proof that a receipt or notice is in the log",
    responses=problems(InvalidContent, UnknownCheckpoint, UnknownLeaf, DatabaseUnavailable),
)
async def inclusion(
    digest: Annotated[
        str, Path(pattern=r"^[0-9a-f]{64}$", description="hex of SHA-256 over the signed document (the JWS payload)")
    ],
    desk: AtDesk,
    size: AtSize = None,
) -> InclusionOut:
    """Proof that a document is in the log. Who has the document can ask, and nobody else knows its digest."""
    found = await prove.included(bytes.fromhex(digest), size, desk=desk)
    return InclusionOut(
        leaf_hash=_text(found.leaf),
        position=found.proof.position,
        size=found.proof.size,
        path=_texts(found.proof.path),
        checkpoint=found.checkpoint.note,
    )


@router.get(
    "/consistency",
    summary="一致性证明 · Proof that the log has only grown",
    responses=problems(InvalidContent, UnknownCheckpoint, DatabaseUnavailable),
)
async def consistency(
    old: Annotated[int, Query(alias="from", ge=1, le=LARGEST, description="size of the earlier checkpoint")],
    desk: AtDesk,
    new: Annotated[
        int | None, Query(alias="to", ge=1, le=LARGEST, description="of the later; the newest if left out")
    ] = None,
) -> ConsistencyOut:
    """Proof that nothing was taken out or changed between two checkpoints."""
    found = await prove.grown(old, new, desk=desk)
    return ConsistencyOut(path=_texts(found.path), earlier=found.earlier.note, later=found.later.note)


def _note(checkpoint: Checkpoint, caching: str) -> Response:
    return Response(checkpoint.note, 200, {"Cache-Control": caching}, "text/plain; charset=utf-8")


def _texts(hashes: Iterable[bytes]) -> list[str]:
    return [_text(one) for one in hashes]


def _text(one: bytes) -> str:
    return b64encode(one).decode("ascii")
