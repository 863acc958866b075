"""Cubes of a running service, read by `jsonstat-toolkit` from npm, hold what SQL counts in the register.

Run: .venv/bin/python -m tests.proofs.outside_readers   (needs node and npm)

What pandas, openpyxl and pyjstat read is in the suite: tests/statistics/formats/test_outside_readers.py.
"""

import asyncio
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson

from tests.conftest import PETITION

from .served import Served

HERE = Path(__file__).parent
CHANNELS = ("online", "phone", "online", "phone", "online")
BY_MACHINE = """count(*) FILTER (WHERE NOT EXISTS (
    SELECT FROM classification WHERE petition_id = petition.id
    AND (made_by <> 'machine' OR cardinality(open_questions) > 0)
))"""
COUNTED = f"""
SELECT to_char(registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, channel, joint::text AS joint,
       count(*)::int AS items, sum(people_count)::int AS people, {BY_MACHINE}::int AS by_machine
FROM petition GROUP BY 1, 2, 3
"""


def main() -> None:
    """Register, fetch cubes, count in the register, let node compare."""
    folder = Path(tempfile.mkdtemp(prefix="xinfang-readers-"))
    folder.chmod(0o711)
    served = Served(folder)
    try:
        served.start()
        gather(served, folder)
        shutil.copy(HERE / "outside_readers.mjs", folder)
        install = ("npm", "install", "--silent", "--no-fund", "--no-audit", "jsonstat-toolkit")
        for command in (install, ("node", "outside_readers.mjs")):
            subprocess.run(command, cwd=folder, check=True)
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


def gather(served: Served, folder: Path) -> None:
    """Cubes and counts, as files."""
    portal, consumer = [{"Authorization": f"Bearer {served.key(name)}"} for name in ("PORTAL", "STATISTICS")]
    with httpx.Client(base_url=served.url, timeout=30) as client:
        for n, channel in enumerate(CHANNELS):
            body = {**PETITION, "channel": channel, "people_count": n + 1}
            headers = {**portal, "Idempotency-Key": f"readers-{n:04d}"}
            assert client.post("/v1/petitions", json=body, headers=headers).status_code == 201
        for indicator in ("registered_items", "registered_people", "classified_without_clerk"):
            cube = client.get(f"/v1/statistics/{indicator}.json-stat?by=month,channel,joint", headers=consumer)
            (folder / f"{indicator}.json").write_bytes(cube.raise_for_status().content)
    (folder / "counted.json").write_bytes(orjson.dumps(asyncio.run(counted(served.dsn))))


async def counted(dsn: str) -> list[dict[str, Any]]:
    """What the register says, by a question of this proof's own."""
    connection = await asyncpg.connect(dsn)
    try:
        return [dict(row) for row in await connection.fetch(COUNTED)]
    finally:
        await connection.close()


if __name__ == "__main__":
    main()
