"""Which organs a petition names, and which of them it accuses (条例 30(3))."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.bureau.divisions import Divisions
from service.bureau.organs import Organs
from service.classification.asking import AskedOrgans
from service.classification.cues import FoldedText
from service.classification.reproach import (
    FAVOURS,
    HINTS,
    TOLD,
    Deeds,
    accusing,
    deeds_in,
    led,
    officials_in,
    singled_out,
    staff,
    wishes,
)
from service.reading.words import WordIndex
from service.rulebook.evidence import Evidence
from service.rulebook.rules import TOWNSHIP
from service.rulebook.vocabulary import TextField

HEADINGS = (TextField.SUBJECT, TextField.REQUEST, TextField.FACTS)
STAFF = re.compile(
    r"[^,。;]{0,8}(?:局长|所长|院长|校长|乡长|镇长|主任|书记|科长|队长|法官|审判|民警|警察|干部|人员|会计|执法|站长)"
)
# 控告信访局领导: the leaders of whom one turns to are accused only where an accusing word stands right before them
ACCUSED_LEADERS = re.compile(r"(?:举报|控告|检举)[^,。;:到给向至]{0,14}$")
IN_HOUSE = re.compile(r"[局所队站院]里")  # 局里一个姓吴的: of the organ that was named last
# 信访局为什么不受理: who only passes petitions on is complained of where the title says what it refused
REFUSED = re.compile(r"(?:领导|工作人员)?(?:为什么|为何|凭什么|总是|一直|就是)?(?:不|拒|推诿|推脱|压着|压了)")
REACH = 20  # characters before the end of a name in which that word may stand
# What stands behind the name of a township when its office is meant, not the place
OFFICE = re.compile(
    r"(?:乡|镇|街道|办事处|街道办)?(?:人民)?(?:政府|党委|党工委|办事处|民政所|民政办|财政所|司法所|人大|武装部|副?乡长|副?镇长|乡干部|副?书记|纪委书记|工作人员|干部|领导)"
)
# The office of the township without its name: 乡里的副乡长, 街道办主任
OWN_OFFICE = re.compile(
    r"乡长|镇长|乡干部|镇干部|乡政府|镇政府|乡党委|镇党委|街道办|办事处|街道干部|乡里|镇里|街道"
    r"|土地所|民政所|民政办|财政所|计生办|社保所|农业站|农技站|农办|经管站|水管站|文化站|食安办|综治办|党政办|城建办|扶贫办|便民中心"
)

# 请乡里来人: the office of the township by the names that a petitioner gives it when asking it to act
ASKED_OFFICES = dict.fromkeys(
    ("乡政府", "镇政府", "街道办", "街道办事处", "办事处", "街道", "乡里", "镇里", "乡上", "镇上"), TOWNSHIP
)
WHOLE = "政府"  # the government as a whole is written to with any matter


@dataclass(frozen=True, slots=True)
class Reproach:
    """The organs reproached by name, whether the township's own office is, and whether anybody in office is."""

    organs: frozenset[str]
    township: bool
    anybody: bool


NOBODY = Reproach(frozenset(), township=False, anybody=False)


class OrganNames:
    """Finds organs by their full and everyday names; township organs by the name of their township."""

    __slots__ = ("_accusing", "_aliases", "_asked", "_index", "_receivers", "_townships", "_whole")

    def __init__(
        self, organs: Organs, aliases: Mapping[str, str], divisions: Divisions, receivers: frozenset[str]
    ) -> None:
        full = {organ.name: organ.code for organ in organs if organ.level != "outside"}
        self._aliases, self._receivers = {**full, **aliases}, receivers
        self._townships = {
            name: organ.code
            for organ in organs
            if organ.division is not None
            for name in (divisions.name(organ.division), divisions.name(organ.division).removesuffix("街道")[:2])
        }
        self._index = WordIndex((*self._aliases, *self._townships))
        homes = {above for organ in organs if organ.division for above in divisions.ancestors(organ.division)}
        self._accusing = accusing(divisions.name(code).rstrip("省市区县州") for code in homes)
        self._whole = frozenset(name for name in self._aliases if name.endswith(WHOLE))
        named = {name: code for name, code in self._aliases.items() if name not in self._whole}
        self._asked = AskedOrgans({**ASKED_OFFICES, **named})

    def addressed(self, text: FoldedText) -> tuple[str, ...]:
        """The organs in the salutation and those asked to act: whom the petitioner holds competent.

        Those that only pass on are left out, and so is the government as a whole.
        """
        facts, begin = text.fields[TextField.FACTS], text.salutation_end
        named = [code for start, end, code in self._named(facts[:begin]) if facts[start:end] not in self._whole]
        named += [code for field in HEADINGS for _, code in self._asked.find(text.fields[field])]
        return tuple(code for code in dict.fromkeys(named) if code not in self._receivers)

    def reproach(self, text: FoldedText, evidence: Evidence) -> Reproach:
        """Whom a petition of any purpose reproaches where it names them."""
        thanks = evidence.holds("title:thanks_letter")
        only_tells = not thanks and not any(map(wishes, text.fields.values()))
        if not only_tells and not any(map(evidence.holds, TOLD)) and not REFUSED.search(text.title):
            return NOBODY
        hinted = not thanks and any(map(evidence.holds, HINTS))
        favoured = only_tells and any(map(evidence.holds, FAVOURS))
        organs: set[str] = set()
        township = posts = False
        for field, begin in _told(text):
            words = text.fields[field]
            deeds = deeds_in(field, words, evidence, self._accusing)

            def blamed(start: int, end: int, code: str = "", words: str = words, deeds: Deeds = deeds) -> bool:
                alone = (hinted or only_tells) and singled_out(words, end)
                alone = alone or (favoured and staff(words, end)) or (only_tells and led(words, start, end))
                if code in self._receivers:
                    return alone or (words is text.title and REFUSED.match(words, end) is not None)
                return alone or deeds.reproach(start, end)

            named = [one for one in self._named(words) if one[0] >= begin]
            organs.update(code for start, end, code in named if blamed(start, end, code))
            for one in IN_HOUSE.finditer(words, begin) if hinted else ():
                before = [code for _, end, code in named if end <= one.start()]
                organs.update(before[-1:] if singled_out(words, one.end()) else ())
            township = township or any(blamed(one.start(), one.end()) for one in OWN_OFFICE.finditer(words, begin))
            posts = posts or any(deeds.reproach(one.start, one.end) for one in officials_in(field, evidence))
        return Reproach(frozenset(organs), township, bool(organs) or township or posts)

    def accused(self, text: FoldedText, township_organ: str | None, *, certain: bool) -> frozenset[str]:
        """The organs that an accusation is about, asked only where a petition may be one.

        In a certain accusation every organ named after the salutation counts, also one that was merely told: who was
        told is often who leaked it. So does the office of the township: most who accuse, accuse people of a village or
        township, and many by their names alone. Where it is less certain, or where the organ is itself asked to act, it
        counts with its people.
        """
        asked = frozenset(self.addressed(text))
        found: set[str] = set()
        for field in HEADINGS:
            words = text.fields[field][text.salutation_end if field is TextField.FACTS else 0 :]
            for _, end, code in self._named(words):
                if (certain and code not in asked) or STAFF.match(words, end):
                    found.add(code)
        if certain and township_organ is not None:
            found.add(township_organ)
        # the discipline organ and the bureau are whom one turns to; they count only with their own people
        return frozenset(code for code in found if code not in self._receivers or self._with_staff(text, code))

    def _with_staff(self, text: FoldedText, organ: str) -> bool:
        return any(
            code == organ and _counts(text.fields[field], end)
            for field in HEADINGS
            for _, end, code in self._named(text.fields[field])
            if field is not TextField.FACTS or end > text.salutation_end
        )

    def _named(self, words: str) -> list[tuple[int, int, str]]:
        """Where each name begins and ends, and the organ it means."""
        found, covered = [], 0
        for start, word in self._index.find(words):
            end = start + len(word)
            code = self._aliases.get(word) or (self._townships[word] if OFFICE.match(words, end) else None)
            if start >= covered and code is not None:
                covered = end
                found.append((start, end, code))
        return found


def _counts(words: str, end: int) -> bool:
    """Whether the organ whose name ends here is named with its people."""
    if STAFF.match(words, end):
        return True
    return words.startswith("领导", end) and bool(ACCUSED_LEADERS.search(words[max(0, end - REACH) : end]))


def _told(text: FoldedText) -> Iterator[tuple[TextField, int]]:
    """The fields and where what they tell begins: who is addressed is not what is complained of."""
    for field in HEADINGS:
        yield field, text.salutation_end if field is TextField.FACTS else 0
