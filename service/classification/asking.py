"""Which organ a petitioner asks to act: 请卫健委查, 公安立刑事案件. Naming an organ is not yet asking it."""

import re
from collections.abc import Iterator, Mapping

from service.reading.words import WordIndex

SUFFIXES = ("局", "委", "部门", "大队")  # left off in speech: 环保 for 环保局
SHORTEST = 2
_BEFORE = 6  # characters before a name that are looked at
# 请不要转, 请查处, 不能让: whom that concerns is not asked to act
_REQUESTED = re.compile(r"(?<![不别])(?:请|让|盼|叫|由|要求|希望|恳求|求求|求)[^,。;!?不别勿莫查究惩处告投]{0,3}$")
_TOLD = re.compile(r"(?:只好|多次|曾|已经|去|向|找|别|不要|不能|莫)[^,。;!?]{0,4}$")
_TO_ACT = re.compile(
    r"(?:局|委|部门|大队|所|执法)*[^,。;!?的说称给]{0,3}?"
    r"(?:把|查|管管|管一管|赶紧|立案|立刑|上来|出面|抓|尽快|治|督促|责令|核|退|合法)"
)
_END = re.compile(r"(?:局|委|部门|大队|所)?(?:[,。;!?\s]|$)")


class AskedOrgans:
    """Finds demands on named organs by the bureau's everyday names, and by these names without 局, 委, 部门."""

    __slots__ = ("_index", "_names", "_spoken")

    def __init__(self, aliases: Mapping[str, str]) -> None:
        spoken = {
            alias.removesuffix(suffix): organ
            for alias, organ in aliases.items()
            for suffix in SUFFIXES
            if alias.endswith(suffix) and len(alias) - len(suffix) >= SHORTEST
        }
        self._spoken = frozenset(spoken).difference(aliases)
        self._names = {**spoken, **aliases}
        self._index = WordIndex(self._names)

    def find(self, words: str) -> Iterator[tuple[int, str]]:
        """Where each demand on an organ stands in folded words, and the organ."""
        covered = 0
        for start, name in self._index.find(words):
            if start < covered:
                continue
            covered = start + len(name)
            if self._asked(words, start, name):
                yield start, self._names[name]

    def _asked(self, words: str, start: int, name: str) -> bool:
        before, end = words[max(0, start - _BEFORE) : start], start + len(name)
        if _TOLD.search(before):
            return False
        if _TO_ACT.match(words, end):
            return True
        # 希望教育公平 asks no organ: a name without its suffix counts with a verb or at the end of its clause
        return bool(_REQUESTED.search(before)) and (name not in self._spoken or bool(_END.match(words, end)))
