"""Looks at a mail have its pictures as far as their bytes are kept."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from loopline.delivery.content.pictures import SHOWN_BYTES_MAX
from loopline.model.mail.attachment import Attachment
from loopline.storage.sql.studio import StudioStore
from loopline.studio.pictures import with_kept_pictures

LOGO = b"\x89PNG of a logo"
HTML = '<img src="cid:logo"><img src="cid:gone"><img src="cid:large">'


def attached(cid: str, content: bytes, size: int = 0) -> Attachment:
    digest = sha256(content).hexdigest()
    return Attachment(name="a.png", content_type="image/png", digest=digest, size=size or len(content), cid=cid)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StudioStore]:
    made = StudioStore(tmp_path / "studio.db")
    made.files.keep(LOGO)
    yield made
    made.close()


def test_what_is_kept_is_shown_and_what_is_gone_or_large_stays_as_it_is_written(store: StudioStore) -> None:
    files = (attached("logo", LOGO), attached("gone", b"gone"), attached("large", LOGO, SHOWN_BYTES_MAX + 1))
    data = f"data:image/png;base64,{b64encode(LOGO).decode()}"
    assert with_kept_pictures(HTML, files, store) == HTML.replace("cid:logo", data)


def test_an_attachment_is_no_picture_of_the_html(store: StudioStore) -> None:
    assert with_kept_pictures(HTML, (attached("", LOGO),), store) == HTML
    assert with_kept_pictures("", (attached("logo", LOGO),), store) == ""
