"""Our own SMTP pool alone: the same messages as mails, with no intake, no decision and no record of them."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from typing import Final

import uvloop

from loopline.bench.bare_sends import RECIPIENT, SENDER
from loopline.bench.sinks import TOKEN
from loopline.model.errors import Unavailable
from loopline.model.message import Accepted, Dispatch, Outgoing, Rendered
from loopline.model.nodes.message import Content
from loopline.providers.email.smtp import Smtp, relay_of
from loopline.providers.url import ProviderUrl

AT_ONCE: Final = 96
BATCHES: Final = 3
"""So many batches are under way at a time, as many as a provider has lanes."""
NUMBER: Final = re.compile(r"SEQ\d+X")
WAY_OUT: Final = ("List-Unsubscribe", "List-Unsubscribe-Post")


def pool_mails(url: str, bodies: Sequence[bytes], connections: int) -> None:
    """Each one by our pool, which writes the mail and sends it; returns when the last is taken.

    Raises Unavailable `bench_messages_wrong` when one is not.
    """
    uvloop.run(_sent(url, as_messages(bodies), connections))


def as_messages(bodies: Sequence[bytes]) -> list[Dispatch]:
    """What the provider was handed for these mails, which differ in their number alone."""
    if not bodies:
        return []
    mail = message_from_bytes(bodies[0].lstrip(), policy=policy.default)
    parts = {one.get_content_subtype(): str(one.get_content()) for one in mail.walk() if not one.is_multipart()}
    headers = {name: str(mail[name]) for name in WAY_OUT if mail[name]}
    return [_message(body, str(mail["Subject"] or ""), parts, headers) for body in bodies]


def _message(body: bytes, subject: str, parts: Mapping[str, str], headers: dict[str, str]) -> Dispatch:
    found = TOKEN.search(body)
    number = found[0].decode() if found else ""
    told = {kind: NUMBER.sub(number, text) for kind, text in parts.items()}
    subject = NUMBER.sub(number, subject)
    rendered = Rendered(subject=subject, html=told.get("html", ""), text=told.get("plain", ""), headers=headers)
    to = Outgoing(key=number, person=number, channel="email", address=RECIPIENT, content=Content(), context={})
    return Dispatch(to, rendered)


async def _sent(url: str, messages: Sequence[Dispatch], connections: int) -> None:
    pool = Smtp(relay_of(ProviderUrl(url, url)), sender=SENDER, size=connections)
    await pool.open()
    left = list(range(0, len(messages), AT_ONCE))[::-1]

    async def lane() -> None:
        while left:
            start = left.pop()
            for outcome in await pool.send(messages[start : start + AT_ONCE]):
                if not isinstance(outcome, Accepted):
                    raise Unavailable("bench_messages_wrong", f"Our pool alone did not send a mail: {outcome}")

    try:
        await asyncio.gather(*(lane() for _ in range(BATCHES)))
    finally:
        await pool.close()
