"""`loopline provider`: what carries messages, set up and tried out while the server runs or not."""

import getpass
import sys
from pathlib import Path

import msgspec

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.channels import parse_channel
from loopline.model.errors import Unavailable
from loopline.studio.providers.schemas import (
    ProviderBody,
    ProviderLine,
    ProviderList,
    ProviderTestAnswer,
    ProviderTestBody,
)

AUTHOR = "command line"


def add_provider(data: Path, name: str, channel: str, weight: int | None, a_second: float) -> int:
    """Set a provider up; its URL comes by standard input, so that no list of processes shows its secrets."""
    body = ProviderBody(
        name=name, channel=parse_channel(channel, at="channel"), url=_url(), weight=weight, a_second=a_second
    )
    running = serving(data)
    if running is not None:
        Remote(running.url, running.key).post("/api/providers", body)
    else:

        async def act(app: App) -> None:
            await app.provider_desk.add(body, AUTHOR)

        with_app(data, act)
    print(f'"{name}" carries {channel} from now on. Try it: loopline provider test {name} --to ...', file=sys.stderr)
    return 0


def show_providers(data: Path, *, as_json: bool) -> int:
    """Print every provider, without its secrets."""
    running = serving(data)
    if running is not None:
        found = msgspec.json.decode(Remote(running.url, running.key).get("/api/providers"), type=ProviderList)
    else:

        async def act(app: App) -> ProviderList:
            await app.delivery.take_over(app.directory.routes())
            return app.provider_desk.listing()

        found = with_app(data, act)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return 0
    for one in found.providers:
        rate = f"{one.a_second:g}/s" if one.a_second else "no bound"
        parts: tuple[str, ...] = (
            f"{one.channel:8}",
            f"{one.name:20}",
            f"{one.kind:12}",
            f"{one.state:8}",
            f"weight {one.weight}",
            rate,
        )
        if one.warm_up:
            parts += (f"warming up, day {one.warm_up.day}: {one.warm_up.sent} of {one.warm_up.limit} today",)
        print("  ".join((*parts, one.news)).rstrip())
    if found.sandboxed:
        print(f"No message leaves by {', '.join(found.sandboxed)}: the sandbox keeps them.", file=sys.stderr)
    return 0


def try_provider(data: Path, name: str, to: str) -> int:
    """Send one message; 0 when the provider took it. Where its URL is wrong, standard error says how to correct it."""
    running = serving(data)
    if running is None:
        raise Unavailable("server_absent", "Start the server first: a test message goes through its connections.")
    remote = Remote(running.url, running.key)
    answer = remote.post(f"/api/providers/{name}/test", ProviderTestBody(to))
    found = msgspec.json.decode(answer, type=ProviderTestAnswer)
    print(f"{found.result}: {found.provider_id or found.code} {found.reason}".rstrip())
    if found.result != "accepted" and "the URL" in found.reason:
        every = msgspec.json.decode(remote.get("/api/providers"), type=ProviderList).providers
        print("\n".join(_how_to_correct(one) for one in every if one.name == name), file=sys.stderr)
    return 0 if found.result == "accepted" else 1


def remove_provider(data: Path, name: str, *, to_sandbox: bool) -> int:
    """Take a provider away; the last one for which messages wait only if these may go to the sandbox."""
    running = serving(data)
    if running is not None:
        Remote(running.url, running.key).delete(f"/api/providers/{name}{'?to_sandbox=true' if to_sandbox else ''}")
        return 0

    async def act(app: App) -> None:
        await app.provider_desk.drop(name, to_sandbox=to_sandbox)

    with_app(data, act)
    return 0


def _how_to_correct(one: ProviderLine) -> str:
    if one.origin == "environment":
        said = "LOOPLINE_EMAIL or LOOPLINE_SMTP_URL" if one.channel == "email" else f"LOOPLINE_{one.channel.upper()}"
        return f"Its URL is {said}: correct it there, and start the server again."
    return (
        f"To correct its URL: run `loopline provider add` with the right one, under another name, "
        f"then `loopline provider remove {one.name}`."
    )


def _url() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("URL of the provider, such as smtps://login:password@host (it is not shown): ").strip()
    return sys.stdin.readline().strip()
