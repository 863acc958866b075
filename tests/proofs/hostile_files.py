"""Two hundred broken and hostile files are handed in: each is refused with a reason, doubted with a reason, or opened.

python -m tests.proofs.hostile_files [--files 200] [--seed 4]

Exit code 1 where any answer is a fault of the service, or a worker is not done with any that was taken in.
"""

import argparse
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
from PIL import Image

from tests import server
from tests.attachments.samples import archive, bad, docx, heic, jpeg, pdf, png
from tests.conftest import PETITION
from tests.serving import running

WITHIN = 600.0
NAMES = ("../../etc/passwd", "照片\u202egpj.exe", "a\x00b.pdf", "x" * 300, "CON", ".htaccess", 'a".jpg', "正常.jpg")
LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n9\n%%EOF\n"
)


def of_format(name: str) -> bytes:
    """A small picture of a format."""
    made = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(made, name)
    return made.getvalue()


def hostile(count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Names and contents: those with a reason of their own first, then good files that something was done to."""
    whole = [jpeg(), heic(), png(), of_format("TIFF"), of_format("WEBP"), pdf(), docx("路面破损。")]
    whole += ["From: a@b.cn\nSubject: 路\n\n路面破损。\n".encode(), "路面破损。".encode()]
    made = [(name, content) for name, content, _ in bad()]
    made += [("loop.pdf", LOOP), ("zip.docx", archive("a/" * 200 + "b")), ("nested.docx", docx("x", inner=archive()))]
    made += [(f"{one[:8]}.pdf", whole[0]) for one in NAMES]
    while len(made) < count:
        content = bytearray(chance.choice(whole))
        match chance.randrange(4):
            case 0:
                del content[chance.randrange(len(content)) :]
            case 1:
                for _ in range(chance.randint(1, 40)):
                    content[chance.randrange(len(content))] = chance.randrange(256)
            case 2:
                content += chance.choice(whole)
            case _:
                start = chance.randrange(len(content))
                content[start:start] = chance.randbytes(chance.randint(1, 2_000))
        made.append((chance.choice(NAMES), bytes(content)))
    yield from made[:count]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    statuses, reasons, states = Counter[int](), Counter[str](), Counter[str]()
    with ExitStack() as stack:
        server.start(stack)
        service = stack.enter_context(running(XINFANG_PETITION_FILES="1000"))
        headers = {"Authorization": f"Bearer {service.everything_key}"}
        client = stack.enter_context(httpx.Client(base_url=service.url, headers=headers, timeout=60))
        number = client.post("/v1/petitions", json=PETITION, headers={"Idempotency-Key": "hostile-1"}).json()["number"]
        for name, content in hostile(asked.files, random.Random(asked.seed)):
            answer = client.post(f"/v1/petitions/{number}/attachments", files={"file": (name, content)})
            statuses[answer.status_code] += 1
            if answer.status_code != 201:
                reasons.update(fault["code"] for fault in answer.json().get("errors", ()))
        print(f"answers   {dict(statuses)}", flush=True)
        print(f"refused   {dict(reasons)}", flush=True)
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            listed = client.get(f"/v1/petitions/{number}/attachments").json()["attachments"]
            states = Counter(one["doubt"] or one["state"] for one in listed)
            if not states["waiting"]:
                break
            time.sleep(1)
        alive = client.get("/livez").status_code == 200
    print(f"taken in  {dict(states)}")
    if not alive or states["waiting"] or any(status >= 500 for status in statuses):
        sys.exit(1)


if __name__ == "__main__":
    main()
