"""The moves by which petitions are found to belong together, and a clerk decides so."""

from service.demo.moves import Playing, Said
from service.demo.stage import Played, Stage
from service.matters.decide import Decision
from service.matters.decide import decide as decide_pair
from service.matters.relate import relate
from service.matters.resolve import resolve
from service.matters.settle import settle
from service.register import mass_issues
from service.register.mass_issues import MassIssue
from service.rulebook.vocabulary import Relation, Suspicion


async def look_around(stage: Stage, played: Played, _said: Said) -> None:
    """The machine looks for petitions of one issue, as a worker would."""
    assert stage.reader is not None  # noqa: S101 - who plays such a move brings it
    petition = await stage.petition(played)
    await relate(petition.id, at=stage.at, begin=stage.desk.begin, desk=stage.desk, reader=stage.reader)


async def confirm_issue(stage: Stage, played: Played, _said: Said) -> None:
    """A clerk confirms the mass issue that the petition is in."""
    issue = await _issue(stage, played)
    because = "多名信访人反映同一事项，应当合并研究。"
    await settle(
        issue.id,
        Suspicion.CONFIRMED,
        because,
        seen_version=issue.version,
        actor=_clerk(stage),
        at=stage.at,
        desk=stage.desk,
    )


async def resolve_issue(stage: Stage, played: Played, _said: Said) -> None:
    """It has been resolved before it became an incident."""
    issue = await _issue(stage, played)
    because = "有关单位现场办公，与群众代表达成一致并已落实。"
    await resolve(issue.id, because, seen_version=issue.version, actor=_clerk(stage), at=stage.at, desk=stage.desk)


async def confirm_repeat(stage: Stage, played: Played, said: Said) -> None:
    """A clerk confirms that the petition repeats an earlier one."""
    decision = Decision(Relation.REPEAT, Suspicion.CONFIRMED, "同一信访人就同一事项再次提出。")
    first = stage.numbers[said["first"]]
    await decide_pair(played.number, first, decision, seen_version=0, actor=_clerk(stage), at=stage.at, desk=stage.desk)


async def _issue(stage: Stage, played: Played) -> MassIssue:
    petition = await stage.petition(played)
    async with stage.desk.read() as tx:
        places = await mass_issues.memberships(tx, [petition.id])
        found = await mass_issues.find(tx, next(one.issue_id for one in places if one.standing))
    assert found is not None  # noqa: S101 - the petition is in it
    return found


def _clerk(stage: Stage) -> str:
    return f"client:{stage.clients['clerk']}"


KINSHIP_MOVES: dict[str, Playing] = {
    "look_around": look_around,
    "confirm_issue": confirm_issue,
    "resolve_issue": resolve_issue,
    "confirm_repeat": confirm_repeat,
}
