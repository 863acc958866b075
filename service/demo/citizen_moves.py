"""The moves of the petitioner, who has nothing but the number and the query code."""

from service.demo.moves import Playing, Said
from service.demo.stage import Played, Stage
from service.intake.withdraw import withdraw


async def take_back(stage: Stage, played: Played, _said: Said) -> None:
    """Withdrawn."""
    await withdraw(played.number, played.query_code, at=stage.at, desk=stage.desk)


CITIZEN_MOVES: dict[str, Playing] = {"withdraw": take_back}
