"""A receipt and a notice of a running service, checked by a JOSE library of another language and by our verifier.

Run: .venv/bin/python -m tests.proofs.second_library   (needs node and npm)
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import httpx
import orjson

from service.signing.canonical import canonical
from tests.conftest import PETITION

from .served import Served

HERE = Path(__file__).parent
VERIFY = HERE.parents[1] / "docs" / "verify" / "verify.py"
COUNT = 20


def main() -> None:
    """Register, fetch everything that is public, check it twice."""
    os.environ["XINFANG_CHECKPOINT_SECONDS"] = "0.5"
    folder = Path(tempfile.mkdtemp(prefix="xinfang-second-"))
    folder.chmod(0o711)
    served = Served(folder)
    try:
        os.environ.pop("XINFANG_CHECKPOINT_SECONDS")
        served.start()
        gather(served, folder)
        shutil.copy(HERE / "second_library.mjs", folder)
        run("npm", "install", "--silent", "--no-fund", "--no-audit", "jose", folder=folder)
        run("node", "second_library.mjs", folder=folder)
        check = (sys.executable, str(VERIFY))
        run(*check, "receipt", "receipt.json", "keys.json", folder=folder)
        more = ("--inclusion", "inclusion.json", "--content", "petition.json")
        run(*check, "receipt", "receipt.json", "keys.json", *more, folder=folder)
        run(
            *check,
            "notice",
            "notice.json",
            "keys.json",
            "--inclusion",
            "of_notice.json",
            "--file",
            "notice.pdf",
            folder=folder,
        )
        notes = ("earlier.txt", "later.txt", "keys.json", "--consistency", "consistency.json")
        run(*check, "checkpoints", *notes, folder=folder)
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


def gather(served: Served, folder: Path) -> None:
    """What a petitioner and a watcher can have, as files."""
    with httpx.Client(base_url=served.url, timeout=30) as client:
        first = submit(client, served, 0)
        earlier = proven(client, first)
        rest = [submit(client, served, n) for n in range(1, COUNT)]
        notice, file = printed(client, served, rest[3])
        later = proven(client, rest[-1])
        files = {
            "petition.json": orjson.dumps(PETITION),
            "receipt.json": orjson.dumps(rest[3]),
            "inclusion.json": orjson.dumps(proven(client, rest[3])),
            "notice.json": orjson.dumps(notice),
            "notice.pdf": file,
            "of_notice.json": orjson.dumps(in_log(client, canonical(payload_of(notice["signed_notice"])["notice"]))),
            "keys.json": client.get("/v1/keys").content,
            "earlier.txt": earlier["checkpoint"].encode(),
            "later.txt": later["checkpoint"].encode(),
            "consistency.json": client.get(
                "/v1/log/consistency", params={"from": earlier["size"], "to": later["size"]}
            ).content,
        }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def submit(client: httpx.Client, served: Served, n: int) -> Any:
    """Register a petition."""
    headers = {"Authorization": f"Bearer {served.key('PORTAL')}", "Idempotency-Key": f"second-{n:04d}"}
    answer = client.post("/v1/petitions", json=PETITION, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def proven(client: httpx.Client, receipt: Any) -> Any:
    """The proof that it is in the log, as soon as it is."""
    return in_log(client, canonical(payload_of(receipt["signed_receipt"])))


def payload_of(jws: str) -> Any:
    """What was signed."""
    body = jws.split(".")[1]
    return orjson.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def printed(client: httpx.Client, served: Served, receipt: Any) -> tuple[Any, bytes]:
    """The first notice of a petition and its file, as soon as it is printed."""
    headers = {"Authorization": f"Bearer {served.key('PORTAL')}", "X-Query-Code": receipt["query_code"]}
    until = time.monotonic() + 60
    while True:
        found = client.get(f"/v1/petitions/{receipt['number']}/notices", headers=headers).json()["notices"]
        if found and found[0]["file"]:
            return found[0], client.get(found[0]["file"]["href"], headers=headers).content
        assert time.monotonic() < until, "nothing was printed"
        time.sleep(0.2)


def in_log(client: httpx.Client, document: bytes) -> Any:
    """The proof that a document is in the log, as soon as it is."""
    digest = hashlib.sha256(document).hexdigest()
    until = time.monotonic() + 30
    while (answer := client.get(f"/v1/log/inclusion/{digest}")).status_code != 200:
        assert time.monotonic() < until, answer.text
        time.sleep(0.1)
    return answer.json()


def run(*command: str, folder: Path) -> None:
    """Run it there; its failure is ours."""
    subprocess.run(command, cwd=folder, check=True)


if __name__ == "__main__":
    main()
