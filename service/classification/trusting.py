"""How sure the answers are said to be: shares of weights become chances of being right (`rulebook/confidence.py`)."""

from service.bureau.load import Bureau
from service.classification.opinion import Opinion
from service.rulebook import guard
from service.rulebook.confidence import borne_out, lead, trusted
from service.rulebook.jurisdiction import Finding
from service.rulebook.rules import Rules
from service.rulebook.vocabulary import Question


def trusted_purpose(opinion: Opinion, bureau: Bureau) -> Finding:
    """The purpose as sure as its lead over the second."""
    return trusted(opinion.purpose, lead(opinion.purpose), bureau.trust(Question.PURPOSE))


def trusted_route(opinion: Opinion, bureau: Bureau) -> Finding:
    """The route, no surer than the purpose that it hangs on."""
    share = opinion.route.confidence * lead(opinion.purpose)
    return trusted(opinion.route, share, bureau.trust(Question.ROUTE))


def trusted_organ(organ: Finding, opinion: Opinion, rules: Rules, bureau: Bureau) -> Finding:
    """The organ as sure as words bear it out; an exception of the table or the guard needs no more words."""
    named = [reason.rule for reason in organ.reasons]
    share = organ.confidence
    if guard.RULE not in named and not any(rule.id in named for rule in rules.organs):
        strengths = (opinion.case.evidence.strength(rule.removeprefix("subject:")) for rule in named)
        share = borne_out(share, max(strengths, default=0.0))
    return trusted(organ, share, bureau.trust(Question.ORGAN))
