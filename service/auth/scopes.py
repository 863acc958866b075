"""What a key may do. A route names exactly one scope; a client is bound to any number of them."""

from enum import StrEnum


class Scope(StrEnum):
    """English words, as they stand in `client.scopes`."""

    PETITIONS_SUBMIT = "petitions:submit"
    PETITIONS_FOLLOW = "petitions:follow"
    PETITIONS_READ = "petitions:read"
    LETTERS_REGISTER = "letters:register"  # what comes on paper, for who wrote it
    PETITIONS_CLASSIFY = "petitions:classify"
    PETITIONS_DISPOSE = "petitions:dispose"  # where a petition goes, and what is refused
    QUERY_CODES_REISSUE = "query-codes:reissue"  # a lost one, after an identity check
    ACCUSATIONS_HANDLE = "accusations:handle"  # without it they are not there (条例 30(3), 46(5))
    IDENTITIES_REVEAL = "identities:reveal"  # who petitions, unmasked, for a purpose that is on record
    PERSONS_SERVE = "persons:serve"  # what is held about somebody: told, put right, after an identity check
    AUDIT_READ = "audit:read"  # who has seen, revealed, taken out or changed what
    REFERRALS_HANDLE = "referrals:handle"  # an organ's own items, and no others
    SUPERVISION_MANAGE = "supervision:manage"  # urges, cases, suggestions, inspections …
    STATISTICS_READ = "statistics:read"
    CASES_READ = "cases:read"  # which cases a figure is made of, accusations among them
    EVENTS_READ = "events:read"  # what it is to know of its own petitions or items
    WEBHOOKS_MANAGE = "webhooks:manage"  # where it is told of them, without asking


_TOLD = (Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE)

PORTAL = (Scope.PETITIONS_SUBMIT, Scope.PETITIONS_FOLLOW, *_TOLD)
CLERK = (
    *(Scope.PETITIONS_READ, Scope.PETITIONS_CLASSIFY, Scope.PETITIONS_DISPOSE),
    *(Scope.SUPERVISION_MANAGE, Scope.QUERY_CODES_REISSUE),
)
# Who handles accusations beside everything else: as few people as can be.
CONFIDENTIAL_CLERK = (
    *(*CLERK, Scope.ACCUSATIONS_HANDLE, Scope.CASES_READ, Scope.IDENTITIES_REVEAL),
    Scope.PERSONS_SERVE,  # whoever hands out all that is held has to see all of it
)
LETTER_DESK = (Scope.LETTERS_REGISTER, Scope.PETITIONS_READ)
ORGAN = (Scope.REFERRALS_HANDLE, *_TOLD)
STATISTICS = (Scope.STATISTICS_READ,)  # somebody outside the bureau
AUDITOR = (Scope.STATISTICS_READ, Scope.CASES_READ)  # of figures
INSPECTOR = (Scope.AUDIT_READ,)  # of who has looked at what
