"""Who an e-mail is from, as a real mail server gets it: the message, else the workspace, else the settings."""

from pathlib import Path

import pytest

from loopline.decisions.documents.read import build_document
from loopline.providers.email.smtp import Smtp
from loopline.providers.email.smtp_connection import Relay
from loopline.runtime.clock import VirtualClock
from tests.providers.servers import mailroom
from tests.runtime.parts import HELLO, NOON, event, journey, opened, publish, stated

pytestmark = pytest.mark.anyio
SHOP = "Shop <shop@example.com>"


@pytest.mark.parametrize(
    ("workspace", "content", "seen"),
    [
        ({}, {}, b"From: Settings <settings@example.com>"),
        ({"sender": SHOP}, {}, b"From: Shop <shop@example.com>"),
        ({"sender": "bare@example.com"}, {}, b"From: bare@example.com"),
        ({"sender": SHOP}, {"sender": "Ada <ada@example.com>"}, b"From: Ada <ada@example.com>"),
    ],
)
async def test_an_email_is_from_the_message_the_workspace_or_the_settings(
    tmp_path: Path, workspace: dict[str, str], content: dict[str, str], seen: bytes
) -> None:
    async with mailroom() as room:
        smtp = Smtp(Relay("127.0.0.1", room.port), sender="Settings <settings@example.com>")
        async with opened(tmp_path, smtp, VirtualClock(NOON)) as app:
            await publish(app, build_document({"kind": "workspace", "zone": "Europe/Berlin", **workspace}))
            await publish(app, journey({"hello": {**HELLO, "content": {**HELLO["content"], **content}}}))
            await app.accept(
                [stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)]
            )
            await app.settle()
    ((_, mail),) = room.mails
    assert seen in mail.split(b"\r\n")
