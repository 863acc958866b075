#!/usr/bin/env python3
"""Check a receipt of the petition bureau, and that its log has only grown, without trusting the bureau's software.

Needs Python 3.11 and `cryptography`, nothing else. Files are what the service answers, saved by curl:

    verify.py receipt RECEIPT.json KEYS.json [--inclusion INCLUSION.json] [--content PETITION.json]
    verify.py notice NOTICE.json KEYS.json [--inclusion INCLUSION.json] [--file NOTICE.pdf]
    verify.py checkpoints EARLIER.txt LATER.txt KEYS.json [--consistency CONSISTENCY.json]

RECEIPT.json is the answer to the petition (or the bare JWS), NOTICE.json one of GET /v1/petitions/NUMBER/notices (or
the bare JWS, without its text), KEYS.json is GET /v1/keys, INCLUSION.json is GET /v1/log/inclusion/DIGEST (`receipt`
and `notice` print the digest), the texts are GET /v1/log/checkpoints/SIZE, CONSISTENCY.json is
GET /v1/log/consistency?from=…&to=…. Keep KEYS.json and a checkpoint from today: that is what a later answer of the
bureau is compared with. Exit code 0: everything checked is genuine.
"""

import argparse
import hashlib
import json
import sys
import unicodedata
from base64 import b64decode, urlsafe_b64decode
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# What the service fills in where a portal leaves it out, since the digest is over the whole content.
DEFAULTS = {"anonymous": False, "people_count": 1, "signers": [], "channel": "online", "language": "zh"}


class Refuted(Exception):
    """Something is not genuine; the message says what."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(document) -> bytes:
    """RFC 8785, for documents of texts, whole numbers and truth values with ASCII names."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


# The receipt ----------------------------------------------------------------------------------------------------------


def receipt(jws: str, keys: dict, inclusion: dict | None = None, content: dict | None = None) -> dict:
    """What a receipt says. Raises `Refuted` where it is not genuine."""
    key, payload = signed_document(jws, keys)
    told = json.loads(payload)
    if canonical(told) != payload:
        raise Refuted("it is not in canonical form")
    in_time(key, told["registered_at"], inclusion)
    if inclusion is not None:
        included(payload, told["log"], inclusion, keys)
    if content is not None and sha256(canonical(normal({**DEFAULTS, **content}))).hex() != told["content_sha256"]:
        raise Refuted("this is not the content that was registered")
    return told


def notice(jws: str, keys: dict, inclusion: dict | None = None, text: str | None = None, file: bytes | None = None):
    """What a notice says. Raises `Refuted` where it is not genuine."""
    key, payload = signed_document(jws, keys, "notice")
    told = json.loads(payload)
    if canonical(told) != payload:
        raise Refuted("it is not in canonical form")
    in_time(key, told["signed_at"], inclusion)
    says = told["notice"]
    if inclusion is not None:
        included(canonical(says), says["log"], inclusion, keys)
    if text is not None and sha256(text.encode()).hex() != says["content_sha256"]:
        raise Refuted("this is not the text that was issued")
    if file is not None and sha256(file).hex() != told.get("file_sha256"):
        raise Refuted("this is not the file that was printed")
    return says


def in_time(key: dict, signed_at: str, inclusion: dict | None) -> None:
    """That the key counted when it was signed with."""
    at = datetime.fromisoformat(signed_at)
    if not datetime.fromisoformat(key["valid_from"]) <= at <= datetime.fromisoformat(key["valid_until"]):
        raise Refuted("it was signed with a key outside its validity")
    if key.get("revoked_at") and inclusion is None:
        raise Refuted("its key was revoked: it counts only with a proof that it is in the log")


def signed_document(jws: str, keys: dict, kind: str = "receipt") -> tuple[dict, bytes]:
    """The key of a signed receipt or notice, and the bytes that were signed."""
    head, body, signature = jws.strip().split(".")
    header, payload = json.loads(base64url(head)), base64url(body)
    key = next((one for one in keys["keys"] if one["kid"] == header["kid"]), None)
    if key is None:
        raise Refuted("it was signed with a key that the bureau has not published")
    if key["purpose"] != "document" or header["typ"] != f"xinfang-{kind}":
        raise Refuted(f"it was not signed as a {kind}")
    if (header["alg"], key["alg"], key["crv"]) != ("EdDSA", "EdDSA", "Ed25519"):
        raise Refuted(f"this script checks Ed25519; {key['alg']} can be checked with openssl (see the README)")
    ed25519(key["x"], f"{head}.{body}".encode(), base64url(signature), f"the {kind} was changed, or signed by nobody")
    return key, payload


def included(payload: bytes, log: str, inclusion: dict, keys: dict) -> None:
    """That a document is a leaf of the log as it was signed."""
    size, root = checkpoint(inclusion["checkpoint"], keys, log)
    leaf = sha256(b"\x00" + sha256(payload))
    if inclusion["size"] != size or not 0 <= inclusion["position"] < size:
        raise Refuted("the proof is not about this checkpoint")
    if root_of_inclusion(leaf, inclusion["position"], size, [b64decode(one) for one in inclusion["path"]]) != root:
        raise Refuted("it is not in the log at this place")


def normal(value):
    """A content as the service hashes it: NFC, plain line ends, nothing around the words, nothing that is null."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(value, dict):
        return {name: normal(one) for name, one in value.items() if one is not None}
    return [normal(one) for one in value] if isinstance(value, list) else value


# The log --------------------------------------------------------------------------------------------------------------


def checkpoints(earlier: str, later: str, keys: dict, consistency: dict | None = None) -> tuple[int, int]:
    """The sizes of two checkpoints of one log, of which the later continues the earlier. Raises `Refuted`."""
    log = earlier.split("\n", 1)[0]
    (old, old_root), (new, new_root) = checkpoint(earlier, keys, log), checkpoint(later, keys, log)
    if old > new:
        return checkpoints(later, earlier, keys, consistency)[::-1]
    if old == new:
        if old_root != new_root:
            raise Refuted(f"the log is forked: two roots were signed for {old} leaves")
        return old, new
    if consistency is None:
        raise Refuted("checkpoints of two sizes need GET /v1/log/consistency to be compared")
    path = [b64decode(one) for one in consistency["path"]]
    if not consistent(old, old_root, new, new_root, path):
        raise Refuted(f"the log is forked: what was signed at {old} leaves is not the beginning of what has {new}")
    return old, new


def checkpoint(note: str, keys: dict, log: str) -> tuple[int, bytes]:
    """Size and root that a signed note vouches for (C2SP tlog-checkpoint)."""
    text, _, signatures = note.rpartition("\n\n")
    origin, size, root = (text + "\n").split("\n")[:3]
    if origin != log:
        raise Refuted("the checkpoint is of another log")
    for key in keys["keys"]:
        if key["purpose"] != "checkpoint" or key.get("revoked_at"):
            continue
        public = base64url(key["x"])
        key_id = sha256(origin.encode() + b"\n\x01" + public)[:4]
        for line in signatures.splitlines():
            signed = b64decode(line.removeprefix(f"— {origin} "))
            if line.startswith(f"— {origin} ") and signed[:4] == key_id:
                ed25519(key["x"], f"{text}\n".encode(), signed[4:], "the checkpoint was changed")
                return int(size), b64decode(root)
    raise Refuted("the checkpoint was signed with no key of the log that is in force")


def root_of_inclusion(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes | None:
    """RFC 9162 §2.1.3.2."""
    at, last, result = position, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            result = sha256(b"\x01" + one + result)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            result = sha256(b"\x01" + result + one)
        at, last = at >> 1, last >> 1
    return result if last == 0 else None


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """RFC 9162 §2.1.4.2, for 0 < old < new."""
    if not path:
        return False
    if old & (old - 1) == 0:
        path = [old_root, *path]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = sha256(b"\x01" + one + first), sha256(b"\x01" + one + second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = sha256(b"\x01" + second + one)
        at, last = at >> 1, last >> 1
    return first == old_root and second == new_root and last == 0


def ed25519(public: str, message: bytes, signature: bytes, otherwise: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(base64url(public)).verify(signature, message)
    except InvalidSignature:
        raise Refuted(otherwise) from None


# The command ----------------------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> str:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("receipt")
    for name in ("receipt", "keys"):
        one.add_argument(name, type=Path)
    for name in ("--inclusion", "--content"):
        one.add_argument(name, type=read_json)
    letter = commands.add_parser("notice")
    for name in ("notice", "keys"):
        letter.add_argument(name, type=Path)
    letter.add_argument("--inclusion", type=read_json)
    letter.add_argument("--file", type=Path)
    two = commands.add_parser("checkpoints")
    for name in ("earlier", "later", "keys"):
        two.add_argument(name, type=Path)
    two.add_argument("--consistency", type=read_json)
    given = parser.parse_args(arguments)
    keys = read_json(given.keys)
    if given.command == "checkpoints":
        notes = (given.earlier.read_text(encoding="utf-8"), given.later.read_text(encoding="utf-8"))
        old, new = checkpoints(*notes, keys, given.consistency)
        return f"genuine: the log with {new} leaves continues the one with {old}"
    if given.command == "notice":
        return told_of_notice(given.notice.read_text(encoding="utf-8"), keys, given.inclusion, given.file)
    text = given.receipt.read_text(encoding="utf-8")
    jws = json.loads(text)["signed_receipt"] if text.lstrip().startswith("{") else text
    told = receipt(jws, keys, given.inclusion, given.content)
    digest = sha256(base64url(jws.split(".")[1])).hex()
    proven = "in the log" if given.inclusion else f"not looked up in the log: GET /v1/log/inclusion/{digest}"
    return f"genuine: {told['number']} {told['says']}, {told['registered_at']}; {proven}"


def told_of_notice(text: str, keys: dict, inclusion: dict | None, file: Path | None) -> str:
    whole = json.loads(text) if text.lstrip().startswith("{") else {"signed_notice": text.strip()}
    says = notice(whole["signed_notice"], keys, inclusion, whole.get("content"), file and file.read_bytes())
    digest = sha256(canonical(says)).hex()
    proven = "in the log" if inclusion else f"not looked up in the log: GET /v1/log/inclusion/{digest}"
    of_text = "with this text" if "content" in whole else "its text was not shown"
    of_file = ", as this file" if file else ""
    return f"genuine: {says['serial']} about {says['number']}, {says['issued_at']}, {of_text}{of_file}; {proven}"


def read_json(path: str | Path) -> dict:
    return json.loads(Path(path).read_text(encoding="utf-8"))


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except Refuted as refuted:
        sys.exit(f"NOT GENUINE: {refuted}")
