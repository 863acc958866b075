"""A store of objects keeps what it is given, in a folder or in whatever speaks S3."""

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from service.storage.objects import PART_OF_S3, ObjectMissing, Objects, Remote

SIZES = (0, 1, 70_000, PART_OF_S3 + 1)


@pytest.fixture(params=["folder", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Objects]:
    """A store of each kind."""
    if request.param == "folder":
        yield Objects.in_folder(tmp_path / "kept")
        return
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        keys = {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up", "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=endpoint, **keys).create_bucket(Bucket="letters")
        yield Objects.elsewhere(Remote("s3://letters/hubin", endpoint, "us-east-1", "made-up", "made-up"))
    finally:
        server.stop()


@pytest.mark.filterwarnings("ignore")  # what the test's own S3 server is built on warns of its own future
async def test_what_is_put_comes_back_whole_until_it_is_dropped(objects: Objects, tmp_path: Path) -> None:
    for size in SIZES:
        file, key = tmp_path / "file", f"key-{size}"
        file.write_bytes(os.urandom(size))

        await objects.put(key, file)

        assert b"".join([piece async for piece in objects.stream(key)]) == file.read_bytes()
        await objects.drop(key)
        await objects.drop(key)
        with pytest.raises(ObjectMissing):
            [piece async for piece in objects.stream(key)]
