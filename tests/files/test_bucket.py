"""Files in a bucket, on a real server that speaks as S3 does."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer
from obstore.store import from_url
from sqlalchemy import select

from forum.core.bucket import Bucket
from forum.core.storage import works
from forum.files.sweeping import sweep
from forum.threads.models import Post

from ..support.uploads import picture, put_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..support.world import World


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of an empty bucket."""
    import boto3

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="files")
    yield "s3://files/forum"
    server.stop()


def test_a_bucket_does_what_a_storage_does(address: str) -> None:
    bucket = Bucket(from_url(address))
    content = bytes(range(256)) * 50_000  # in several parts
    bucket.save("ab/one", BytesIO(content))
    with bucket.open("ab/one") as stream:
        assert stream.seek(-300, 2) == len(content) - 300
        assert stream.read(5) == content[-300:-295]
        stream.seek(0)
        assert stream.read() == content
    bucket.save("ab/one", BytesIO(b"another"))
    assert bucket.open("ab/one").read() == b"another"
    for _ in range(2):
        bucket.delete("ab/one")
    with pytest.raises(FileNotFoundError):
        bucket.open("ab/one")
    with pytest.raises(ValueError, match="cannot be the name"):
        bucket.save("../up", BytesIO(b""))


@pytest.mark.sites("sqlite")
def test_files_of_a_site_lie_in_its_bucket(address: str, make_site: Callable[..., World]) -> None:
    world = make_site(storage=address)
    ana = world.member("Ana")
    made = put_up(world, ana, picture(), "form.jpg").json
    thread = world.ask(world.space("Letters", by=ana), ana, text=made["text"])
    client, where = world.client(ana), made["address"]
    whole = client.get(where).data
    with world.app.app_context():
        assert works()
    for asked, status, sent in (
        ("bytes=0-1", 206, whole[:2]),
        ("bytes=-5", 206, whole[-5:]),
        (f"bytes={len(whole)}-", 416, None),
        ("bytes=0-1,4-5", 200, whole),
    ):
        found = client.get(where, headers={"Range": asked})
        assert found.status_code == status
        assert sent is None or found.data == sent
    assert client.get(f"{where}/320").mimetype == "image/webp"
    post_id = world.scalar(select(Post.id).where(Post.thread_id == thread))
    client.post(f"{world.home}/p/{post_id}/back")
    with world.app.app_context():
        assert sweep() == 1
        assert list_of(address) == []


def list_of(address: str) -> list[str]:
    """Return the names of all files in a bucket."""
    import obstore

    return [found["path"] for some in obstore.list(from_url(address)) for found in some]
