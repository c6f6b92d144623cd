"""A soak: a real server at half of its load, one random fault after the other, and somebody who watches health.

`python -m tests.simulation.soak --seconds 1800 [--seed N]`, or `make soak`. It ends with one JSON object, and with 1
when health was ok while something stood, a fault was not recovered from, or not all is level at the end.
"""

import argparse
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.bench.server import Server, family, free_port, make_write_key
from loopline.bench.workload import identify_bodies
from loopline.model.errors import Unavailable
from tests.simulation import soak_faults
from tests.simulation.moved_clock import set_offset
from tests.simulation.soak_disk import Disk, enter_own_mounts
from tests.simulation.soak_faults import EXPECTED, FaultKind, Faults
from tests.simulation.soak_level import level_out
from tests.simulation.soak_load import JOURNEY, PEOPLE, Load, Watcher, measured_rate
from tests.simulation.soak_sinks import SoakSinks

START_SECONDS: Final = 60.0
QUIET_SECONDS: Final = (3.0, 15.0)
SHORT_QUIET_SECONDS: Final = (2.0, 4.0)
GAP_SECONDS: Final = 60.0
"""Health may not be ok when nothing has come to a sink for so long while events are accepted."""


class Happened(Struct, frozen=True):
    """One fault: what was done, how long, what health answered meanwhile, and after how long it was ok again."""

    kind: FaultKind
    seconds: float
    how: str
    answers: dict[str, int]
    told_after: float | None
    said: str
    recovered_after: float | None
    wrong: str


@contextmanager
def soaked_server(folder: Path, clock: Path, key: str, smtp_url: str) -> Iterator[Server]:
    """`loopline serve` with a clock that can be moved. Its log goes through a pipe, for which no disk is ever full."""
    set_offset(clock, 0)
    settings = {
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "PATH": os.environ["PATH"],
        "LOOPLINE_SMTP_URL": smtp_url,
        "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1",
    }
    port, launcher = free_port(), str(Path(__file__).parent / "moved_clock.py")
    command = [sys.executable, launcher, str(clock), "serve", "--data", str(folder), "--port", str(port)]
    keep = ["tee", str(folder.parent / "serve.log")]
    heard = subprocess.Popen(keep, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert heard.stdin is not None
    with heard, heard.stdin as told:
        process = subprocess.Popen(command, env=settings, stdin=subprocess.DEVNULL, stdout=told, stderr=told)
        told.close()
        with _until_up(Server(folder, f"http://127.0.0.1:{port}", key, process)) as server:
            yield server


@contextmanager
def _until_up(server: Server) -> Iterator[Server]:
    end = time.monotonic() + START_SECONDS
    try:
        while True:
            try:
                server.health()
                break
            except Unavailable:
                if time.monotonic() > end or server.process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield server
    finally:
        server.hang_up()
        if server.process.poll() is None:
            server.kill()


def one_fault(faults: Faults, watcher: Watcher, kind: FaultKind, seconds: float) -> Happened:
    """Bring it about, take it back, and judge what health said."""
    expected, began = EXPECTED[kind], time.monotonic()
    how = faults.begin(kind)
    time.sleep(seconds)
    ended = time.monotonic()
    faults.end(kind)
    recovered = watcher.ok_again(ended, expected.recovered_after)
    inside = [look for look in watcher.looks if began <= look.asked and look.answered <= ended]
    counts: dict[str, int] = {}
    for look in inside:
        counts[look.word] = counts.get(look.word, 0) + 1
    told = next((look for look in inside if not look.is_ok), None)
    wrong = "" if recovered is not None else f"not ok again within {expected.recovered_after:g} s"
    felt = faults.felt(kind, began, ended)
    if felt is None:
        how = f"{how} (everything still had room)".strip()
    elif expected.told_after is not None:
        late = [look for look in inside if felt[0] + expected.told_after <= look.asked and look.answered <= felt[1]]
        wrong = next((f"health was ok {look.asked - began:.1f} s into it" for look in late if look.is_ok), wrong)
        if late and not any(expected.words in look.words for look in late):
            wrong = wrong or f"health did not say {expected.words!r}: {late[-1].words}"
    if kind == "clock_jumps" and not any("clock" in look.warnings for look in watcher.looks if look.asked > ended):
        wrong = wrong or "nobody was told that the clock was set back"
    return Happened(
        kind,
        round(seconds, 1),
        how,
        counts,
        round(told.answered - began, 1) if told else None,
        told.words[:200] if told else "",
        None if recovered is None else round(recovered - ended, 1),
        wrong,
    )


def soak(
    folder: Path, seed: int, seconds: float, faults_of: Iterable[tuple[FaultKind, float]] | None
) -> dict[str, Any]:
    """The whole of it. The answer has `wrong`: everything that should not have been, in words.

    With given faults it is at an eighth of the load, since other tests run beside it, and waits less between them.
    """
    chance = random.Random(seed)
    share, quiet = (2, QUIET_SECONDS) if faults_of is None else (8, SHORT_QUIET_SECONDS)
    sinks = SoakSinks()
    smtp_url = f"smtp://127.0.0.1:{sinks.sinks['email'].port}?starttls=never"
    root: list[int] = []
    data, clock = folder / "data", folder / "clock"
    disk = Disk(data, lambda: family(root[0]))
    key = make_write_key(data)
    happened: list[Happened] = []
    with soaked_server(data, clock, key, smtp_url) as server:
        root.append(server.process.pid)
        files = [folder / f"{name}.yaml" for name in sinks.sinks]
        for path in files:
            path.write_text(JOURNEY[path.stem].format(port=sinks.sinks["webhook"].port))
        server.push(files)
        server.load(identify_bodies(PEOPLE, 500))
        server.level()
        load = Load(server)
        rate = measured_rate(load, sinks)
        said(f"{rate:.0f} messages a second were sent; the soak is at 1/{share} of that. Full disk: {disk.how}.")
        watcher = Watcher(server.url)
        faults = Faults(server.process.pid, sinks, disk, clock, chance, load.refusals)
        load.begin(rate / share)
        for kind, lasts in faults_of or soak_faults.drawn(chance, seconds):
            time.sleep(chance.uniform(*quiet))
            happened.append(one_fault(faults, watcher, kind, lasts))
            said(msgspec.json.encode(happened[-1]).decode())
        load.end()
        wrong = [f"{one.kind}: {one.wrong}" for one in happened if one.wrong]
        wrong += watcher.ok_in_gaps(sinks, load, GAP_SECONDS)
        end_state = level_out(server, sinks, load, clock, lambda: watcher.looks[-1].words)
        watcher.end()
        server.process.terminate()
        server.process.wait(START_SECONDS)
    sinks.close()
    end_state |= load.decided(data)
    wrong += [
        f"at the end: {name} is {value}" for name, value in end_state.items() if name.startswith("wrong") and value
    ]
    return {
        "seed": seed,
        "rate": round(rate / share, 1),
        "faults": {kind: sum(one.kind == kind for one in happened) for kind in EXPECTED},
        "looks": watcher.counts(),
        "end": end_state,
        "wrong": wrong,
    }


def said(words: str) -> None:
    """To whoever watches."""
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    """Read the arguments, run, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1_800)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--short", action="store_true", help="a fixed list of faults, in about a minute")
    parser.add_argument("--folder", type=Path, help="keep the files here")
    given = parser.parse_args()
    enter_own_mounts()
    flags = "--short" if given.short else f"--seconds {given.seconds:g}"
    said(f"repeat it with: python -m tests.simulation.soak {flags} --seed {given.seed}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = (given.folder or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        found = soak(folder, given.seed, given.seconds, soak_faults.SHORT if given.short else None)
    print(msgspec.json.encode(found).decode())
    sys.exit(bool(found["wrong"]))


if __name__ == "__main__":
    main()
