"""`loopline demo`: real purchases and a planted effect through two journeys, and what they caused."""

import asyncio
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvloop
from msgspec import Struct, structs
from pydantic import SecretStr
from rich.console import Console

from loopline.app import App
from loopline.cli.answers import show_report
from loopline.cli.demo_progress import DemoProgress
from loopline.cli.serve import running, setup_link
from loopline.crew.indoors import IndoorApp
from loopline.demo import cdnow, usage
from loopline.demo.figures import ORDERS, Figures, broken, journey_figures, order_figures
from loopline.demo.player import WorldPlayer
from loopline.demo.replay import replay_orders, replay_usage
from loopline.logs import set_up_logs
from loopline.model.channels import CHANNEL_NAMES
from loopline.model.duration import DAY
from loopline.model.entry.cap import Cap
from loopline.model.entry.goal import MeasuredGoal
from loopline.model.entry.holdout import Programme
from loopline.model.errors import Conflict, Unavailable
from loopline.model.journey import Topic, Workspace
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings, read_settings
from loopline.storage.private_folder import keep_new_files_private
from loopline.studio.gallery.read import DEMO, load

HOST = "127.0.0.1"
PORTS_TRIED = 50
FAST_FOLDER = Path("/dev/shm")
FAST_FREE_BYTES = 2 << 30
REASON = "the demo"
WORKSPACE = Workspace(
    zone="UTC",
    consent={"email": "opt_out", "push": "opt_out", "sms": "opt_in"},
    topics={"product": Topic(name="Product news"), "offers": Topic(name="Offers", consent="opt_in")},
    caps=(Cap(limit=6, within="7d"),),
    programmes={
        "product": Programme(
            name="From free to paid",
            owner="growth",
            north_star="teams that still pay in their third month",
            goal=MeasuredGoal(event="plan_upgraded", value="revenue", within="14d"),
        ),
        "shop": Programme(
            name="Customers who come back",
            owner="crm",
            north_star="customers who order in two halves of the year",
            goal=MeasuredGoal(event="order_placed", value="amount", within="60d"),
        ),
    },
)
PROGRAMME_OF = {"upsell": "product", "cdnow_winback": "shop"}
"""Nobody is held out of them: another holdout would change the figures of the journeys. Their page says what to do."""


class Size(Struct, frozen=True):
    """How much is played: each `every`th customer of CDNOW, and this many people of the product."""

    every: int = 1
    people: int = 9_000
    seed: str = "demo"


WHOLE = Size()


def demo(*, headless: bool, port: int, data: Path | None, size: Size = WHOLE, shards: int = 1) -> int:
    """Play both worlds, show what came out, then serve on; or print the figures as JSON and end. 1: a promise broke."""
    keep_new_files_private()
    set_up_logs("error")
    with _folder(data) as folder:
        return uvloop.run(_demo(folder, headless, port, size, shards))


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """The folder given, if nothing is in it yet; else one that is gone afterwards, in memory where there is plenty."""
    if data is not None:
        if data.exists() and any(data.iterdir()):
            raise Conflict("demo_folder_used", f"{data} is not empty; name a new folder for the demo, or none at all.")
        yield data
        return
    fast = FAST_FOLDER.is_dir() and shutil.disk_usage(FAST_FOLDER).free > FAST_FREE_BYTES
    with tempfile.TemporaryDirectory(prefix="loopline-demo-", dir=FAST_FOLDER if fast else None) as made:
        yield Path(made)


async def _demo(folder: Path, headless: bool, port: int, size: Size, shards: int) -> int:
    bought = cdnow.purchases(size.every)
    clock = VirtualClock(bought[0].at - DAY)
    port = _free_port(0 if headless else port)
    settings = _settings(port, shards)
    app = App(folder, settings, clock) if shards == 1 else IndoorApp(folder, settings, clock)
    progress, out = DemoProgress(), Console(highlight=False)
    async with running(app, HOST, port) as url:
        admin_key = app.keys.create("admin")
        async with WorldPlayer(app, clock, url, app.keys.create("server"), admin_key) as player:
            try:
                figures, reports = await _play(player, bought, size, progress)
            finally:
                progress.close()
            faults = broken(figures, cdnow.totals(bought)) if size == WHOLE else []
            if not headless:
                _show(out, figures, reports)
            else:
                sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")
                sys.stdout.flush()
            if faults:
                raise Unavailable("demo_promise_broken", "; ".join(faults))
            if not headless:
                clock.release()
                app.wake() if isinstance(app, IndoorApp) else app.worker.wake()
                # Somebody is seen on the day on which the demo is looked at: facts that are months old have no verdict.
                await player.post([usage.visit(usage.members(1, size.seed)[0], clock.now())])
        if not headless:
            app.access.sign_ins.take_guests()
            await _serve_on(out, url, setup_link(app, url), admin_key, folder)
    return 0


async def _play(
    player: WorldPlayer, bought: list[cdnow.Purchase], size: Size, progress: DemoProgress
) -> tuple[Figures, list[dict[str, object]]]:
    people = usage.members(size.people, size.seed)
    for document in (WORKSPACE, *(structs.replace(load(name), programme=PROGRAMME_OF[name]) for name in DEMO)):
        await player.publish(document, REASON)
    await replay_orders(player, bought, progress.phase("CDNOW, 1997 to 1998, day by day"))
    await replay_usage(player, people, size.seed, progress.phase("A SaaS product, 2026, in steps of six hours"))
    report_done = progress.phase("Reports")
    winback, upsell = await player.report("cdnow_winback"), await player.report("upsell")
    row = (await asyncio.to_thread(player.app.facts.query, ORDERS))[0]
    report_done(1, 1)
    journeys = {"upsell": journey_figures(upsell, usage.EFFECT), "winback": journey_figures(winback, 0.0)}
    return Figures(order_figures(row), journeys), [winback, upsell]


def _settings(port: int, shards: int = 1) -> Settings:
    """Nothing leaves this folder, whatever the environment says: all goes to the sandbox. One lane: one order."""
    unset = dict.fromkeys(("smtp_url", "store", "facts", *CHANNEL_NAMES), SecretStr(""))
    ours = {"public_url": f"http://{HOST}:{port}", "delivery_lanes": 1, "shards": shards}
    return read_settings().model_copy(update={**unset, **ours})


def _free_port(wanted: int) -> int:
    """The wanted port or the next one that is free; any free one for 0. Links in messages need it before we listen."""
    for port in range(wanted, wanted + PORTS_TRIED) if wanted else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise Unavailable("demo_port_taken", f"Ports {wanted} to {wanted + PORTS_TRIED - 1} are taken; name another.")


def _show(out: Console, figures: Figures, reports: list[dict[str, object]]) -> None:
    seen = figures.cdnow
    totals = f"{seen.orders:,} orders of {seen.customers:,} customers, ${seen.revenue:,.2f}"
    out.print(f"\nCDNOW, counted from the facts: {totals}", markup=False)
    for report, planted in zip(reports, (0.0, usage.EFFECT), strict=True):
        out.print()
        show_report(report, out)
        out.print(f"true effect in this world: {planted:+.4f}", markup=False)


async def _serve_on(out: Console, url: str, link: str, admin_key: str, folder: Path) -> None:
    lines = (
        f"\nLoopline serves on {url} until Ctrl-C (data in {folder}).",
        "Open it and look around: no account is asked for, and nothing can be changed.",
        f"To change things, make it your own (only whoever reads this can): {link}",
        f"For the API, this admin key is shown once: {admin_key}",
        f"  curl -H 'Authorization: Bearer {admin_key}' {url}/api/journeys/upsell/report",
        f"  loopline why saas-00001 --data {folder}",
    )
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await stop.wait()
