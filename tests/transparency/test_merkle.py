"""The tree against the definitions of RFC 9162 §2.1, written out as they stand there, and against pymerkle."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest

from service.transparency import merkle
from service.transparency.tiles import HASH, WIDTH, Growing, edges, hashes_in, tile_of

VECTORS = Path(__file__).with_name("pymerkle_vectors.json")  # made by tests/proofs/merkle_vectors.py
LEAVES = [f"leaf {number}".encode() for number in range(700)]
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 255, 256, 257, 511, 512, 513, 700)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def largest_power_of_two_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """§2.1.1."""
    if not d:
        return sha(b"")
    if len(d) == 1:
        return sha(b"\x00" + d[0])
    k = largest_power_of_two_below(len(d))
    return sha(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: list[bytes]) -> list[bytes]:
    """§2.1.3.1."""
    if len(d) == 1:
        return []
    k = largest_power_of_two_below(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: list[bytes]) -> list[bytes]:
    """§2.1.4.1."""
    return subproof(m, d, True)


def subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = largest_power_of_two_below(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def grown(size: int, *, turns: tuple[int, ...] = ()) -> dict[tuple[int, int], bytes]:
    """The tiles of a tree that grew leaf by leaf, put down and taken up again at each turn."""
    tiles: dict[tuple[int, int], bytes] = {}
    for before, after in pairwise((0, *(turn for turn in turns if turn < size), size)):
        tree = Growing(before, {tile: tiles[tile] for tile, _ in edges(before)})
        for leaf in LEAVES[before:after]:
            tree.append(merkle.leaf_hash(leaf))
        assert tree.size == after
        tiles |= tree.changed
    return tiles


@pytest.fixture(scope="module")
def whole() -> merkle.Hashes:
    return hashes_in(grown(700, turns=(1, 2, 100, 255, 256, 257, 512, 600)))


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_the_one_of_the_definition(whole: merkle.Hashes, size: int) -> None:
    assert merkle.root(size, whole) == mth(LEAVES[:size])


def test_the_root_of_nothing_is_the_hash_of_nothing(whole: merkle.Hashes) -> None:
    assert merkle.root(0, whole) == mth([])


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_has_the_path_of_the_definition(whole: merkle.Hashes, size: int) -> None:
    for position in range(0, size, max(1, size // 20)):
        found = [merkle.hashed(part, whole) for part in merkle.inclusion(position, size)]
        assert found == path(position, LEAVES[:size])


@pytest.mark.parametrize("size", SIZES)
def test_every_earlier_size_has_the_proof_of_the_definition(whole: merkle.Hashes, size: int) -> None:
    for old in {1, size, *range(1, size, max(1, size // 20))}:
        found = [merkle.hashed(part, whole) for part in merkle.consistency(old, size)]
        assert found == proof(old, LEAVES[:size])


def test_a_library_that_is_not_ours_builds_the_same_tree(whole: merkle.Hashes) -> None:
    theirs = json.loads(VECTORS.read_text())
    assert {size: merkle.root(int(size), whole).hex() for size in theirs["roots"]} == theirs["roots"]
    assert len(theirs["paths"]) > 20, "looked at nothing"
    for one in theirs["paths"]:
        assert merkle.leaf_hash(LEAVES[one["position"]]).hex() == one["leaf"]
        ours = [merkle.hashed(part, whole).hex() for part in merkle.inclusion(one["position"], one["size"])]
        assert ours == one["path"]


def test_a_full_tile_is_kept_as_it_is_and_a_part_of_one_only_gets_longer() -> None:
    early, late = grown(300), grown(700)

    assert all(late[tile].startswith(hashes) for tile, hashes in early.items())
    assert len(late[0, 0]) == WIDTH * HASH
    assert late[1, 0][:HASH] == mth(LEAVES[:256])


def test_a_proof_at_ten_million_leaves_reads_few_rows() -> None:
    rows = [
        len({tile_of(node) for node in merkle.nodes(merkle.inclusion(position, 10_000_000))})
        for position in range(0, 10_000_000, 99_991)
    ]

    assert max(rows) <= 6
