"""Templates of notices: what would mislead stops the start, and says where."""

from pathlib import Path

import pytest

from service.bureau import citations
from service.bureau.load import Bureau, fingerprint, load
from service.bureau.notice_facts import KINDS, REMEDIED
from service.bureau.tables import BrokenReference
from service.rulebook.vocabulary import NoticeKind

from .conftest import Breaking


def test_every_kind_has_one_template_with_articles_and_its_facts(hubin: Bureau) -> None:
    assert set(hubin.notices.by_kind) == set(NoticeKind) == set(KINDS)
    for kind, template in hubin.notices.by_kind.items():
        assert template.articles.startswith("《信访工作条例》第")
        assert template.remedy or kind not in REMEDIED


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("我局已于{received_at}收到并登记", "我局已于{received_at}受理", "body", "no claim of 受理"),
        ("登记不等于受理", "现已受理", "sms", "no claim of 受理"),
        ("最迟于{next_date}前完成", "尽快完成", "body", "the placeholder {next_date}"),
        ("{fact_on}{way}{organ}", "{fact_on}{way}{organisation}", "body", "only the placeholders"),
        ("于{fact_on}转有权机关", "于{fact_on}转{organ}", "body", "only the placeholders"),
        ("{fact_on}转有权机关", "{fact_on!r}转有权机关", "body", "placeholders without a format of their own"),
        ("{fact_on}转有权机关", "{fact_on转有权机关", "body", "braces only around placeholders"),
        ('articles = ["信访工作条例 34"]', "articles = []", "articles", "at least one article"),
        ('articles = ["信访工作条例 34"]\n', "", "articles", "at least one article"),
        ('kind = "forwarded"', 'kind = "passed_on"', "kind", "one of receipt, destination"),
        ('kind = "forwarded"', 'kind = "receipt"', "kind", "a kind that no earlier notice has"),
        ("湖信登〔{year}〕{number}号", "湖信登〔{year}〕号", "number", "the placeholder {number}"),
        ('remedy = "您认为本决定不当的', 'other = "您认为本决定不当的', "other", "one of the keys"),
        ('red_head = true', 'red_head = "yes"', "red_head", "true or false"),
        ("red_head = true", 'red_head = true\nseal = "../seal.png"', "seal", "the name of a .png or .svg file"),
        ("访问 {url}", "访问本局网站", "verification", "the placeholder {url}"),
        ("关于您的信访事项{number}", "关于您的信访事项{subject}", "sms", "only the placeholders"),
    ],
)  # fmt: skip
def test_a_template_that_misleads_stops_the_start(
    broken: Breaking, old: str, new: str, field: str, expected: str
) -> None:
    complaint = broken("notices.toml", old, new)

    assert (complaint.file, complaint.field) == ("notices.toml", field)
    assert complaint.line > 1
    assert expected in str(complaint)


def test_a_refusal_without_the_way_on_stops_the_start(directory: Path) -> None:
    path = directory / "notices.toml"
    text = path.read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith('remedy = "您认为本决定不当的'))
    path.write_text(text.replace(line + "\n", ""), encoding="utf-8")

    with pytest.raises(BrokenReference, match="field remedy: expected the line that tells how"):
        load(directory)


def test_a_seal_is_part_of_what_versions_the_bureau(directory: Path) -> None:
    path = directory / "notices.toml"
    before = fingerprint(directory)
    (directory / "seal.svg").write_text("<svg/>")
    path.write_text(path.read_text(encoding="utf-8").replace("[letter]", '[letter]\nseal = "seal.svg"'), "utf-8")
    sealed = fingerprint(directory)
    (directory / "seal.svg").write_text("<svg />")

    assert len({before, sealed, fingerprint(directory)}) == 3
    assert load(directory).notices.stationery.seal == directory / "seal.svg"


@pytest.mark.parametrize(
    ("cited", "written"),
    [
        ("信访工作条例 23(3)", "《信访工作条例》第二十三条第三款"),
        ("信访工作条例 22(1)(三)", "《信访工作条例》第二十二条第一款第三项"),
        ("信访工作条例 31(1)、37(3)", "《信访工作条例》第三十一条第一项、第三十七条第三款"),
        ("信访工作条例 10", "《信访工作条例》第十条"),
        ("劳动争议调解仲裁法 43", "《劳动争议调解仲裁法》第四十三条"),
        ("民法典 1039", "民法典 1039"),
        ("民法典 203", "《民法典》第二百〇三条"),
        ("民法典 110", "《民法典》第一百一十条"),
        ("国家有关规定", "国家有关规定"),
    ],
)
def test_an_article_is_written_out(cited: str, written: str) -> None:
    assert citations.in_words(cited) == written
