"""The door that needs no key: what every code of the interface means."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from service.bureau.labels import LABELLED
from service.desk.kit import AtDesk, local_date

router = APIRouter(prefix="/v1/vocabulary")


class WordOut(BaseModel):
    """One value with its labels."""

    code: str
    zh: str
    en: str | None = None


class VocabularyOut(BaseModel):
    """All closed sets, and the codes that this bureau uses today."""

    on: date
    sets: dict[str, list[WordOut]]
    content_classes: list[WordOut]
    organs: list[WordOut]
    divisions: list[WordOut]


@router.get("", tags=["vocabulary"], summary="代码表 · What every code means")
async def vocabulary(desk: AtDesk) -> VocabularyOut:
    """What every code means. Needs no key: nothing here is a secret (条例 18: procedures are published)."""
    bureau, today = desk.bureau, local_date(desk.now())
    return VocabularyOut(
        on=today,
        sets={
            kind.__name__: [
                WordOut(code=one.value, zh=bureau.labels.of(one).zh, en=bureau.labels.of(one).en) for one in kind
            ]
            for kind in LABELLED
        },
        content_classes=[
            WordOut(code=one.code, zh=bureau.content_classes.path(one.code, today)) for one in bureau.content_classes
        ],
        organs=[WordOut(code=one.code, zh=one.name) for one in bureau.organs if one.validity.covers(today)],
        divisions=[
            WordOut(code=one.code, zh=one.name)
            for one in bureau.divisions
            if bureau.divisions.within(one.code, bureau.division)
        ],
    )
