"""What a key may do. A route names exactly one scope; a client is bound to any number of them."""

from enum import StrEnum


class Scope(StrEnum):
    """English words, as they stand in `client.scopes`."""

    PETITIONS_SUBMIT = "petitions:submit"
    PETITIONS_FOLLOW = "petitions:follow"
    PETITIONS_READ = "petitions:read"
    PETITIONS_CLASSIFY = "petitions:classify"
    STATISTICS_READ = "statistics:read"


PORTAL = (Scope.PETITIONS_SUBMIT, Scope.PETITIONS_FOLLOW)
CLERK = (Scope.PETITIONS_READ, Scope.PETITIONS_CLASSIFY)
STATISTICS = (Scope.STATISTICS_READ,)
