"""The five answers for one petition: reads the text, asks the rulebook, keeps the accused out (条例 30(3), PIPL 24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.bureau.load import Bureau
from service.classification.accused import OrganNames, Reproach
from service.classification.cues import CueFinder, FoldedText
from service.classification.place import PlaceAnswer, PlaceFinder
from service.classification.pointing import TextModel, pointed
from service.classification.voice import PurposeVoice, Voice
from service.reading.folding import fold
from service.rulebook import guard
from service.rulebook.competence import Case, competent
from service.rulebook.content_class import class_chances, decide_class
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Candidate, Finding, Jurisdiction, Reason, Submission
from service.rulebook.purpose import decide_purpose, decide_route, shares, suspicion
from service.rulebook.rules import Subject
from service.rulebook.vocabulary import Purpose, Question, TextField
from service.rulebook.weighing import finding, ranked

ACCUSATION_CARE = 0.15  # from this chance of an accusation on, the accused are kept out
ACCUSATION_CERTAIN = 0.2  # and from this one on, every organ named
SUSPECTED = (
    0.8  # or from this weight of what speaks for one; it costs one right organ in a hundred, and one is worth it
)
LONGEST = 20_000  # characters that are read; what a petition says it says before that
PRESUMPTION = 0.5  # how much the own division is worth where no place is named
PLACE_ARTICLE = "信访工作条例 5(3)"


@dataclass(frozen=True, slots=True)
class _Readers:
    cues: CueFinder
    places: PlaceFinder
    organs: OrganNames


class Jurist:
    """Classifies petitions. Pure computation without state between calls: deterministic, and safe in threads."""

    def __init__(self, bureau: Bureau, content_model: TextModel, voice: PurposeVoice | None = None) -> None:
        """`voice` is heard beside the rules on purpose; the packaged one unless another is given."""
        self._bureau, self._model = bureau, content_model
        self._voice = voice or Voice.load()
        self._versions = f"{content_model.version} {self._voice.version}"
        self._parents = bureau.organs.parents()
        self._read = _Readers(
            CueFinder(bureau.lexicon),
            PlaceFinder(bureau.divisions, bureau.place_aliases, bureau.division),
            OrganNames(bureau.organs, bureau.organ_aliases, bureau.divisions, _receivers(bureau)),
        )

    def classify(self, submission: Submission) -> Jurisdiction:
        """The five findings; a question below its threshold stays open for a clerk."""
        rules, thresholds = self._bureau.rules, self._bureau.thresholds
        text = FoldedText({field: fold(submission.text(field)[:LONGEST]) for field in TextField})
        evidence = self._read.cues.read(text)
        reproach = self._read.organs.reproach(text, evidence)
        if reproach.anybody:
            evidence = replace(evidence, facts=evidence.facts | {"form:reproach"})
        purpose = decide_purpose(evidence, rules, thresholds[Question.PURPOSE], self._voice.lean(text.title, text.body))
        purposes = {each.code: each.probability for each in purpose.candidates}
        chances = class_chances(self._model.weigh(text.title, text.body), evidence, rules, purposes)
        subjects = shares(evidence, chances, rules)
        content_class = decide_class(chances, subjects, evidence, thresholds[Question.CONTENT_CLASS])
        content_class = pointed(content_class, text, self._model)
        found = self._read.places.find(submission, text.fields)
        place = self._place(found)
        evidence = _with_answers(evidence, purpose, content_class, subjects)
        route = decide_route(evidence, subjects, rules, thresholds[Question.ROUTE])
        case = Case(
            purpose=purpose.answer or "",
            route=route.answer or "",
            classes=chances,
            subjects=subjects,
            places=self._places(place),
            township_organ=self._township_organ(place),
            addressed=self._read.organs.addressed(text),
            evidence=evidence,
        )
        organ = self._organ(case, text, reproach, purposes.get(Purpose.ACCUSATION, 0.0))
        return Jurisdiction(purpose, content_class, place, route, organ, self._versions, self._bureau.fingerprint[:16])

    def _place(self, found: PlaceAnswer) -> Finding:
        best = found.candidates[0].code
        if found.stated and found.evidence[best]:
            said = "按问题发生地确定属地"
        elif found.stated:
            said = "按来信人选定的问题属地确定"
        else:
            said = "未写明地点，暂按受理机构所在地推定"
        reason = Reason("place:problem", said, PLACE_ARTICLE, found.evidence[best])
        candidates = found.candidates if found.stated else (Candidate(best, PRESUMPTION),)
        answer = finding(candidates, (reason,), self._bureau.thresholds[Question.PLACE])
        return replace(answer, open=answer.open or not found.stated)

    def _places(self, place: Finding) -> frozenset[str]:
        code = place.answer
        if code is None:
            return frozenset(("unknown",))
        side = "inside" if self._read.places.within_home(code) else "outside"
        return frozenset((side, code, *self._bureau.divisions.ancestors(code)))

    def _township_organ(self, place: Finding) -> str | None:
        code = place.answer and self._bureau.divisions.at_level(place.answer, "township")
        organ = self._bureau.organs.of_division(code) if code else None
        return organ.code if organ else None

    def _organ(self, case: Case, text: FoldedText, reproach: Reproach, accusation: float) -> Finding:
        competence = competent(case, self._bureau.rules)
        whole = sum(competence.weights.values())
        every = [Candidate(code, weight / whole) for code, weight in sorted(competence.weights.items())]
        accused = reproach.organs
        if reproach.township and case.township_organ is not None:
            accused |= {case.township_organ}
        suspected = suspicion(case.evidence, self._bureau.rules) >= SUSPECTED
        if suspected or accusation >= ACCUSATION_CARE:
            certain = suspected or accusation >= ACCUSATION_CERTAIN
            accused |= self._read.organs.accused(text, case.township_organ, certain=certain)
        rules = self._bureau.rules
        allowed = guard.keep_from_accused(every, accused, self._parents, (*rules.discipline, rules.superior))
        candidates = ranked({each.code: each.probability for each in allowed})
        reasons: Sequence[Reason] = competence.reasons.get(candidates[0].code, ()) if candidates else ()
        if accused:
            reasons = (*reasons, Reason("guard:accused", "被检举控告的机关及其下属不得接收", guard.ARTICLE))
        return finding(candidates, reasons, self._bureau.thresholds[Question.ORGAN])


def _receivers(bureau: Bureau) -> frozenset[str]:
    return frozenset((bureau.code, bureau.superior, bureau.rules.superior, *bureau.rules.discipline))


def _with_answers(
    evidence: Evidence, purpose: Finding, content_class: Finding, subjects: dict[Subject, float]
) -> Evidence:
    """The evidence with the earlier answers as facts that later rules may ask after."""
    facts = {f"purpose:{purpose.answer}", f"class:{(content_class.answer or '')[:2]}0000"}
    facts.update(f"subject:{subject.id}" for subject in subjects)
    return replace(evidence, facts=evidence.facts | facts)
