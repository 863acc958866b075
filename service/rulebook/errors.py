"""Refusals: what the service says no to, and why. They carry data, and know nothing of HTTP.

PetitionError
├── Unauthenticated                 no key, or one that is not ours
├── AddressNotAdmitted              the key may not be used from there
├── ScopeMissing                    the key may not do this
├── RateLimited                     too many requests of one caller
├── QueryCodeLocked                 too many wrong query codes: told alike whether or not the number exists
├── ChallengeUnsolved               the proof of work is missing, wrong, over or used
├── UnknownPetition                 no such number, or not this query code: the same answer for both
├── NotFound                        nothing at this address
├── UnknownPerson                   the petition has not so many who petition
├── UnknownReferral                 no such referral, or not this organ's: the same answer for both
├── UnknownReview                   no such review, or not this organ's: the same answer for both
├── UnknownNotice                   no such notice, or not for this caller: the same answer for both
├── UnknownAttachment               no such file of the petition, or not for this caller: the same answer for both
├── UnknownLetter                   no letter of this number
├── LetterKnown                     the same letter, by its content, is on the register
├── UnknownMassIssue                no such mass issue, or the petition is not in it
├── UnknownSupervision              no such act of supervision, or not this organ's: the same answer for both
├── UnknownCheckpoint               the log was not signed at this size
├── UnknownLeaf                     no such document in the log at this size
├── KeyMissing                      no usable Idempotency-Key
├── KeyReused                       the same Idempotency-Key for another petition
├── AnswerExpired                   the Idempotency-Key registered a petition; what was answered is kept no more
├── InvalidContent                  a field breaks its rule (JSON pointer and reason for each)
├── ContentConflict                 well-formed, but at odds with itself, the clock or the bureau's data
├── Malformed                       the body is no JSON, or not in UTF-8
├── BodyTooLarge
├── BodyTooSlow                     the body did not come within the time
├── UnsupportedContent              another content type than the one documented
├── MethodNotAllowed
├── NotAcceptable                   no such representation
├── UnknownParameter                a query asks for something that does not exist, with a suggestion
├── AccusationsWithheld             what only those with case rights may know of accusations
├── TooManyCases                    more than one commitment can cover
├── NotSettled                      `as_of` lies ahead of what is finally counted
├── VersionMissing                  If-Match is required and absent
├── VersionStale                    If-Match names another version than the one in force
├── StepRefused                     the lifecycle does not allow this step now
├── TermExpired                     the days within which this could be done have gone by, or have not begun
├── ExtensionRefused                the law allows no such extension (条例 34)
├── AlreadyRated                    rated once, and once is all
├── OfficerMissing                  who decides is not named
├── OfficerRecused                  who decides must keep away (条例 28(3))
├── SecondPersonRequired            another person than the one who proposed has to approve
├── AddressRefused                  the service may not call this address
├── UnknownWebhook                  the caller has registered none
├── UnknownDelivery                 no such delivery to this caller
├── DeliveryNotDead                 only what was given up can be replayed
├── NobodyToIdentify                the petition is anonymous: no identity can be checked
└── DatabaseUnavailable             try again: nothing was changed, or ask under the same Idempotency-Key
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class PetitionError(Exception):
    """Something is refused. `code` is stable: callers may rely on it."""

    code: str


class Unauthenticated(PetitionError):
    code = "unauthenticated"


class AddressNotAdmitted(PetitionError):
    code = "address_not_admitted"


@dataclass(eq=False)
class RateLimited(PetitionError):
    """`seconds` until another request is taken."""

    code = "rate_limited"
    seconds: int


@dataclass(eq=False)
class QueryCodeLocked(PetitionError):
    """`seconds` until a code is looked at again."""

    code = "query_code_locked"
    seconds: int


class ChallengeUnsolved(PetitionError):
    code = "challenge_unsolved"


@dataclass(eq=False)
class ScopeMissing(PetitionError):
    code = "scope_missing"
    scope: str


class UnknownPetition(PetitionError):
    code = "unknown_petition"


class UnknownPerson(PetitionError):
    code = "unknown_person"


class NotFound(PetitionError):
    code = "not_found"


class UnknownReferral(PetitionError):
    code = "unknown_referral"


class UnknownReview(PetitionError):
    code = "unknown_review"


class UnknownNotice(PetitionError):
    code = "unknown_notice"


class UnknownAttachment(PetitionError):
    code = "unknown_attachment"


class AttachmentNotReady(PetitionError):
    code = "attachment_not_ready"


class UnknownLetter(PetitionError):
    code = "unknown_letter"


@dataclass(eq=False)
class LetterKnown(PetitionError):
    code = "letter_known"
    number: str


class UnknownMassIssue(PetitionError):
    code = "unknown_mass_issue"


class UnknownSupervision(PetitionError):
    code = "unknown_supervision"


class UnknownCheckpoint(PetitionError):
    code = "unknown_checkpoint"


class UnknownLeaf(PetitionError):
    code = "unknown_leaf"


class KeyMissing(PetitionError):
    code = "idempotency_key_missing"


class KeyReused(PetitionError):
    code = "idempotency_key_reused"


@dataclass(eq=False)
class AnswerExpired(PetitionError):
    """`number` is what was registered under the key."""

    code = "idempotency_answer_expired"
    number: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where (JSON pointer, or a parameter's name), a stable kind, and the facts to tell it with."""

    pointer: str
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class InvalidContent(PetitionError):
    code = "invalid_content"
    faults: tuple[Fault, ...]


@dataclass(eq=False)
class ContentConflict(PetitionError):
    code = "content_conflict"
    faults: tuple[Fault, ...]


class Malformed(PetitionError):
    code = "malformed_body"


@dataclass(eq=False)
class BodyTooLarge(PetitionError):
    code = "body_too_large"
    limit: int


@dataclass(eq=False)
class BodyTooSlow(PetitionError):
    """`seconds` that a body may take."""

    code = "body_too_slow"
    seconds: int


class UnsupportedContent(PetitionError):
    code = "unsupported_content"


class MethodNotAllowed(PetitionError):
    code = "method_not_allowed"


@dataclass(eq=False)
class NotAcceptable(PetitionError):
    code = "not_acceptable"
    offered: str


@dataclass(eq=False)
class UnknownParameter(PetitionError):
    """`parameter` holds `given`, which is none of `allowed`; `suggestion` is the nearest of them, or empty."""

    code = "unknown_parameter"
    parameter: str
    given: str
    allowed: str
    suggestion: str = ""


@dataclass(eq=False)
class AccusationsWithheld(PetitionError):
    """What a caller without case rights asks about accusations in more detail than it may know. `how` may be asked."""

    code = "accusations_withheld"
    how: str


@dataclass(eq=False)
class TooManyCases(PetitionError):
    """A commitment covers a whole list at once, so there is a most."""

    code = "too_many_cases"
    most: int


@dataclass(eq=False)
class NotSettled(PetitionError):
    code = "as_of_not_settled"
    settled_until: str


class VersionMissing(PetitionError):
    code = "version_missing"


@dataclass(eq=False)
class VersionStale(PetitionError):
    code = "version_stale"
    current: int


@dataclass(eq=False)
class StepRefused(PetitionError):
    code = "step_refused"
    stage: str
    step: str
    allowed: str


@dataclass(eq=False)
class TermExpired(PetitionError):
    """`limit` is the last day it could be done; empty where the clock does not run: not begun, or ended otherwise."""

    code = "term_expired"
    clock: str
    limit: str
    article: str


@dataclass(eq=False)
class ExtensionRefused(PetitionError):
    """`rule` is `once`, `thirty_days` or `petition_procedure_only`."""

    code = "extension_refused"
    rule: str


class AlreadyRated(PetitionError):
    code = "already_rated"


class OfficerMissing(PetitionError):
    code = "officer_missing"


class OfficerRecused(PetitionError):
    code = "officer_recused"


class IdentityProtected(PetitionError):
    code = "identity_protected"


class SecondPersonRequired(PetitionError):
    code = "second_person_required"


@dataclass(eq=False)
class AddressRefused(PetitionError):
    """`because` is stable: malformed, credentials, not_https, port, unresolvable, internal."""

    code = "webhook_address_refused"
    because: str


class UnknownWebhook(PetitionError):
    code = "unknown_webhook"


class UnknownDelivery(PetitionError):
    code = "unknown_delivery"


@dataclass(eq=False)
class DeliveryNotDead(PetitionError):
    code = "delivery_not_dead"
    state: str


class NobodyToIdentify(PetitionError):
    code = "nobody_to_identify"


class DatabaseUnavailable(PetitionError):
    code = "database_unavailable"
