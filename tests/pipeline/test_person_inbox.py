"""What is kept of a message reads back as it was, and what versions of before wrote has the defaults."""

import msgspec

from loopline.pipeline.person_inbox import INBOX_MARKS, InboxContent
from loopline.storage.sql.inboxes.person_inboxes import IMPLIED


def test_content_of_before_is_read() -> None:
    assert msgspec.json.decode(b'{"body":"Hi","later":1}', type=InboxContent) == InboxContent(body="Hi")


def test_every_mark_says_what_it_implies() -> None:
    assert set(IMPLIED) == set(INBOX_MARKS)
    assert all(marks[-1] == mark for mark, marks in IMPLIED.items())
