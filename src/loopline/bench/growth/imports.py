"""Many people from a file: `loopline import` through a server, killed in the middle with `kill -9`, and run again."""

import csv
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Final

from msgspec import Struct

from loopline.bench.growth.figure import Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.server import Server, make_write_key, running_server
from loopline.model.errors import Unavailable
from loopline.storage.duckdb.facts import DuckFacts
from loopline.studio.imports.schemas import ImportView
from loopline.studio.imports.shelf import ImportShelf

ROWS: Final = 1_000_000
LEAST_ROWS: Final = 6_000
CORES: Final = 2
SEED: Final = 20
BAD_SHARE: Final = 0.03
DAY_SECONDS: Final = 86_400
LOOK_SECONDS: Final = 0.05
UP_SECONDS: Final = 1_800.0

HEADER: Final = (
    *("user_id", "email", "first_name", "last_name", "plan", "seats_used"),
    *("country", "city", "signed_up_on", "is_admin", "monthly_revenue", "company"),
)
FIRST: Final = ("Ann", "Bob", "Chloé", "Dmitri", "Elif", "Farah", "Grace", "Hugo")
LAST: Final = ("Adams", "Berg", "Costa", "Dąbrowska", "Eriksen", "Fischer", "García", "Haddad")
PLANS: Final = ("free", "pro", "team", "enterprise")
PLACES: Final = (("DE", "Berlin"), ("FR", "Lyon"), ("US", "Portland, OR"), ("BR", "São Paulo"), ("JP", "Osaka"))
FACTS: Final = "facts.duckdb"
COUNTED: Final = "SELECT count(*), count(DISTINCT person) FROM facts WHERE kind = 'person' AND reason = 'import'"
KNOWN: Final = "SELECT count(*), count(email) FROM people"


class PeopleFile(Struct, frozen=True):
    """A file of people: where, how many of its rows are good, and the lines of the others."""

    file: Path
    good: int
    bad_lines: Sequence[int]


class Brought(Struct, frozen=True):
    """What the import took, in seconds of the wall from its first command on: without what stands still between the
    kill and the next start. `decided` and `seen` are when the loop and the facts were level."""

    accepted: float
    decided: float
    seen: float
    restarted: float
    cpu: float
    peak_mb: float


def many_rows(ground: Ground) -> Iterator[Figure]:
    """One file of people with bad rows, brought in by the command, killed in the middle, and by the command again.

    Raises Unavailable `bench_import_wrong` unless every good row is there once, and every bad one is named.
    """
    rows = ground.part(ROWS, LEAST_ROWS)
    with ground.folder() as folder:
        written = write_people_file(folder / "people.csv", rows)
        size = written.file.stat().st_size
        found = _brought(folder / "data", written, rows)
        check_brought(folder / "data", written, refused_file(written.file))
    over = f"{rows:,} rows of {len(HEADER)} columns ({size / 1e6:.0f} MB), {BAD_SHARE:.0%} bad, kill -9 at the half, "
    over += f"{CORES} cores"
    yield Figure("import_accepted_s", "s", found.accepted, f"{over}: until every row is in the log or refused")
    yield Figure("import_decided_s", "s", found.decided, f"{over}: until everybody is decided")
    yield Figure("import_seen_s", "s", found.seen, f"{over}: until reports and segments know everybody")
    yield Figure("import_restart_s", "s", found.restarted, f"{over}: of it, the start after the kill")
    yield Figure("import_rows_per_s", "1/s", rows / found.seen, f"{over}: rows by the time until they are seen")
    yield Figure("import_cpu_us_per_row", "us", found.cpu * 1e6 / rows, f"{over}: the server's processes")
    yield Figure("import_peak_mb", "MB", found.peak_mb, f"{over}: all processes of the server, each at its most")
    ground.say(
        f"  {rows:,} rows: accepted after {found.accepted:.1f} s, decided {found.decided:.1f} s, seen {found.seen:.1f} "
        f"s, {found.cpu * 1e6 / rows:.0f} us of processor time a row, {found.peak_mb:.0f} MB"
    )


def write_people_file(file: Path, rows: int) -> PeopleFile:
    """A CSV file of so many people, of whom 3 % cannot be taken, each for one of several reasons."""
    chance, bad = random.Random(SEED), list[int]()
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADER)
        for number in range(rows):
            cells = _cells(number, chance)
            if chance.random() < BAD_SHARE:
                bad.append(number + 2)
                cells = _spoilt(cells, len(bad))
            lines.writerow(cells)
    return PeopleFile(file, rows - len(bad), bad)


def _cells(number: int, chance: random.Random) -> list[str]:
    country, city = chance.choice(PLACES)
    first, last = chance.choice(FIRST), chance.choice(LAST)
    day = time.strftime("%Y-%m-%d", time.gmtime(1_600_000_000 + chance.randrange(1_800) * DAY_SECONDS))
    return [
        *(f"c{number:07d}", f"c{number:07d}@mail.example", first, last, chance.choice(PLANS)),
        *(str(chance.randrange(200)), country, city, day, "true" if number % 9 == 0 else "false"),
        *(f"{chance.randrange(100_000) / 100:.2f}", f"{last} {chance.choice(('Ltd', 'Inc', 'GmbH'))}"),
    ]


def _spoilt(cells: list[str], number: int) -> list[str]:
    match number % 4:
        case 0:
            return ["", *cells[1:]]
        case 1:
            return [*cells[:5], "many", *cells[6:]]
        case 2:
            return cells[:-2]
        case _:
            return [*cells[:8], "some day", *cells[9:]]


def refused_file(file: Path) -> Path:
    """Where the command writes the refused rows."""
    return file.with_name(f"{file.name}.refused.csv")


def _brought(data: Path, written: PeopleFile, rows: int) -> Brought:
    key, shelf = make_write_key(data), ImportShelf(data)
    with running_server(data, {}, key, CORES) as server:
        began = time.monotonic()
        with _command(written.file, data) as command:
            _await_rows(shelf, rows // 2, server)
            before = time.monotonic() - began
            cpu, peak = server.cpu_seconds(), server.peak_mb()
            server.kill()
            command.wait(UP_SECONDS)
    again = time.monotonic()
    with running_server(data, {}, key, CORES) as server:
        restarted = time.monotonic() - again
        with _command(written.file, data) as command:
            told = (command.communicate(timeout=UP_SECONDS)[0] or b"").decode()
        accepted = time.monotonic() - again
        if _view(shelf).state != "done":
            raise Unavailable("bench_import_wrong", f"The import did not end: {told[-500:]}")
        decided = server.level(UP_SECONDS) - again
        _await_seen(server)
        seen = time.monotonic() - again
        cpu, peak = cpu + server.cpu_seconds(), max(peak, server.peak_mb())
        server.stop()
    return Brought(before + accepted, before + decided, before + seen, restarted, cpu, peak)


def _command(file: Path, data: Path) -> "Popen[bytes]":
    return Popen(
        [sys.executable, "-m", "loopline", "import", str(file), "--data", str(data)],
        env={},
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
    )


def _view(shelf: ImportShelf) -> ImportView:
    return shelf.all()[0].view


def _await_rows(shelf: ImportShelf, rows: int, server: Server) -> None:
    end = time.monotonic() + UP_SECONDS
    while time.monotonic() < end and server.process.poll() is None:
        if any(one.view.rows >= rows for one in shelf.all()):
            return
        time.sleep(LOOK_SECONDS)
    raise Unavailable("bench_time_up", f"The import did not come to {rows:,} rows.")


def _await_seen(server: Server) -> None:
    end = time.monotonic() + UP_SECONDS
    while server.health().facts_lag_chunks:
        if time.monotonic() > end:
            raise Unavailable("bench_time_up", "The facts did not become level.")
        time.sleep(LOOK_SECONDS)


def check_brought(data: Path, written: PeopleFile, refused: Path) -> None:
    """Raises Unavailable `bench_import_wrong` unless a stopped server's folder has each good row once, and the file of
    refused rows names the lines of exactly the bad ones."""
    facts = DuckFacts(data / FACTS)
    try:
        told, known = facts.query_all([(COUNTED, ()), (KNOWN, ())])
    finally:
        facts.close()
    wrong = [f"{name} {found}" for name, found in _counts(told, known) if found != written.good]
    with refused.open(encoding="utf-8", newline="") as lines:
        named = [int(row["line"]) for row in csv.DictReader(lines)]
    if named != list(written.bad_lines):
        wrong.append(f"{len(named)} refused lines")
    if wrong:
        text = f"Of {written.good} good rows and {len(written.bad_lines)} bad ones there are: {', '.join(wrong)}."
        raise Unavailable("bench_import_wrong", text)


def _counts(told: Iterable[tuple[object, ...]], known: Iterable[tuple[object, ...]]) -> Iterator[tuple[str, object]]:
    names = ("facts of people", "people in facts", "people", "people with an address")
    yield from zip(names, (count for row in (*told, *known) for count in row), strict=True)
