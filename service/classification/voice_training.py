"""Training the second voice from messages whose titles name their purpose. No hand label is used."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.classification.cases import CasesUnusable, digest
from service.classification.voice import BUCKETS, CARD_FILE, WEIGHTS_FILE, features
from service.reading.folding import fold
from service.rulebook.vocabulary import Purpose

# The first is what the others are compared with.
PURPOSES = (Purpose.APPEAL, Purpose.INQUIRY, Purpose.SUGGESTION, Purpose.ACCUSATION)
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
STRENGTH = 3.0  # inverse of the penalty; 3 and 10 were alike on unseen cases
Matrix = Any  # scipy's sparse matrix, which has no types
_OPENING = 80
_FEWEST = 50
_FIELD_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """What the voice was made of."""

    version: str
    trained_at: str
    trained_on: str
    data_sha256: tuple[str, ...]
    purposes: tuple[str, ...]
    messages: dict[str, int]
    weights_sha256: str


def train(data: Sequence[Path], out: Path, *, trained_at: date, trained_on: str) -> VoiceCard:
    """Read CSVs with title and detail, learn, write weights and card. The same files and date give the same bytes."""
    # Here and not above: the service listens with numpy alone.
    from sklearn.linear_model import LogisticRegression

    texts, labels = _told(data)
    counts = Counter(labels)
    if any(counts[purpose] < _FEWEST for purpose in PURPOSES):
        raise CasesUnusable(f"Fewer than {_FEWEST} titles name one of {', '.join(PURPOSES)}")
    numbers = np.array([PURPOSES.index(label) for label in labels])
    # all are weighed alike: how common each is, is for the rules to say
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500).fit(_matrix(texts), numbers)
    stored = _stored(fitted.coef_.T, fitted.intercept_)
    sha256 = hashlib.sha256(stored).hexdigest()
    card = VoiceCard(
        version=f"purpose-{trained_at:%Y%m%d}-{sha256[:8]}",
        trained_at=trained_at.isoformat(),
        trained_on=trained_on,
        data_sha256=tuple(digest(path) for path in data),
        purposes=tuple(map(str, PURPOSES)),
        messages={str(purpose): counts[purpose] for purpose in PURPOSES},
        weights_sha256=sha256,
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS_FILE).write_bytes(stored)
    (out / CARD_FILE).write_text(json.dumps(asdict(card), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return card


def told(title: str) -> Purpose | None:
    """The purpose that a title names in so many words; None where it names none or two."""
    if ACCUSING.search(fold(title)):
        return Purpose.ACCUSATION
    named = {purpose for purpose, pattern in NAMED if pattern.search(fold(title).strip())}
    return named.pop() if len(named) == 1 else None


def _told(data: Sequence[Path]) -> tuple[list[tuple[str, str]], list[Purpose]]:
    """The messages with a purpose, the telling words taken out of their titles; texts that open alike count once."""
    texts, labels, seen = [], [], set()
    for title, detail in _messages(data):
        purpose, opening = told(title), "".join(fold(detail).split())[:_OPENING]
        if purpose is not None and opening not in seen:
            seen.add(opening)
            texts.append((TOLD.sub("", ACCUSING.sub("", fold(title))), detail))
            labels.append(purpose)
    return texts, labels


def _messages(data: Sequence[Path]) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    for path in data:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"title", "detail"}.issubset(reader.fieldnames or ()):
                raise CasesUnusable(f"{path.name} has no column title, detail")
            yield from ((row["title"] or "", row["detail"] or "") for row in reader)


def _matrix(texts: Sequence[tuple[str, str]]) -> Matrix:
    # scipy comes with scikit-learn and is needed here only
    from scipy.sparse import csr_matrix

    found = [features(title, body) for title, body in texts]
    ends = np.cumsum([0, *map(len, found)])
    worth = np.concatenate([np.full(len(buckets), 1 / np.sqrt(len(buckets))) for buckets in found])
    return csr_matrix((worth, np.concatenate(found), ends), shape=(len(texts), BUCKETS))


def _stored(weights: NDArray[Any], bias: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, weights=weights.astype(np.float16), bias=bias.astype(np.float32))
    return stream.getvalue()
