"""The moves of the bureau and the organs, each by its use case, as a clerk's or an organ's system would take it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from service.classification.correct import correct
from service.classification.decision import DecidedClaim, Decision
from service.demo.stage import Played, Stage
from service.desk.kit import local_date
from service.referral import hasten, receiving, refuse, steps
from service.referral.answering import Closing, Opinion, closed, delivered, executed, replied
from service.referral.dispose import filed, guided, reopened, replied_directly
from service.referral.objecting import Objection, dispute_settled, objected, objection_decided, recalled
from service.referral.refer import refer
from service.referral.refuse import Refusal
from service.referral.take import Taking, carry_out
from service.referral.working import extended, heard, made_ordinary, mediated
from service.rulebook.handling_vocabulary import (
    Forum,
    Outcome,
    Procedure,
    ProofOfDelivery,
    ReferralKind,
    RefusalCode,
    Result,
)
from service.rulebook.sending import Target
from service.rulebook.urgency import Told
from service.rulebook.vocabulary import Purpose, Route

Said = Mapping[str, Any]
Playing = Callable[[Stage, Played, Said], Awaitable[object]]
ASTRAY = "HB-CGJ"  # where a clerk sends what is not its business


async def decide(stage: Stage, played: Played, _said: Said) -> None:
    """A clerk decides what the machine was unsure of, and confirms what it was sure of."""
    text, story = played.story.text, played.story
    second = text.second
    organ = story.organ(text.organ)
    claims = (
        (
            DecidedClaim((), text.subject, text.content_class, Route(text.route), organ),
            DecidedClaim((), second.summary, second.content_class, Route(second.route), story.organ(second.organ)),
        )
        if second
        else ()
    )
    decision = Decision(
        Purpose(text.purpose),
        text.content_class,
        story.setting.division,
        Route(text.route),
        organ,
        "经核对来信内容确定。",
        claims,
        tuple(story.organ(each) for each in text.accused) or None,
    )
    act = await stage.bureau(played)
    await correct(
        played.number, decision, seen_version=act.seen_version, actor=act.hand.actor, at=stage.at, desk=stage.desk
    )


async def send(stage: Stage, played: Played, said: Said) -> None:
    """Sent to the organ that is competent, or astray."""
    story = played.story
    organ = ASTRAY if said.get("astray") else story.organ(story.text.organ)
    kind = ReferralKind(said.get("kind", "transfer"))
    report = local_date(stage.at) + timedelta(days=said["report"]) if "report" in said else None
    target = Target(organ, kind, None, Procedure(said.get("procedure", "ordinary")), report)
    await refer(played.number, [target], "按属地和职责转送办理。", await stage.bureau(played))


async def send_claims(stage: Stage, played: Played, _said: Said) -> None:
    """Claim by claim to two organs; the story goes on with the last."""
    story, second = played.story, played.story.text.second
    assert second is not None  # noqa: S101 - only such texts take this way
    organs = (story.organ(story.text.organ), story.organ(second.organ))
    targets = [
        Target(organ, ReferralKind.TRANSFER, claim, Procedure.ORDINARY, None) for claim, organ in enumerate(organs, 1)
    ]
    await refer(played.number, targets, "两项诉求分别转送。", await stage.bureau(played))


def by_organ(decide: Callable[[Stage, Said], Callable[[Any], Taking]]) -> Playing:
    """A step of the organ that has the matter."""

    async def play(stage: Stage, played: Played, said: Said) -> None:
        named, act = await stage.on_matter(played)
        await carry_out(named, decide(stage, said), act)

    return play


def by_bureau_on_matter(decide: Callable[[Stage, Said], Callable[[Any], Taking]]) -> Playing:
    """A step of the bureau on a matter at an organ."""

    async def play(stage: Stage, played: Played, said: Said) -> None:
        named, act = await stage.on_matter(played, by_bureau=True)
        await carry_out(named, decide(stage, said), act)

    return play


def by_bureau(decide: Callable[[Said], Callable[[Any], steps.PetitionStep]]) -> Playing:
    """A step of the bureau on the petition."""

    async def play(stage: Stage, played: Played, said: Said) -> None:
        await steps.carry_out(played.number, decide(said), await stage.bureau(played))

    return play


def _opinion(said: Said) -> Opinion:
    return Opinion(
        Outcome(said["outcome"]),
        "见来信请求事项。",
        "经调查核实，来信反映的主要情况属实，有关材料附卷。",
        "依照规定处理，有关单位限期落实。",
        "有关法律法规和政策规定。",
        "不服本意见的，可以自收到之日起三十日内请求复查。",
    )


def _closing(stage: Stage, said: Said) -> Closing:
    resolved = said.get("resolved", True)
    results = (Result.PROBLEM_SOLVED,) if resolved else (Result.PERSUADED,)
    promised = local_date(stage.at) + timedelta(days=said["promised"]) if "promised" in said else None
    return Closing(results, resolved, "已按处理意见办结。", promised)


async def propose(stage: Stage, played: Played, said: Said) -> None:
    """Not to be accepted, an officer thinks."""
    refusal = Refusal(RefusalCode(said["code"]), "该涉法涉诉事项已经依法终结。", "可向检察机关申请监督。", None)
    await refuse.propose(played.number, refusal, await stage.bureau(played))


def verdict(*, approved: bool) -> Playing:
    """Another officer decides."""

    async def play(stage: Stage, played: Played, _said: Said) -> None:
        act = await stage.bureau(played, officer=1)
        await refuse.decide(played.number, "经审核。", act, approved=approved)

    return play


async def mark_urgent(stage: Stage, played: Played, _said: Said) -> None:
    """Marked urgent."""
    await hasten.mark_urgent(played.number, "人数较多，可能引发群体性事件。", await stage.bureau(played))


async def report_urgent(stage: Stage, played: Played, _said: Said) -> None:
    """Everybody is told."""
    await hasten.report(played.number, list(Told), await stage.bureau(played))


OBJECTION = Objection("不属于本单位职责范围。", "机构职能编制规定。", "HB-ZJJ")

MOVES: dict[str, Playing] = {
    "decide": decide,
    "send": send,
    "send_claims": send_claims,
    "arrive": by_organ(lambda *_: receiving.arrived),
    "accept": by_organ(lambda *_: receiving.accepted),
    "object": by_organ(lambda stage, _: objected(OBJECTION, stage.desk.bureau)),
    "extend": by_organ(lambda *_: extended(30, "需要进一步调查核实。", "B00")),
    "go_ordinary": by_organ(lambda *_: made_ordinary("情况复杂，不宜简易办理。")),
    "hear": by_organ(lambda stage, _: heard(local_date(stage.at), "双方到场陈述，听证笔录附卷。")),
    "mediate": by_organ(lambda *_: mediated(True, "双方自愿达成调解协议。")),
    "reply": by_organ(lambda _, said: replied(_opinion(said))),
    "deliver": by_organ(lambda stage, _: delivered(local_date(stage.at), ProofOfDelivery.IN_PERSON)),
    "close": by_organ(lambda stage, said: closed(_closing(stage, said))),
    "execute": by_organ(lambda *_: executed("已执行到位。")),
    "uphold": by_bureau_on_matter(lambda *_: objection_decided("经核实，同意退回。", upheld=True)),
    "reject": by_bureau_on_matter(lambda *_: objection_decided("经核实，属于该单位职责。", upheld=False)),
    "settle": by_bureau_on_matter(
        lambda _, said: dispute_settled(Forum.COMMON_SUPERIOR, "区政府协调确定。", here=said["here"])
    ),
    "recall": by_bureau_on_matter(lambda *_: recalled("转送有误，收回另行转送。")),
    "guide": by_bureau(lambda said: guided(Route(said["route"]), "区司法局行政复议窗口。", "属于行政复议范围。")),
    "answer": by_bureau(lambda _: replied_directly("请持身份证到户籍所在社区申请。", "咨询事项，直接答复。")),
    "file": by_bureau(lambda _: filed("表达感谢，没有请求事项。")),
    "reopen": by_bureau(lambda _: reopened("复查责令重新办理。")),
    "propose": propose,
    "approve": verdict(approved=True),
    "disapprove": verdict(approved=False),
    "hasten": mark_urgent,
    "report": report_urgent,
}
