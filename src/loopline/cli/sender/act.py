"""`loopline sender`: the keys of sender domains, and what DNS says of them, while the server runs or not."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.studio.senders.desk import SenderDesk
from loopline.studio.senders.schemas import DnsRecord, SenderCheckAnswer, SenderKeyBody, SenderKeyLine, SenderKeyList

T = TypeVar("T")
AUTHOR: Final = "command line"


def add_sender(data: Path, domain: str, selector: str, *, as_json: bool) -> int:
    """Make a key and print what to publish."""
    body, running = SenderKeyBody(domain, selector), serving(data)
    if running is not None:
        answer = Remote(running.url, running.key).post("/api/senders", body)
        line = msgspec.json.decode(answer, type=SenderKeyLine)
    else:
        line = _at_desk(data, lambda desk: desk.add(body, AUTHOR))
    if as_json:
        _print_json(line)
        return 0
    print(_published(line.record))
    then = f"loopline sender check {line.domain}"
    if line.signs:
        print(
            f"Publish this record: mails from {line.domain} are signed by it from now on. Then: {then}", file=sys.stderr
        )
    else:
        use = f"loopline sender use {line.domain} --selector {line.selector}"
        print(f"Publish this record; another key signs until: {use}. Before that: {then}", file=sys.stderr)
    return 0


def show_senders(data: Path, *, as_json: bool) -> int:
    """Print every key with its record."""
    running = serving(data)
    if running is not None:
        found = msgspec.json.decode(Remote(running.url, running.key).get("/api/senders"), type=SenderKeyList)
    else:
        found = _at_desk(data, lambda desk: desk.listing())
    if as_json:
        _print_json(found)
        return 0
    for one in found.senders:
        print(f"{one.domain}  {one.selector}  {'signs' if one.signs else 'rests'}\n  {_published(one.record)}")
    if not found.senders:
        print("No mail is signed here: `loopline sender add` makes a key.", file=sys.stderr)
    return 0


def check_sender_domain(data: Path, domain: str, *, as_json: bool) -> int:
    """Print what DNS says; 0 when all is right."""
    running = serving(data)
    if running is not None:
        answer = Remote(running.url, running.key).get(f"/api/senders/{domain}/check")
        found = msgspec.json.decode(answer, type=SenderCheckAnswer)
    else:

        async def act(app: App) -> SenderCheckAnswer:
            await app.delivery.take_over(app.directory.routes())
            return await app.provider_desk.senders.check(domain)

        found = with_app(data, act)
    if as_json:
        _print_json(found)
        return 0 if found.passes else 1
    for one in found.findings:
        print(f"{one.about:6}{one.state:8}{one.text}")
        if one.publish:
            print(f"  {_published(one.publish)}")
    return 0 if found.passes else 1


def use_sender_key(data: Path, domain: str, selector: str) -> int:
    """Let this key sign."""
    running = serving(data)
    if running is not None:
        Remote(running.url, running.key).post(f"/api/senders/{domain}/{selector}/use", {})
    else:
        _at_desk(data, lambda desk: desk.use(domain, selector))
    return 0


def remove_sender(data: Path, domain: str, selector: str) -> int:
    """Take keys away."""
    running = serving(data)
    if running is not None:
        Remote(running.url, running.key).delete(f"/api/senders/{domain}{f'/{selector}' if selector else ''}")
    else:
        _at_desk(data, lambda desk: desk.drop(domain, selector))
    return 0


def _at_desk(data: Path, ask: Callable[[SenderDesk], T]) -> T:
    async def act(app: App) -> T:
        return ask(app.provider_desk.senders)

    work: Callable[[App], Awaitable[T]] = act
    return with_app(data, work)


def _published(record: DnsRecord) -> str:
    return f'{record.name}. {record.kind} "{record.value}"'


def _print_json(value: object) -> None:
    print(msgspec.json.format(msgspec.json.encode(value)).decode())
