"""What a petition comes to when one of its matters moves on at an organ: nothing that was sent is ever with nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.rulebook.consequences import Clocks
from service.rulebook.duties import Change
from service.rulebook.handling import ANSWERABLE, ENDED
from service.rulebook.handling_vocabulary import ReferralKind, ReferralStage
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import Stage, Step

_SENT_ON = frozenset((Stage.REFERRED, Stage.DISPOSED, Stage.CLOSED))


@dataclass(frozen=True, slots=True)
class Part:
    """One matter of a petition. `subject` is the claim it is about, None the whole: equal for what is the same."""

    subject: tuple[int, int] | None
    kind: ReferralKind
    stage: ReferralStage

    @property
    def owing(self) -> bool:
        """Whether its organ still owes an answer (22(2), 23(4): who answers by other rules owes none)."""
        return self.kind in ANSWERABLE and self.stage not in ENDED


def stage_after(stage: Stage, ended: Part, others: Iterable[Part], clocks: Clocks) -> tuple[Stage, tuple[Change, ...]]:
    """The petition's stage after one of its matters has ended at an organ, and what the bureau owes for it.

    What came back, and is with no other organ, is for the bureau to dispose of anew, whoever still has the rest.
    Closed is the petition when nobody owes an answer and nothing waits for the bureau; else it is the bureau's again.
    """
    owing = [one for one in others if one.owing]
    came_back = ended.stage is not ReferralStage.CLOSED and all(one.subject != ended.subject for one in owing)
    owed = tuple(clocks.of_taking_back()) if came_back else ()
    if owing or stage not in _SENT_ON:
        return stage, owed
    return advance(stage, Step.TAKE_BACK if owed or clocks.disposal_owed else Step.CLOSE), owed
