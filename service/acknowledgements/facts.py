"""The facts of each kind of notice as words, taken from the event that owes it."""

from collections.abc import Callable, Mapping
from datetime import date

from service.acknowledgements.dossier import Dossier
from service.bureau import citations
from service.bureau.load import Bureau
from service.desk.kit import local_date
from service.desk.receipt import day_in_words, moment_in_words
from service.register.history import Event
from service.rulebook.handling_vocabulary import Outcome, RefusalCode, Result, ReviewLevel, ReviewOutcome
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import NoticeKind

Telling = Callable[[Dossier, Event, Bureau], dict[str, str]]

_HANDLING = (Clock.C5, Clock.C13_REPLY, Clock.TARGET)
_REVIEWING = {ReviewLevel.REVIEW: Clock.C8, ReviewLevel.RE_REVIEW: Clock.C10}


def facts_of(kind: NoticeKind, event: Event, dossier: Dossier, bureau: Bureau) -> dict[str, str]:
    """Everything that a notice of this kind may name."""
    petition, matter = dossier.petition, dossier.matter(event)
    common = {
        "number": petition.number,
        "subject": dossier.subject(matter),
        "petitioner": dossier.petitioner,
        "received_on": day_in_words(local_date(petition.received_at)),
        "registered_on": day_in_words(petition.registered_on),
        "fact_on": day_in_words(local_date(event.at)),
    }
    return common | TELLINGS[kind](dossier, event, bureau)


def _receipt(dossier: Dossier, _: Event, bureau: Bureau) -> dict[str, str]:
    first = dossier.clocks[0].duty
    return {
        "received_at": moment_in_words(dossier.petition.received_at),
        "registered_at": moment_in_words(dossier.petition.registered_at),
        "next_step": bureau.labels.of(first.clock).zh,
        "next_date": day_in_words(first.due_on),
        "article": citations.in_words(first.article),
    }


def _of_matter(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    matter = dossier.matter(event)
    if matter is None:
        return {"organ": bureau.name}
    return {
        "organ": _name(matter.organ, bureau),
        "way": bureau.labels.of(matter.kind).zh.split("政法")[0],
        "route": bureau.labels.of(matter.route).zh,
        "part": f"中的第{matter.claim}项请求" if matter.claim else "",
    }


def _assignment(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    until = dossier.due_on(dossier.matter(event), Clock.C11)
    return {**_of_matter(dossier, event, bureau), "report_on": _day(until)}


def _acceptance(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    until = dossier.due_on(dossier.matter(event), *_HANDLING, on=local_date(event.at))
    return {**_of_matter(dossier, event, bureau), "due_on": _day(until)}


def _extension(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    until = dossier.due_on(dossier.matter(event), Clock.C6)
    said = {"days": str(event.detail["days"]), "because": _clause(event.detail["because"]), "due_on": _day(until)}
    return {**_of_matter(dossier, event, bureau), **said}


def _refusal(_: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    detail = event.detail
    return {
        "ground": bureau.labels.of(RefusalCode(detail["code"])).zh,
        "because": detail["because"],
        "article": citations.in_words(detail["article"]),
        "where_to_go": detail["where_to_go"],
    }


def _guidance(_: Dossier, event: Event, __: Bureau) -> dict[str, str]:
    detail, channel = event.detail, event.detail["channel"]
    return {
        "channel": channel["name"],
        "article": citations.in_words(channel["article"]),
        "term": f"该途径的法定办理期限为{channel['days']}日。" if channel["days"] else "",
        "because": detail["because"],
        "where_to_go": detail["where_to_go"],
    }


def _reply(_: Dossier, event: Event, __: Bureau) -> dict[str, str]:
    return {"answer": event.detail["answer"], "because": event.detail["because"]}


def _opinion(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    said = ("request", "facts_and_reasons", "opinion", "legal_basis", "remedy")
    outcome = bureau.labels.of(Outcome(event.detail["outcome"])).zh
    return {**_of_matter(dossier, event, bureau), **{name: event.detail[name] for name in said}, "outcome": outcome}


def _settlement(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    return {**_of_matter(dossier, event, bureau), "agreement": event.detail["agreement"]}


def _closing(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    detail = event.detail
    promised = detail.get("promised_until")
    return {
        **_of_matter(dossier, event, bureau),
        "results": "、".join(bureau.labels.of(Result(one)).zh for one in detail["results"]),
        "resolved": "事项已经化解" if detail["resolved"] else "事项尚未化解",
        "summary": detail["summary"],
        "promised": f"尚未执行的内容，最迟于{_day(promised)}前执行。" if promised else "",
    }


def _review(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    detail, level = event.detail, ReviewLevel(event.detail["level"])
    told = bureau.labels.of(level).zh
    reviewer = detail.get("organ")
    texts = ("facts_and_reasons", "opinion", "legal_basis", "remedy")
    facts = {
        **_of_matter(dossier, event, bureau),
        "reviewer": _name(reviewer, bureau) if reviewer else f"{told}机关",
        "level": told,
        "due_on": _day(dossier.due_on(dossier.matter(event), _REVIEWING[level])),
        **{name: str(detail.get(name) or "") for name in texts},
    }
    if detail.get("outcome"):
        facts["outcome"] = bureau.labels.of(ReviewOutcome(detail["outcome"])).zh
    return facts


def _supervision(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    detail = event.detail
    clock = Clock(detail["clock"]) if detail.get("clock") else None
    until = detail.get("due_on") or (dossier.due_on(dossier.matter(event), clock) if clock else None)
    organ = dossier.addressee(event)
    return {
        **_of_matter(dossier, event, bureau),
        **({"organ": _name(organ, bureau)} if organ else {}),
        "owed": bureau.labels.of(clock).zh if clock else "办理并反馈",
        "due_on": _day(until),
        "because": _clause(str(detail.get("because") or "未按规定办理")),
    }


def _termination(dossier: Dossier, event: Event, bureau: Bureau) -> dict[str, str]:
    return {**_of_matter(dossier, event, bureau), "article": citations.in_words(str(event.detail.get("article") or ""))}


TELLINGS: Mapping[NoticeKind, Telling] = {
    NoticeKind.RECEIPT: _receipt,
    NoticeKind.DESTINATION: _of_matter,
    NoticeKind.FORWARDED: lambda *_: {},
    NoticeKind.TRANSFER: _of_matter,
    NoticeKind.ASSIGNMENT: _assignment,
    NoticeKind.ACCEPTANCE: _acceptance,
    NoticeKind.REFUSAL: _refusal,
    NoticeKind.NO_FURTHER: _refusal,
    NoticeKind.GUIDANCE: _guidance,
    NoticeKind.DIRECT_REPLY: _reply,
    NoticeKind.EXTENSION: _extension,
    NoticeKind.OPINION: _opinion,
    NoticeKind.ANSWER: _opinion,
    NoticeKind.SETTLEMENT: _settlement,
    NoticeKind.CLOSING_REPORT: _closing,
    NoticeKind.REVIEW_ACCEPTANCE: _review,
    NoticeKind.REVIEW_OPINION: _review,
    NoticeKind.RE_REVIEW_OPINION: _review,
    NoticeKind.URGE: _supervision,
    NoticeKind.SUPERVISION: _supervision,
    NoticeKind.TERMINATION: _termination,
}


def _name(organ: str, bureau: Bureau) -> str:
    return bureau.organs.called(organ)


def _clause(text: str) -> str:
    """A reason as part of a sentence."""
    return text.strip().rstrip("。.；;，,")


def _day(day: date | str | None) -> str:
    if day is None:
        return "规定期限"
    return day_in_words(date.fromisoformat(day) if isinstance(day, str) else day)
