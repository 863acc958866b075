"""The arithmetic of the tree (RFC 9162 §2.1): which hashes make a root or a proof. Pure; it reads nothing.

A tree of any size is a row of complete subtrees. The node (level, number) is the root of the complete subtree over the
leaves from number·2^level on; once complete it never changes, so every proof ever given is made of such nodes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Node = tuple[int, int]
Range = tuple[int, int]  # leaves from the first to before the last
Hashes = Callable[[Node], bytes]

EMPTY = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_nodes(first: int, last: int) -> Iterator[Node]:
    """The largest complete subtrees that make up a range of leaves, from left to right."""
    while first < last:
        level = (last - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        yield level, first >> level
        first += 1 << level


def inclusion(position: int, size: int) -> Iterator[Range]:
    """PATH(position, D[size]): what has to be hashed onto a leaf to come to the root, from the leaf upwards."""
    return reversed(list(_path(position, 0, size)))


def consistency(old: int, new: int) -> Iterator[Range]:
    """PROOF(old, D[new]): what shows that the tree of the old size begins the one of the new. 0 < old ≤ new."""
    return reversed(list(_subproof(old, 0, new)))


def nodes(ranges: Iterable[Range]) -> list[Node]:
    """All the nodes that these ranges are made of."""
    return [node for first, last in ranges for node in complete_nodes(first, last)]


def hashed(part: Range, hashes: Hashes) -> bytes:
    """The hash over a range that is a subtree of some tree: its complete subtrees folded from the right."""
    *left, result = [hashes(node) for node in complete_nodes(*part)]
    for earlier in reversed(left):
        result = node_hash(earlier, result)
    return result


def root(size: int, hashes: Hashes) -> bytes:
    """The root of the tree of this size."""
    return hashed((0, size), hashes) if size else EMPTY


def folded(row: Sequence[bytes]) -> bytes:
    """The root over a row of a power of two of neighbouring nodes."""
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def _path(position: int, first: int, last: int) -> Iterator[Range]:
    while last - first > 1:
        middle = first + _split(last - first)
        if position < middle:
            yield middle, last
            last = middle
        else:
            yield first, middle
            first = middle


def _subproof(old: int, first: int, last: int) -> Iterator[Range]:
    known = True  # the verifier holds the hash over what has been cut down to, since it is the old root itself
    while old != last:
        middle = first + _split(last - first)
        if old <= middle:
            yield middle, last
            last = middle
        else:
            yield first, middle
            first, known = middle, False
    if not known:
        yield first, last


def _split(count: int) -> int:
    """The largest power of two below."""
    return 1 << ((count - 1).bit_length() - 1)
