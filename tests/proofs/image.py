"""The image, built and started as an operator starts it: read-only root, no root, no capability; a petition comes in.

IMAGE_TOOLS=FOLDER python -m tests.proofs.image [--tag TAG] [--built] [--work FOLDER]

FOLDER holds two programs: `build CONTEXT TAG`, and `run TAG [options] -- [command]`, which starts a container on the
host's network. Without IMAGE_TOOLS `docker` is used. Exit code 0 and a reason where there is neither.

Prints the size of the image and the time of the first and of a second start; exit code 1 where the petition is not
registered, is gone after the second start, something could be written outside the volume, or the second start takes
longer than it may.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.conftest import PETITION

from .served import free_port

ROOT = Path(__file__).parents[2]
MAY_TAKE = 5.0  # seconds of a second start
FIRST_MAY_TAKE = 300.0
LOCKED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
NUMBER = 10001  # of the image's user
EVERYTHING = """
import os
device = os.stat('/opt/xinfang').st_dev
print(sum(os.lstat(os.path.join(folder, file)).st_size for folder, _, files in os.walk('/')
          if os.stat(folder).st_dev == device for file in files))
"""
WHOEVER = "import os; print(os.getuid()); print(os.access('/opt/xinfang', os.W_OK), os.access('/tmp', os.W_OK))"


@dataclass(frozen=True, slots=True)
class Tools:
    """What builds and runs images here."""

    build: list[str]
    run: list[str]
    separator: list[str]

    def start(self, tag: str, options: list[str], command: list[str]) -> list[str]:
        """The command line that runs a container."""
        return [*self.run, tag, *options, *self.separator, *command]


def tools() -> Tools | None:
    """The tools of this machine; None where there are none."""
    if folder := os.environ.get("IMAGE_TOOLS"):
        return Tools([f"{folder}/build"], [f"{folder}/run"], ["--"])
    if shutil.which("docker"):
        start = "tag=$1; shift; o=(); while [ $1 != -- ]; do o+=($1); shift; done; shift; "
        run = [*("bash", "-c", start + 'docker run --rm --network=host "${o[@]}" $tag "$@"'), "run"]
        build = ["bash", "-c", 'docker build --tag "$2" "$1"', "build"]
        return Tools(build, run, ["--"])
    return None


@contextmanager
def serving(here: Tools, tag: str, volume: Path, said: Path) -> Iterator[tuple[str, float]]:
    """A container that serves on a data directory: its address, and the seconds until it was ready."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = [f"--env=XINFANG_PORT={port}", "--env=XINFANG_HOST=127.0.0.1", f"--volume={volume}:/var/lib/xinfang"]
    began = time.monotonic()
    with said.open("ab") as out:
        process = subprocess.Popen(here.start(tag, [*LOCKED, *settings], ["serve"]), stdout=out, stderr=out)
    try:
        while not _ready(url):
            if process.poll() is not None or time.monotonic() - began > FIRST_MAY_TAKE:
                raise SystemExit(f"the container did not become ready:\n{said.read_text()[-3000:]}")
            time.sleep(0.05)
        yield url, time.monotonic() - began
    finally:
        process.terminate()
        process.wait(60)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def size(here: Tools, tag: str) -> int:
    """Bytes of everything in the image, as a container sees it."""
    return int(_inside(here, tag, EVERYTHING).split()[-1])


def _inside(here: Tools, tag: str, code: str) -> str:
    done = subprocess.run(
        here.start(tag, [*LOCKED, "--entrypoint=python3"], ["-c", code]), check=True, capture_output=True, text=True
    )
    return done.stdout


def prove(here: Tools, tag: str, folder: Path) -> list[str]:
    """Everything that is demanded of the image; what is not so."""
    volume, said = folder / "volume", folder / "said.txt"
    volume.mkdir()
    os.chown(volume, NUMBER, NUMBER)
    volume.chmod(0o700)
    wrong = []
    uid, writable = _inside(here, tag, WHOEVER).strip().splitlines()
    if (uid, writable) != (str(NUMBER), "False False"):
        wrong.append(f"it runs as {uid}, and may write into /opt/xinfang and /tmp: {writable}")
    print(f"image                 {size(here, tag) / 1e6:.0f} MB")
    with serving(here, tag, volume, said) as (url, seconds):
        print(f"first start           {seconds:.1f} s, with its database")
        key = re.search(r"XINFANG_PORTAL_KEY=(\S+)", said.read_text())
        assert key is not None, "the first start prints its keys"
        portal = {"Authorization": f"Bearer {key[1]}"}
        posted = httpx.post(
            f"{url}/v1/petitions", json=PETITION, headers={**portal, "Idempotency-Key": "proof-of-the-image"}
        )
        told = posted.json()
        print(f"petition              {posted.status_code} {told.get('number', json.dumps(told))}")
    with serving(here, tag, volume, said) as (url, seconds):
        print(f"second start          {seconds:.1f} s")
        if seconds > MAY_TAKE:
            wrong.append(f"the second start took {seconds:.1f} s, and may take {MAY_TAKE:.0f} s")
        followed = httpx.get(
            f"{url}/v1/petitions/{told['number']}", headers={**portal, "X-Query-Code": told["query_code"]}
        )
        print(f"progress              {followed.status_code} {followed.json().get('stage')}")
        if followed.status_code != httpx.codes.OK:
            wrong.append("the petition is gone")
    return wrong


def main() -> None:
    """Build, start, start again."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tag", default="localhost/xinfang-proof")
    asked.add_argument("--built", action="store_true", help="the tag is there already")
    asked.add_argument("--work", type=Path, help="a folder for the volume instead of one for temporary files")
    told = asked.parse_args()
    here = tools()
    if here is None:
        print("skipped: no IMAGE_TOOLS and no docker, so nothing here builds an image")
        return
    if not told.built:
        began = time.monotonic()
        subprocess.run([*here.build, str(ROOT), told.tag], check=True)
        print(f"built in              {time.monotonic() - began:.0f} s")
    with tempfile.TemporaryDirectory(dir=told.work) as folder:
        Path(folder).chmod(0o755)
        wrong = prove(here, told.tag, Path(folder))
    for one in wrong:
        print(f"BAD  {one}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
