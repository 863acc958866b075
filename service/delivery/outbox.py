"""Work owed, committed with the fact that causes it: the job exists if and only if the fact does."""

from service.rulebook.vocabulary import JobKind
from service.storage.statement import Write

POST = "INSERT INTO job (kind, petition_id, dedupe_key) VALUES ($1, $2, $3)"


def post(kind: JobKind, petition_id: int) -> Write:
    """Owe this work for a petition, once: a second posting of the same raises `AlreadyThere`."""
    return Write(POST, (kind, petition_id, f"{kind}:{petition_id}"))
