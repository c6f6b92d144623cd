"""The bare sends: the same mails by aiosmtplib and the same posts by httpx2, to the same sink, and nothing else.

Both are used as their documents show: no pipelining, one mail or post after another on each of so many connections.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

import aiosmtplib
import httpx2
import uvloop

from loopline.bench.sinks import TOKEN

SENDER, RECIPIENT = "bench@example.test", "someone@example.test"
Sends = Callable[[str, Sequence[bytes], int], None]


def same_bodies(sample: bytes, numbers: Sequence[int]) -> list[bytes]:
    """A body for each of these events, like that of ours, with its own number."""
    return [TOKEN.sub(b"SEQ%dX" % number, sample) for number in numbers]


def event_number(body: bytes) -> int:
    """The number of the event that a body bears; -1 for none."""
    found = TOKEN.search(body)
    return int(found[1]) if found else -1


def bare_mails(url: str, bodies: Sequence[bytes], connections: int) -> None:
    """Each one by SMTP; returns when the last is taken."""
    parts = urlsplit(url)

    async def carry(left: list[bytes]) -> None:
        async with aiosmtplib.SMTP(hostname=parts.hostname or "", port=parts.port, start_tls=False) as client:
            while left:
                await client.sendmail(SENDER, [RECIPIENT], left.pop())

    uvloop.run(_all([carry] * connections, bodies))


def bare_posts(url: str, bodies: Sequence[bytes], connections: int) -> None:
    """Each one by HTTP; returns when the last is answered."""

    async def post() -> None:
        limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        async with httpx2.AsyncClient(limits=limits, trust_env=False) as client:

            async def carry(left: list[bytes]) -> None:
                while left:
                    answer = await client.post(url, content=left.pop(), headers={"Content-Type": "application/json"})
                    answer.raise_for_status()

            await _all([carry] * connections, bodies)

    uvloop.run(post())


async def _all(carriers: Sequence[Callable[[list[bytes]], Awaitable[None]]], bodies: Sequence[bytes]) -> None:
    left = list(reversed(bodies))
    await asyncio.gather(*(carry(left) for carry in carriers))
