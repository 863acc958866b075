"""Roots and paths by pymerkle, a library that is not ours, as vectors for `tests/transparency/test_merkle.py`.

It pins an older cachetools than the service wants, so it is not among the requirements. Run it in an environment of its
own: python -m venv /tmp/theirs && /tmp/theirs/bin/pip install pymerkle
     /tmp/theirs/bin/python tests/proofs/merkle_vectors.py > tests/transparency/pymerkle_vectors.json
"""

import json
import sys

SIZES = (1, 2, 3, 7, 8, 100, 256, 257, 700)


def main() -> None:
    """Print them."""
    from pymerkle import InmemoryTree

    tree = InmemoryTree(algorithm="sha256")
    for number in range(max(SIZES)):
        tree.append_entry(f"leaf {number}".encode())
    roots = {str(size): tree.get_root(size).hex() for size in SIZES}
    paths = []
    for size in SIZES:
        for position in sorted({0, size // 2, size - 1}):  # it counts from one, and begins its path with the leaf
            told = tree.prove_inclusion(position + 1, size).serialize()["path"]
            paths.append({"size": size, "position": position, "leaf": told[0], "path": told[1:]})
    json.dump({"roots": roots, "paths": paths}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
