"""The petitions that are posted: real texts where a file of them is at hand, otherwise invented ones of like length."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import orjson

from bench import ROOT

SHARED = ROOT.parent / "shared" / "data" / "complaints" / "unlabelled.csv"
MOST = 2_000  # petitions taken from a file, and invented where there is none
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
MATTERS = (
    "拖欠工资",
    "违规收费",
    "夜间施工噪音",
    "道路破损",
    "医保报销",
    "征地补偿",
    "物业不作为",
    "学位分配",
    "停水停电",
)
SENTENCES = (
    "我是{place}居民，反映{matter}问题。",
    "自去年{month}月以来，{matter}一直没有解决，群众意见很大。",
    "我们多次向社区和有关部门反映，至今没有得到书面答复。",
    "该路段每天车流量大，老人和小孩出行很不安全。",
    "现请求有关部门依法调查{matter}一事，并将处理结果告知我们。",
    "有合同、转账记录和现场照片为证，共涉及{month}户居民。",
)

csv.field_size_limit(10_000_000)


def source(texts: Path | None) -> Path | None:
    """The file to read: the one named, or the one that lies beside the repository. None: invent."""
    if texts is not None:
        return texts
    return SHARED if SHARED.exists() else None


def bodies(file: Path | None) -> list[bytes]:
    """Request bodies, the same in every run. `file`: a CSV with the columns title and detail."""
    chance = random.Random(22)  # the article whose duty starts here; any fixed seed would do
    texts = _read(file) if file else _invent(chance)
    return [orjson.dumps(_petition(title, detail, chance)) for title, detail in texts]


def _petition(title: str, detail: str, chance: random.Random) -> dict[str, object]:
    # Named: it costs a sealed petitioner more than an anonymous one, and most petitions are.
    name = chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=2))
    return {
        "subject": title[:200],
        "request": title[:2_000],
        "facts": detail[:20_000],
        "petitioner": {"name": name, "address": f"幸福路{chance.randint(1, 400)}号"},
    }


def _read(file: Path) -> Iterator[tuple[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for position, row in enumerate(csv.DictReader(lines)):
            if position >= MOST:
                return
            title, detail = row["title"].strip(), row["detail"].strip()
            if title and detail:
                yield title, detail


def _invent(chance: random.Random) -> Iterator[tuple[str, str]]:
    for _ in range(MOST):
        facts = {"place": f"幸福街道{chance.randint(1, 30)}号院", "matter": chance.choice(MATTERS)}
        length = min(8_000, chance.lognormvariate(5.3, 0.9))  # median 200, mean 300 characters, like the real ones
        said = ""
        while len(said) < length:
            said += chance.choice(SENTENCES).format(month=chance.randint(2, 12), **facts)
        yield f"反映{facts['place']}{facts['matter']}问题", said
