"""The same data asked through the HTTP API with facts in DuckDB and in ClickHouse: whatever differs is told.

`python -m tests.storage.clickhouse.equal` plays the whole demo and compares all answers of `QUESTIONS`; `--every 400
--people 120` plays less of it. The clock stands still, so answers are the same, but for the last digits of a sum of
floats: they are the order in which threads met the rows, in DuckDB alone as well.
"""

import argparse
import asyncio
import csv
import json
import math
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx2
from pydantic import SecretStr

from loopline.app import App
from loopline.cli.demo import WHOLE, Size, _settings, demo
from loopline.cli.serve import running
from loopline.runtime.clock import VirtualClock
from loopline.storage.clickhouse.facts import load_file
from tests.storage.clickhouse.server import clickhouse

AT: Final = 1_800_000_000_000
JOURNEYS: Final = ("upsell", "cdnow_winback")
SEGMENTS: Final[Mapping[str, str]] = {
    "buyers": "count('order_placed') >= 2",
    "once": "count('order_placed', within='9999d') == 1",
    "spenders": "sum('order_placed', 'amount') > 100",
    "average": "avg('order_placed', 'amount') < 30 and max('order_placed', 'amount') >= 20",
    "lately": "days_since(last('order_placed')) < 11000",
    "first": "first('order_placed') < date('1997-03-01')",
    "mailed": "count('message.sent') > 0 and not in_journey('upsell')",
    "clicked": "count('message.clicked', where = journey == 'upsell') > 0",
    "several": "distinct('order_placed', 'amount') > 2",
    "plan": "person.plan == 'free' or has(person.plan)",
    "nested": "in_segment('buyers') and not in_segment('spenders')",
    "mail": "consented('email') or not in_list('vip')",
    "steady": "min_count('order_placed', '1800d', 4) >= 0",
    "followed": "followed('order_placed', 'refunded', 'amount', '300d') or person.plan == 'pro'",
}
MODES: Final = ("bounded", "unbounded", "rolling")
SKIPPED: Final = frozenset({"next"})
"""A cursor is sealed by a secret of the process."""
CLOSE: Final = 1e-9
"""How far two floats may be from each other, relative to the larger one."""


def questions(metrics: list[dict[str, Any]], people: list[str], *, is_whole: bool) -> Iterator[str]:
    """The addresses of everything that is read from facts; whole: metrics in all their groups and steps."""
    yield from (
        "/api/journeys",
        "/api/segments",
        "/api/programmes",
        "/api/report/global",
        "/api/proofs",
        "/api/overlap",
    )
    yield from ("/api/overlap?of=inside&days=365", "/api/tracking-plan", "/api/lists", "/api/backlog", "/api/accounts")
    yield from ("/api/people?q=saas", "/api/people?q=%40", "/api/messages", "/api/offers", "/api/models", "/api/home")
    yield from (f"/api/programmes/{one}/report" for one in ("product", "shop"))
    for event, field in (("order_placed", "amount"), ("plan_upgraded", "revenue"), ("order_placed", "")):
        yield f"/api/value?event={event}&field={field}&weeks=20"
    for begin, reach in (("feature_limit_reached", "plan_upgraded"), ("page_viewed", "plan_upgraded")):
        yield from (f"/api/time-to?begin={begin}&reach={reach}&days=3650{by}" for by in ("", "&by=amount", "&by=plan"))
    for journey in JOURNEYS:
        page = f"/api/journeys/{journey}"
        yield from (page, f"{page}/report", f"{page}/report/metrics", f"{page}/proof", f"{page}/live?days=90")
        yield from (f"{page}/people", f"{page}/limits", f"{page}/choices", f"{page}/plan", f"{page}/report/decisions")
        tables = ("funnel", "exits", "refusals", "channels", "over_time", "arms", "comparisons")
        yield from (f"{page}/report?format=csv&table={table}" for table in tables)
        for by in ("trait:plan", "trait:seats", "account:size", "entry:amount", "segment:mail", "segment:plan"):
            yield f"{page}/report/groups?by={by}"
        yield from (f"/api/people/{one}/why?journey={journey}" for one in people)
    for one in people:
        yield from (f"/api/people/{one}", f"/api/people/{one}/timeline", f"/api/people/{one}/export")
    yield from (f"/api/segments/{segment}" for segment in SEGMENTS)
    for metric in metrics:
        if metric.get("route"):
            continue  # it is asked at the addresses above
        takes, groups = metric["takes"], metric.get("by") or [""]
        base = f"/api/metrics/{metric['name']}?from=1997-01-01&to=2026-12-31"
        sources = ["event=order_placed"] if "event" in takes else [""]
        sources += [f"journey={one}" for one in JOURNEYS[: 2 if is_whole else 1] if "journey" in takes]
        sources = [one for one in sources if one or not {"event", "journey"} & set(metric.get("needs", ()))]
        for source in sources:
            for by in groups if is_whole else groups[-2:]:
                yield f"{base}&{source}&by={by}"
            more = (("step", ("month",)), ("mode", MODES), ("segment", ("buyers", "nested")))
            for name, values in more[: 3 if is_whole else 1]:
                yield from (f"{base}&{source}&{name}={value}" for value in values if name in takes)


async def answers(folder: Path, url: str, at: int, *, is_whole: bool) -> dict[str, Any]:
    """All answers of an app over a data folder, by address."""
    settings = _settings(0).model_copy(update={"facts": SecretStr(url)})
    app = App(folder, settings, VirtualClock(at))
    async with running(app, "127.0.0.1", 0) as base:
        key = app.keys.create("admin")
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=600, trust_env=False) as client:
            for name, when in SEGMENTS.items():
                body = {"document": {"kind": "segment", "id": name, "when": when}, "publish": True, "reason": "equal"}
                answer = await client.post("/api/documents", json=body)
                assert answer.status_code == 200, answer.text
            await asyncio.to_thread(app.exporter.catch_up)
            metrics = (await client.get("/api/metrics")).json()["metrics"]
            told = await asyncio.to_thread(app.facts.query, "SELECT person FROM people ORDER BY md5(person) LIMIT 3")
            people = [quote(str(person), safe="") for (person,) in told]
            found = {}
            for address in questions(metrics, people, is_whole=is_whole):
                answer = await client.get(address)
                is_json = answer.headers.get("content-type", "").startswith("application/json")
                print(f"{time.monotonic():.1f} {answer.status_code} {address}", file=sys.stderr)
                found[address] = (answer.status_code, _kept(answer.json()) if is_json else _table(answer.text))
            return found


def _kept(value: Any) -> Any:
    match value:
        case dict():
            return {name: _kept(one) for name, one in value.items() if name not in SKIPPED}
        case list():
            return [_kept(one) for one in value]
        case _:
            return value


def _table(text: str) -> list[list[Any]]:
    """The cells of a CSV, numbers as numbers."""
    return [[_number(cell) for cell in row] for row in csv.reader(text.splitlines())]


def _number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


def compare(folder: Path, size: Size) -> tuple[int, list[str]]:
    """How many answers with figures were compared, and what differs."""
    data = folder / "data"
    assert demo(headless=True, port=0, data=data, size=size) == 0
    is_whole = size == WHOLE
    with clickhouse(folder / "clickhouse") as server:
        url = server.fresh()
        in_duckdb = asyncio.run(answers(data, "", AT, is_whole=is_whole))
        copy = folder / "copy.duckdb"
        copy.write_bytes((data / "facts.duckdb").read_bytes())
        load_file(url, copy, 1_024)
        (data / "facts.duckdb").rename(folder / "away.duckdb")
        in_clickhouse = asyncio.run(answers(data, url, AT, is_whole=is_whole))
        assert not (data / "facts.duckdb").exists(), "the facts were not asked of ClickHouse"
    ok = [address for address, (status, _) in in_duckdb.items() if status == 200]
    differ = [
        "\n".join([address, *places])
        for address in in_duckdb
        if (places := list(islice(_where(in_duckdb[address], in_clickhouse[address]), 10)))
    ]
    for address, (status, told) in in_duckdb.items():
        if status != 200:
            print(f"not answered by either: {status} {address} {_short(told)[:160]}", file=sys.stderr)
    return len(ok), differ


def _where(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """The places at which two answers differ."""
    match one, other:
        case dict(), dict() if one.keys() == other.keys():
            for name in one:
                yield from _where(one[name], other[name], f"{at}.{name}")
        case (list(), list()) | (tuple(), tuple()) if len(one) == len(other):
            for place, pair in enumerate(zip(one, other, strict=True)):
                yield from _where(*pair, f"{at}[{place}]")
        case float(), float() if math.isclose(one, other, rel_tol=CLOSE):
            return
        case _ if one != other:
            yield f"  {at}: DuckDB {_short(one)}, ClickHouse {_short(other)}"


def _short(answer: Any) -> str:
    return json.dumps(answer)[:300]


def main() -> int:
    """1 where anything differs."""
    given = argparse.ArgumentParser()
    given.add_argument("--every", type=int, default=1)
    given.add_argument("--people", type=int, default=9_000)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        count, differ = compare(Path(folder), Size(every=asked.every, people=asked.people))
    print("\n".join([*differ, f"{count} answers compared, {len(differ)} differ"]))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
