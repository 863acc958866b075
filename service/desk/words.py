"""The words of a petition that go with one matter: the whole, or of several claims only its own (条例 30(3))."""

from service.register.classifications import Classification
from service.register.referrals import Referral
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import TextField


def words_of(referral: Referral, sent_under: Classification, submission: Submission) -> dict[TextField, str]:
    """The words that are for whoever has this matter; `sent_under` is the decision it was sent under."""
    if referral.claim is None:
        return {field: submission.text(field) for field in TextField}
    claim = sent_under.claims[referral.claim - 1]
    cut: dict[TextField, list[str]] = {}
    for span in claim.spans:
        cut.setdefault(span.field, []).append(submission.text(span.field)[span.start : span.end])
    words = {field: "……".join(parts) for field, parts in cut.items()}
    return words | ({TextField.SUBJECT: claim.summary} if claim.summary else {})
