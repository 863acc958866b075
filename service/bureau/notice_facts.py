"""The facts of each kind of notice: those that the law needs in it, and those that it may have besides."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.rulebook.vocabulary import NoticeKind

# What every notice may name. `articles` are the template's own, written out.
COMMON = ("bureau_name", "number", "subject", "petitioner", "received_on", "registered_on", "fact_on", "articles")
NUMBERING = ("year", "number")
SPOKEN = ("bureau_name", "number", "title", "document_number")


@dataclass(frozen=True, slots=True)
class Sayable:
    """The placeholders of one kind: `needed` ones must stand in its body or remedy."""

    needed: tuple[str, ...]
    more: tuple[str, ...] = ()


_OPINION = ("request", "facts_and_reasons", "opinion", "legal_basis", "remedy")  # 条例 32
_REVIEW = ("facts_and_reasons", "opinion", "legal_basis", "remedy")

KINDS: Mapping[NoticeKind, Sayable] = {
    NoticeKind.RECEIPT: Sayable(("number", "received_at", "next_step", "next_date", "article"), ("registered_at",)),
    NoticeKind.DESTINATION: Sayable(("number", "organ"), ("way",)),
    NoticeKind.FORWARDED: Sayable(("number",)),  # to whom is not said (23(4))
    NoticeKind.TRANSFER: Sayable(("number", "organ"), ("way", "route", "part")),
    NoticeKind.ASSIGNMENT: Sayable(("number", "organ", "report_on"), ("way", "route", "part")),
    NoticeKind.ACCEPTANCE: Sayable(("number", "organ", "due_on"), ("route",)),
    NoticeKind.REFUSAL: Sayable(("number", "because", "article", "where_to_go"), ("ground",)),
    NoticeKind.NO_FURTHER: Sayable(("number", "because", "article", "where_to_go"), ("ground",)),
    NoticeKind.GUIDANCE: Sayable(("number", "because", "channel", "article", "where_to_go"), ("term",)),
    NoticeKind.DIRECT_REPLY: Sayable(("number", "answer"), ("because",)),
    NoticeKind.EXTENSION: Sayable(("number", "organ", "days", "due_on", "because")),
    NoticeKind.OPINION: Sayable(("number", *_OPINION), ("organ", "outcome")),
    NoticeKind.ANSWER: Sayable(("number", *_OPINION), ("organ", "outcome")),
    NoticeKind.SETTLEMENT: Sayable(("number", "organ", "agreement")),
    NoticeKind.CLOSING_REPORT: Sayable(("number", "organ", "results", "resolved", "summary"), ("promised",)),
    NoticeKind.REVIEW_ACCEPTANCE: Sayable(("number", "reviewer", "level", "due_on"), ("organ",)),
    NoticeKind.REVIEW_OPINION: Sayable(("number", *_REVIEW), ("reviewer", "organ", "outcome")),
    NoticeKind.RE_REVIEW_OPINION: Sayable(("number", *_REVIEW), ("reviewer", "organ", "outcome")),
    NoticeKind.URGE: Sayable(("number", "organ", "owed", "due_on")),
    NoticeKind.SUPERVISION: Sayable(("number", "organ", "because", "due_on"), ("owed",)),
    NoticeKind.TERMINATION: Sayable(("number", "article"), ("organ",)),
}

# What takes something from a petitioner tells in the same breath how he may go on (domain §5).
REMEDIED = frozenset(
    (
        *(NoticeKind.REFUSAL, NoticeKind.NO_FURTHER, NoticeKind.GUIDANCE, NoticeKind.OPINION),
        *(NoticeKind.REVIEW_OPINION, NoticeKind.RE_REVIEW_OPINION, NoticeKind.TERMINATION),
    )
)
