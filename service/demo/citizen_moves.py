"""The moves of the petitioner, who has nothing but number and query code, and of the organ above that reviews."""

from collections.abc import Callable

from service.demo.moves import Playing, Said
from service.demo.stage import Played, Stage
from service.desk.acting import Act
from service.desk.kit import local_date
from service.desk.officers import Hand
from service.evaluation.evaluate import Rating, evaluate
from service.intake.supplement import supplement
from service.intake.withdraw import withdraw
from service.register import reviews
from service.review import deciding
from service.review.deciding import Verdict
from service.review.request import request
from service.review.take import HeldReview, ReviewReference, Taking, carry_out
from service.rulebook.handling_vocabulary import ProofOfDelivery, ReviewOutcome, Satisfaction

BUREAU = 0  # of what is rated: the bureau, not a matter at an organ


async def take_back(stage: Stage, played: Played, _said: Said) -> None:
    """Withdrawn."""
    await withdraw(played.number, played.query_code, at=stage.at, desk=stage.desk)


async def add(stage: Stage, played: Played, _said: Said) -> None:
    """Something more is told."""
    text = f"补充说明：{played.story.setting.words['month']}的缴费单据已经找到，可以提供核对。"
    await supplement(played.number, played.query_code, text, at=stage.at, desk=stage.desk)


async def rate_bureau(stage: Stage, played: Played, said: Said) -> None:
    """The bureau is rated."""
    await _rate(stage, played, said, BUREAU)


async def rate_organ(stage: Stage, played: Played, said: Said) -> None:
    """The organ that answered last is rated."""
    await _rate(stage, played, said, (await stage.matter(played)).ordinal)


async def _rate(stage: Stage, played: Played, said: Said, referral: int) -> None:
    satisfaction = Satisfaction(said["satisfaction"])
    reason = "答复没有解决实际问题。" if satisfaction is Satisfaction.DISSATISFIED else None
    rating = Rating(referral, satisfaction, reason)
    await evaluate(played.number, played.query_code, rating, at=stage.at, desk=stage.desk)


async def ask_review(stage: Stage, played: Played, _said: Said) -> None:
    """The answer is not accepted: the organ above is asked."""
    one = await stage.matter(played)
    text = "对答复认定的事实不服，请求重新核实。"
    await request(played.number, played.query_code, one.ordinal, text, at=stage.at, desk=stage.desk)


def by_reviewer(decide: Callable[[Stage, Said], Callable[[HeldReview], Taking]]) -> Playing:
    """A step of the organ that reviews the matter."""

    async def play(stage: Stage, played: Played, said: Said) -> None:
        matter = await stage.matter(played)
        async with stage.desk.read() as tx:
            asked = await reviews.of(tx, matter.petition_id)
        review = [one for one in asked if one.referral == matter.ordinal][-1]
        hand = Hand(f"client:{stage.clients['clerk']}:C01", "C01", review.organ)
        meant = ReviewReference(played.number, matter.ordinal, review.level)
        await carry_out(meant, decide(stage, said), Act(hand, review.version, stage.at, stage.desk))

    return play


def _verdict(said: Said) -> Verdict:
    return Verdict(
        ReviewOutcome(said["outcome"]),
        "经审查，原处理意见认定的事实和依据已逐项核对。",
        "见复查、复核结论。",
        "信访工作条例第三十五条、第三十六条。",
        "对复查意见不服的，可以自收到之日起三十日内请求复核。",
    )


CITIZEN_MOVES: dict[str, Playing] = {
    "withdraw": take_back,
    "supplement": add,
    "rate_bureau": rate_bureau,
    "rate_organ": rate_organ,
    "ask_review": ask_review,
    "hear_review": by_reviewer(lambda stage, _: deciding.heard(local_date(stage.at), 1, "双方到场，听证笔录附卷。")),
    "decide_review": by_reviewer(lambda _, said: deciding.decided(_verdict(said))),
    "deliver_review": by_reviewer(lambda stage, _: deciding.delivered(local_date(stage.at), ProofOfDelivery.IN_PERSON)),
}
