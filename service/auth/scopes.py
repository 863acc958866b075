"""What a key may do. A route names exactly one scope; a client is bound to any number of them."""

from enum import StrEnum


class Scope(StrEnum):
    """English words, as they stand in `client.scopes`."""

    PETITIONS_SUBMIT = "petitions:submit"
    PETITIONS_FOLLOW = "petitions:follow"
    PETITIONS_READ = "petitions:read"
    PETITIONS_CLASSIFY = "petitions:classify"
    PETITIONS_DISPOSE = "petitions:dispose"  # where a petition goes, and what is refused
    QUERY_CODES_REISSUE = "query-codes:reissue"  # a lost one, after an identity check
    REFERRALS_HANDLE = "referrals:handle"  # an organ's own items, and no others
    STATISTICS_READ = "statistics:read"


PORTAL = (Scope.PETITIONS_SUBMIT, Scope.PETITIONS_FOLLOW)
CLERK = (Scope.PETITIONS_READ, Scope.PETITIONS_CLASSIFY, Scope.PETITIONS_DISPOSE, Scope.QUERY_CODES_REISSUE)
ORGAN = (Scope.REFERRALS_HANDLE,)
STATISTICS = (Scope.STATISTICS_READ,)
