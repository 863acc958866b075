"""The five answers for one petition: reads the text, asks the rulebook, keeps the accused out (条例 30(3), PIPL 24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from service.bureau.load import Bureau
from service.classification.accused import OrganNames
from service.classification.claims import ClaimFinder, Separate
from service.classification.class_words import ClassWordFinder
from service.classification.content_model import ContentModel
from service.classification.cues import CueFinder, FoldedText
from service.classification.opinion import Opinion, answered
from service.classification.place import PlaceAnswer, PlaceFinder
from service.classification.pointing import TextModel, pointed
from service.classification.standing import Standing, StandingByDay
from service.classification.trusting import trusted_organ, trusted_purpose, trusted_route
from service.classification.voice import SecondVoice, Voices
from service.classification.voice_facts import facts_of, with_answers
from service.reading.folding import fold
from service.rulebook import guard
from service.rulebook.claims import undecided
from service.rulebook.competence import Case, competent
from service.rulebook.content_class import class_chances, decide_class
from service.rulebook.evidence import Evidence
from service.rulebook.guard import Ties
from service.rulebook.jurisdiction import Candidate, Claim, Finding, Jurisdiction, Reason, Submission
from service.rulebook.purpose import accusation_chance, decide_purpose, decide_route, shares, suspicion
from service.rulebook.vocabulary import Purpose, Question, TextField
from service.rulebook.weighing import finding, ranked, speaking

ACCUSATION_CARE = 0.15  # from this chance of an accusation on, the accused are kept out
ACCUSATION_CERTAIN = 0.2  # and from this one on, every organ named
# Or from this weight of what speaks for one; it costs one right organ in a hundred, and one is worth it
SUSPECTED = 0.8
LONGEST = 20_000  # characters that are read; what a petition says it says before that
PRESUMPTION = 0.5  # how much the own division is worth where no place is named
PLACE_ARTICLE = "信访工作条例 5(3)"


@dataclass(frozen=True, slots=True)
class _Readers:
    cues: CueFinder
    classes: ClassWordFinder
    places: PlaceFinder
    organs: OrganNames
    claims: ClaimFinder


class Jurist:
    """Classifies petitions. Pure computation without state between calls: deterministic, and safe in threads."""

    def __init__(self, bureau: Bureau, content_model: TextModel, voices: SecondVoice | None = None) -> None:
        """`voices` are heard beside the rules; the packaged ones unless others are given."""
        self._bureau, self._model = bureau, content_model
        self._voices = voices or Voices.load()
        self._standing = StandingByDay(bureau)
        self._ties = bureau.organs.ties
        self._versions = f"{content_model.version} {self._voices.version}"
        self._read = _Readers(
            CueFinder(bureau.lexicon),
            ClassWordFinder(bureau.class_words),
            PlaceFinder(bureau.divisions, bureau.place_aliases, bureau.division),
            OrganNames(bureau.organs, bureau.organ_aliases, bureau.divisions, _receivers(bureau, self._ties)),
            ClaimFinder(bureau),
        )

    @classmethod
    def in_force(cls, bureau: Bureau, model_dir: Path | None) -> Self:
        """The jurist of a bureau, with the models of its own folder where it has any. Raises `ModelDamaged`."""
        return cls(bureau, ContentModel.load(model_dir), Voices.in_force(model_dir))

    def classify(self, submission: Submission, on: date) -> Jurisdiction:
        """The five findings and the claims, as the organs stand on a day.

        A question below its threshold stays open for a clerk, as does a split.
        """
        standing = self._standing.on(on)
        words = {field: submission.text(field)[:LONGEST] for field in TextField}
        text = FoldedText({field: fold(written) for field, written in words.items()})
        evidence = self._read.cues.read(text)
        place = self._place(self._read.places.find(submission, text.fields))
        whole = self._opinion(text, evidence, place, standing)
        drafts = self._read.claims.drafts(words, text, whole, evidence)
        opinions = [
            self._opinion(one.text, self._read.cues.read(one.text), place, standing, one.asked) for one in drafts.parts
        ]
        accused = self._accused(text, whole, *opinions)
        organs = [self._organ(each.case, accused, standing) for each in opinions]
        organ = self._organ(whole.case, accused, standing)
        separate = self._read.claims.separate(drafts, opinions, organs, organ)
        if opinions and not separate:  # one matter after all: what its parts alone would say counts for nothing
            organ = self._organ(whole.case, self._accused(text, whole), standing)
        organ = trusted_organ(organ, whole, standing.rules, self._bureau)
        return Jurisdiction(
            purpose=trusted_purpose(whole, self._bureau),
            content_class=whole.content_class,
            place=place,
            route=trusted_route(whole, self._bureau),
            organ=undecided(organ) if separate else organ,
            model_version=self._versions,
            rules_version=self._bureau.fingerprint[:16],
            claims=tuple(self._claim(one, standing) for one in separate),
            accused=tuple(sorted(accused)),
        )

    def _claim(self, one: Separate, standing: Standing) -> Claim:
        return Claim(
            spans=one.draft.spans,
            accusation=one.draft.part.accuses,
            content_class=one.opinion.content_class,
            route=trusted_route(one.opinion, self._bureau),
            organ=trusted_organ(one.organ, one.opinion, standing.rules, self._bureau),
        )

    def _opinion(
        self, text: FoldedText, evidence: Evidence, place: Finding, standing: Standing, asked: tuple[str, ...] = ()
    ) -> Opinion:
        """Purpose, class and route, and what the organ depends on: of a whole petition, or of a claim's words alone.

        `asked` are organs that a claim asks to act: like one that a letter addresses, often those that decide.
        """
        rules, thresholds = standing.rules, self._bureau.thresholds
        reproach = self._read.organs.reproach(text, evidence)
        if reproach.anybody:
            evidence = replace(evidence, facts=evidence.facts | {"form:reproach"})
        learnt, voices = self._model.weigh(text.grams), self._voices.hear(text.grams)
        facts = facts_of(text, evidence, learnt)
        heard = speaking(rules.purposes, evidence)
        said = voices.say(Question.PURPOSE, facts)
        purpose = decide_purpose(heard, evidence, thresholds[Question.PURPOSE], said)
        words = self._read.classes.read(text)
        chances = class_chances(learnt, evidence, rules, purpose.chances, words)
        subjects = shares(evidence, chances, rules)
        content_class = decide_class(chances, evidence, rules, words, self._bureau.trust(Question.CONTENT_CLASS))
        content_class = pointed(content_class, text, self._model)
        evidence = answered(evidence, purpose, content_class, subjects)
        facts = with_answers(facts, purpose.chances, subjects)
        said = voices.say(Question.ROUTE, facts)
        route = decide_route(evidence, subjects, rules, thresholds[Question.ROUTE], said)
        case = Case(
            purpose=purpose.answer or "",
            route=route.answer or "",
            classes=chances,
            subjects=subjects,
            places=self._places(place),
            township_organ=self._township_organ(place, standing),
            addressed=standing.organs((*self._read.organs.addressed(text), *asked)),
            evidence=evidence,
            voice=standing.voiced(voices.say(Question.ORGAN, facts)),
        )
        chance = accusation_chance(purpose, heard)
        return Opinion(purpose, content_class, route, case, chance, suspicion(heard), reproach)

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

    def _township_organ(self, place: Finding, standing: Standing) -> str | None:
        code = place.answer and self._bureau.divisions.at_level(place.answer, "township")
        organ = self._bureau.organs.of_division(code) if code else None
        return standing.organ(organ.code) if organ else None

    def _accused(self, text: FoldedText, whole: Opinion, *claims: Opinion) -> frozenset[str]:
        """The organs that the whole petition accuses, whichever claim does."""
        township = whole.case.township_organ
        reproached = whole.reproach.organs
        if whole.reproach.township and township is not None:
            reproached |= {township}
        suspected = whole.suspicion >= SUSPECTED
        accusation = max(one.accusation for one in (whole, *claims))
        if accusation < ACCUSATION_CARE and not suspected:
            return reproached
        certain = suspected or accusation >= ACCUSATION_CERTAIN
        return reproached | self._read.organs.accused(text, township, certain=certain)

    def _organ(self, case: Case, accused: frozenset[str], standing: Standing) -> Finding:
        competence = competent(case, standing.rules)
        whole = sum(competence.weights.values())
        chances = {code: weight / whole for code, weight in competence.weights.items()}
        if accused:
            every = [Candidate(*each) for each in sorted(chances.items())]
            out = case.purpose == Purpose.ACCUSATION
            kept = guard.keep_from_accused(every, accused, self._ties, standing.receivers, to_discipline=out)
            chances = {each.code: each.probability for each in kept}
        candidates = ranked(chances)
        reasons: Sequence[Reason] = competence.reasons(candidates[0].code) if candidates else ()
        if accused:
            reasons = (*reasons, Reason(guard.RULE, "被检举控告的机关及其下属不得接收", guard.ARTICLE))
        return finding(candidates, reasons, self._bureau.thresholds[Question.ORGAN])


def _receivers(bureau: Bureau, ties: Ties) -> frozenset[str]:
    """Whom one turns to with any matter, under every name they ever had."""
    named = (bureau.code, bureau.superior, bureau.rules.superior, *bureau.rules.discipline)
    return guard.one_and_the_same(named, ties)
