"""What any door of a kind may refuse, so that each names only what is its own."""

from service.rulebook.errors import (
    BodyTooLarge,
    DatabaseUnavailable,
    InvalidContent,
    Malformed,
    OfficerMissing,
    QueryCodeLocked,
    ScopeMissing,
    Unauthenticated,
    UnknownPetition,
    UnsupportedContent,
    VersionMissing,
    VersionStale,
)

READING = (Unauthenticated, ScopeMissing, InvalidContent, DatabaseUnavailable)  # something is shown
SAYING = (*READING, Malformed, BodyTooLarge, UnsupportedContent)  # something is sent in
SHOWING_A_CODE = (*SAYING, UnknownPetition, QueryCodeLocked)  # by who has number and code
DECIDING = (*SAYING, OfficerMissing)  # by an officer
ACTING = (*DECIDING, VersionMissing, VersionStale)  # on what that officer has read (`desk/acting.py`)
