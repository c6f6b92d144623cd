"""`loopline serve`: the whole system, with one command."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
import uvloop
from starlette.types import ASGIApp

from loopline.app import App
from loopline.cli.intake import launch
from loopline.cli.local import Serving, leave_note, process_start, take_note_away
from loopline.cli.processes.inbound import launch_mail
from loopline.cli.processes.shard import launch_shard
from loopline.cli.standby.waiting import stand_by
from loopline.cli.tuning import tune_interpreter
from loopline.crew.app import CrewApp
from loopline.logs import set_up_logs
from loopline.model.errors import Conflict, Unavailable
from loopline.runtime.inbound.mail_rules import MailRules, check_certificate
from loopline.settings import Settings, read_settings
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.storage.sql.places import Places
from loopline.studio.access.keyring import mail_secret
from loopline.studio.http import create_house

LEAVE_SECONDS = 10
REPLACED = 3
"""The exit code of a server that was replaced by another one."""

FREED_AT_ONCE = ("DUCKDB_JE_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
"""DuckDB's own allocator reads it when DuckDB is loaded. It would keep for ten seconds what was given back: twice as
much memory for a sixth less processor time."""


def start_server(folder: Path, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; what was accepted is safe at any moment."""
    os.putenv(*FREED_AT_ONCE)
    keep_new_files_private()
    settings = read_settings()
    set_up_logs(settings.log_level)
    with listen(host, port) as listener, contextlib.ExitStack() as opened:
        is_ours, lease = stand_by(folder, settings.store_url(), listener, local_url(host, listener))
        if is_ours:
            # One that stands by takes no mail: whoever brings it comes again.
            inbound = opened.enter_context(listen_for_mail(settings)) if settings.inbound else None
            uvloop.run(_serve(folder, reached_at(local_url(host, listener), settings), host, listener, inbound, lease))


def reached_at(url: str, settings: Settings) -> Settings:
    """The settings, where nobody has said under which public URL we are reached, with the one that we listen on."""
    return settings if "public_url" in settings.model_fields_set else settings.model_copy(update={"public_url": url})


async def _serve(
    folder: Path,
    settings: Settings,
    host: str,
    listener: socket.socket,
    inbound: socket.socket | None,
    lease: OwnerLock | None,
) -> None:
    places = Places(folder, settings.store_url(), settings.log_url())
    apart = (
        partial(launch, places, settings.log_level, shards=settings.shards) if settings.intake == "process" else None
    )
    app: Callable[[], App] = partial(App, folder, settings, launch=apart, on_replaced=end_replaced, lease=lease)
    if settings.shards > 1:
        apart_too = partial(launch_shard, folder, settings)
        app = partial(CrewApp, folder, settings, apart_too, launch=apart, on_replaced=end_replaced, lease=lease)
    await serve_app(app, host, listener, inbound)


async def serve_app(
    make: Callable[[], App],
    host: str,
    listener: socket.socket,
    inbound: socket.socket | None,
    around: Callable[[ASGIApp], ASGIApp] = lambda house: house,
) -> None:
    """Serve an app until SIGTERM or Ctrl-C. `inbound` is where mail comes back; `around` stands around its pages."""
    app = make()
    if inbound is not None:
        rules = mail_rules(app.folder, app.settings)
        app.take_mail(partial(launch_mail, rules, inbound, app.settings.log_level))
    stop = asyncio.Event()
    async with running(app, host, listener, on_end=stop.set, around=around) as url:
        print(f"Loopline serves on {url} (data in {app.folder}). Stop it with Ctrl-C.", file=sys.stderr)
        if app.part != "edge" and (link := setup_link(app, url)):
            print(f"Nobody owns it yet. Make the owner's account here: {link}", file=sys.stderr)
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, stop.set)
        await stop.wait()


def mail_rules(folder: Path, settings: Settings) -> MailRules:
    """How the mail server for what comes back is set up."""
    return MailRules(
        secret=mail_secret(folder),
        domain=settings.inbound_domain,
        certificate=settings.inbound_certificate,
        key=settings.inbound_key,
    )


def listen_for_mail(settings: Settings) -> socket.socket:
    """Raises Conflict `port_taken`, and Invalid `certificate_invalid` for files that no server could use."""
    if settings.inbound_certificate:
        check_certificate(settings.inbound_certificate, settings.inbound_key)
    host, _, port = settings.inbound.rpartition(":")
    ends = time.monotonic() + LEAVE_SECONDS
    while True:
        try:
            return listen(host.strip("[]"), int(port), "LOOPLINE_INBOUND")
        except Conflict:  # with one record the server before may have it for as long as it takes to end
            if not settings.store_url() or time.monotonic() > ends:
                raise
            time.sleep(0.05)


def end_replaced() -> None:
    """Another process owns the record now: end at once, as by a kill, since nothing that we still did would count."""
    print("loopline: another Loopline owns the PostgreSQL record now [store_taken]", file=sys.stderr, flush=True)
    os._exit(REPLACED)


def setup_link(app: App, url: str) -> str:
    """The address at which the owner's account is made, "" once there is an owner. The token is sent to no server: it
    stands behind the `#`.
    """
    token = app.access.sign_ins.setup_token()
    return f"{url}/setup#token={token}" if token else ""


@asynccontextmanager
async def running(
    app: App,
    host: str,
    port: int | socket.socket,
    on_end: Callable[[], None] = lambda: None,
    around: Callable[[ASGIApp], ASGIApp] = lambda house: house,
) -> AsyncIterator[str]:
    """The app, served over HTTP until the block ends. Port 0 picks a free one; a socket listens already.

    Yields the URL. It answers at once; messages are sent when what was accepted before is decided. `on_end` is called
    when the HTTP server ends. Raises Conflict `port_taken`, and Unavailable `http_ended` when that was not our wish.
    """
    tune_interpreter()
    try:
        listener = listen(host, port) if isinstance(port, int) else port
    except BaseException:
        await asyncio.to_thread(app.close)
        raise
    app.begin()
    url = local_url(host, listener)
    app.access.hosts.allow(urlsplit(url).hostname or "")
    server = uvicorn.Server(_server_config(app, around))
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]  # signals are ours
    task = asyncio.create_task(server.serve(sockets=[listener]))
    task.add_done_callback(lambda _: on_end())
    try:
        while not server.started:
            if task.done():
                await task
                raise SystemExit(1)
            await asyncio.sleep(0.01)
        leave_note(app.folder, Serving(url, app.keys.local_key(), os.getpid(), process_start(os.getpid())))
        yield url
        if task.done():
            raise Unavailable("http_ended", "The HTTP server has ended by itself: see the log, and start again.")
    finally:
        app.live.close()  # the server waits for its streams to end
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        take_note_away(app.folder)
        await app.stop()
        gc.unfreeze()


def _server_config(app: App, around: Callable[[ASGIApp], ASGIApp]) -> uvicorn.Config:
    """A proxy's word on whom it speaks for is believed only if the operator has named the proxy."""
    house = create_house(app)
    proxies = [name.strip() for name in app.settings.trusted_proxies.split(",") if name.strip()]
    return uvicorn.Config(
        around(house),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=LEAVE_SECONDS,
    )


def listen(host: str, port: int, said_by: str = "--port") -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise Conflict(
            "port_taken", f"Nobody can listen on {host}:{port} ({error.strerror}): choose another with {said_by}."
        ) from None


def local_url(host: str, listener: socket.socket) -> str:
    """Where browsers of this machine reach what listens here."""
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{here}:{listener.getsockname()[1]}"
