"""Messages whose titles name their purpose: 咨询…, 建议…, 投诉…. Nobody has to label them.

The rest of such a message shows how people ask, propose and complain without the word, so that the telling words
themselves are taken out.
"""

import re
from collections.abc import Collection, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from service.classification.cases import CasesUnusable
from service.classification.voice_cases import opening
from service.reading.folding import fold
from service.reading.message_files import rows
from service.rulebook.vocabulary import Purpose

# An accusation names somebody in office and a deed, or a deed that only they can do; whatever else the title says.
_OFFICE = (
    r"(?:支书|书记(?!您|你|好|:)|局长(?!您|你|好)|所长|主任(?!您|好|医)|村长|乡长|镇长|干部|法官|民警|警察|官员|工作人员|"
    r"队长|会计|局领导)"
)
_DEED = r"(?:贪污|受贿|腐败|以权谋私|滥用职权|徇私|枉法|违纪|挪用公款|冒领|买官|贪腐|权钱)"
ACCUSING = re.compile(
    rf"{_OFFICE}.{{0,20}}(?:{_DEED}|侵占|虚报|套取|违法|强占|霸占|骗取|打人|欺压|勾结|克扣|截留|私分|不公|作风|侵吞|行贿|"
    rf"收钱|乱收)|(?:举报|控告|检举|揭发).{{0,14}}{_OFFICE}|{_DEED}"
)
NAMED = (
    (
        Purpose.INQUIRY,
        re.compile(r"^(?:关于|对|就)?.{0,3}(?:咨询|请问|询问|问询|想问|问一下|请教)|的?(?:咨询|询问)$|(?:吗|呢)\??$"),
    ),
    (Purpose.SUGGESTION, re.compile(r"^(?:关于|对|就)?.{0,4}(?:建议|提议|倡议|献策)|的?(?:几点)?(?:意见)?建议$")),
    (
        Purpose.APPEAL,
        re.compile(
            r"^(?:再次|强烈|实名|联名)?(?:投诉|举报|反映|请求|求助|要求|控诉|申诉)|的?(?:投诉|举报|反映|求助|申诉)$"
        ),
    ),
)
TOLD = re.compile(r"咨询|请问|询问|建议|提议|投诉|举报|反映|请求|求助|要求|吗\??$|呢\??$")


class Told(NamedTuple):
    """A message without its telling words, and what they told."""

    title: str
    body: str
    purpose: Purpose


def told_messages(data: Sequence[Path], but: Collection[str] = ()) -> list[Told]:
    """The messages of CSVs with title and detail whose titles name a purpose.

    Texts that open alike count once, and those that open as one of `but` does not at all.
    """
    found, seen = [], set(but)
    for row in chain.from_iterable(rows(path, ("title", "detail"), CasesUnusable) for path in data):
        title, detail = row["title"], row["detail"]
        purpose, begins = told(title), opening(detail)
        if purpose is not None and begins not in seen:
            seen.add(begins)
            found.append(Told(TOLD.sub("", ACCUSING.sub("", fold(title))), fold(detail), purpose))
    return found


def told(title: str) -> Purpose | None:
    """The purpose that a title names in so many words; None where it names none or two."""
    if ACCUSING.search(fold(title)):
        return Purpose.ACCUSATION
    named = {purpose for purpose, pattern in NAMED if pattern.search(fold(title).strip())}
    return named.pop() if len(named) == 1 else None
