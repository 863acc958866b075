"""Notices of facts that other stages record (复查、复核、催办、督办、终结), and the table of what owes what."""

from typing import Any

import asyncpg
import pytest

from service.delivery import outbox
from service.desk.kit import Desk
from service.register import history
from service.register.history import Event
from service.rulebook.handling_vocabulary import ReferralKind
from service.rulebook.notices import Fact, addressed, may_owe, overtaken, owed
from service.rulebook.vocabulary import Addressee, EventKind, NoticeKind, Purpose, Route
from tests.referral.conftest import Petition, Procedure

from .conftest import work

MATTER: dict[str, Any] = {"referral": 1}
VERDICT = {
    "organ": "HB-ZFB",
    "outcome": "changed",
    "facts_and_reasons": "复查查明，原意见遗漏一年工龄。",
    "opinion": "变更原处理意见，予以补发。",
    "legal_basis": "《社会保险法》第十五条。",
    "remedy": "不服的，可以自收到之日起30日内请求复核。",
}


@pytest.mark.parametrize(
    ("event", "detail", "kind", "said"),
    [
        (
            EventKind.REVIEW_REQUESTED,
            {"level": "review", "organ": "HB-ZFB", "text": "原意见遗漏事实。"},
            "review_acceptance",
            ["信访事项复查受理告知书", "予以受理", "区政府办公室"],
        ),
        (
            EventKind.REVIEW_DECIDED,
            {"level": "review", **VERDICT},
            "review_opinion",
            ["信访事项复查意见书", "变更", VERDICT["opinion"], VERDICT["remedy"]],
        ),
        (
            EventKind.REVIEW_DECIDED,
            {"level": "re_review", **VERDICT},
            "re_review_opinion",
            ["信访事项复核意见书", "终结性意见", "不再受理"],
        ),
        (EventKind.TERMINATED, {"article": "信访工作条例 36(3)"}, "termination", ["第三十六条第三款", "程序已于"]),
        (
            EventKind.URGED,
            {"organ": "HB-RSJ", "clock": "c5", "automatic": True},
            "urge",
            ["办结并书面答复", "第四十条第一款"],
        ),
        (
            EventKind.SUPERVISED,
            {"organ": "HB-RSJ", "due_on": "2026-04-20", "because": "逾期未办结。"},
            "supervision",
            ["存在以下情形：逾期未办结。", "2026年4月20日"],
        ),
    ],
)
async def test_the_fact_brings_its_letter(
    procedure: Procedure,
    petition: Petition,
    desk: Desk,
    connection: asyncpg.Connection,
    event: EventKind,
    detail: dict[str, Any],
    kind: str,
    said: list[str],
) -> None:
    await procedure.accepted(petition())
    petition_id = await connection.fetchval("SELECT id FROM petition")
    async with desk.begin() as tx:
        tx.write(history.append(petition_id, Event(event, desk.now(), "test", MATTER | detail)))
        tx.write(outbox.post_notices(petition_id))

    await work(desk)

    row = await connection.fetchrow(
        "SELECT serial, notice.sealed, organ FROM notice JOIN notice_file USING (serial) WHERE kind = $1",
        kind,
    )
    assert row is not None
    text = desk.vault.open(row["serial"], row["sealed"])["text"]
    for part in said:
        assert part in text
    assert row["organ"] == ("HB-RSJ" if kind in ("urge", "supervision") else None)


def fact(kind: EventKind, **given: Any) -> Fact:
    facts: dict[str, Any] = {
        "detail": {"disposition": "refuse", "agreed": True, "level": "review", "outcome": "changed"},
        "purpose": Purpose.APPEAL,
        "route": Route.PETITION_PROCEDURE,
        "sent_as": ReferralKind.TRANSFER,
        "anonymous": False,
    }
    return Fact(kind, **(facts | given))


@pytest.mark.parametrize("kind", EventKind)
def test_what_may_owe_is_what_owes_in_some_case(kind: EventKind) -> None:
    cases = [
        fact(kind, sent_as=sent_as, detail={"disposition": "refuse", "agreed": True, "level": "review"})
        for sent_as in ReferralKind
    ]

    assert may_owe(kind) == any(owed(one) for one in cases)


@pytest.mark.parametrize("kind", EventKind)
def test_nobody_without_a_name_is_written_to_but_for_the_receipt(kind: EventKind) -> None:
    told = [one for one in owed(fact(kind, anonymous=True)) if addressed(one) is Addressee.PETITIONER]

    assert told == ([NoticeKind.RECEIPT] if kind is EventKind.REGISTERED else [])


@pytest.mark.parametrize("route", [Route.DISCIPLINE, Route.LITIGATION])
def test_what_goes_by_other_rules_is_never_named(route: Route) -> None:
    kinds = owed(fact(EventKind.REFERRED, route=route, sent_as=ReferralKind.FORWARD))

    assert kinds == [NoticeKind.FORWARDED, NoticeKind.TRANSFER]


def test_every_kind_is_owed_by_something() -> None:
    dispositions = ("guide", "reply", "refuse", "refuse_further", "file")
    found = {
        kind
        for event in EventKind
        for route in Route
        for sent_as in (ReferralKind.TRANSFER, ReferralKind.ASSIGN)
        for disposition in dispositions
        for level in ("review", "re_review")
        for kind in owed(
            fact(
                event,
                route=route,
                sent_as=sent_as,
                detail={"disposition": disposition, "agreed": True, "level": level, "outcome": "changed"},
            )
        )
    }

    assert found == set(NoticeKind)


def test_an_opinion_that_was_upheld_stands() -> None:
    upheld = (EventKind.REVIEW_DECIDED, {"referral": 1, "outcome": "upheld"})
    changed = (EventKind.REVIEW_DECIDED, {"referral": 1, "outcome": "changed"})
    elsewhere = (EventKind.REVIEW_DECIDED, {"referral": 2, "outcome": "changed"})

    assert overtaken(NoticeKind.OPINION, 1, [upheld, elsewhere]) is None
    assert overtaken(NoticeKind.OPINION, 1, [upheld, changed]) == 1
    assert overtaken(NoticeKind.RECEIPT, None, [(EventKind.REOPENED, {})]) is None
