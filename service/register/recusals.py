"""Officers who must keep away from a petition (条例 28(3)). Only ever appended."""

from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

RECUSE = """
INSERT INTO recusal (petition_id, officer, because, sealed) VALUES ($1, $2, '', $3)
ON CONFLICT (petition_id, officer) DO NOTHING
"""

IS_RECUSED = "SELECT EXISTS (SELECT FROM recusal WHERE petition_id = $1 AND officer = $2)"


def recuse(petition_id: int, officer: str, because: str) -> Write:
    """Note that an officer keeps away from now on."""
    return Write(RECUSE, (petition_id, officer, Secret(f"petition {petition_id} recusal {officer}", because)))


async def is_recused(tx: ReadTx, petition_id: int, officer: str) -> bool:
    """Whether an officer must keep away from this petition."""
    return bool(await tx.value(IS_RECUSED, petition_id, officer))
