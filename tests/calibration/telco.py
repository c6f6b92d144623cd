"""IBM's sample of telco customers, as people who joined, paid and left: through the HTTP API, then a model of the
product's own, trained by its command.

The 7,043 rows stand outside of this repository (docs of the data say where they are from). What a row says of a person
is stated when she joined; her months become the time since then, her charges the invoices that she paid; whoever left
does so in the month after the moment as of which the model looks. No row is read by the model itself.
"""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from tests.runtime.parts import DAY
from tests.studio.house import House

ROOT: Final = Path(__file__).resolve().parents[2]
MONTH: Final = 30 * DAY
AT_ONCE: Final = 400
OF_TIME: Final = ("customerID", "tenure", "TotalCharges", "Churn")
"""What becomes times and events, and is no trait."""

MODEL: Final[dict[str, Any]] = {
    "kind": "model",
    "id": "churn",
    "owner": "retention",
    "label": {"event": "cancelled", "within": "30d"},
    "audience": 'count("subscribed") >= 1',
    "features": {"sums": ["invoice_paid.amount"]},
    "forbidden": ["gender"],
    "expires": "2099-01-01",
    "stage": "full",
}


def data_file() -> Path | None:
    """Where the rows are; None in a clone on its own."""
    places = (one / "shared" / "data" / "telco_churn.csv.gz" for one in (ROOT.parent, ROOT.parent.parent))
    return next((one for one in places if one.exists()), None)


def customers(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def messages(row: dict[str, str], now: int) -> Iterator[dict[str, Any]]:
    """What a customer's app would have sent, up to now (ms)."""
    who, looked_at = row["customerID"], now - MONTH
    months = int(row["tenure"])
    joined = looked_at - max(DAY, months * MONTH)
    traits = {name: _value(value) for name, value in row.items() if name not in OF_TIME}
    yield {"type": "identify", "userId": who, "traits": traits, "timestamp": _stamp(joined)}
    yield {"type": "track", "userId": who, "event": "subscribed", "timestamp": _stamp(joined), "messageId": f"{who}/in"}
    total = float(row["TotalCharges"].strip() or 0)
    paid = list(range(0, months, 12))
    for number, month in enumerate(paid):
        yield {
            "type": "track",
            "userId": who,
            "event": "invoice_paid",
            "properties": {"amount": round(total / len(paid), 2)},
            "timestamp": _stamp(min(looked_at - DAY // 2, joined + (month + 1) * MONTH)),
            "messageId": f"{who}/paid/{number}",
        }
    if row["Churn"] == "Yes":
        left = looked_at + DAY + crc32(who.encode()) % (27 * DAY)
        yield {
            "type": "track",
            "userId": who,
            "event": "cancelled",
            "timestamp": _stamp(left),
            "messageId": f"{who}/out",
        }


def send(house: House, rows: list[dict[str, str]], now: int) -> int:
    """All of it, in batches, through the public door; how many messages there were."""
    every = (message for row in rows for message in messages(row, now))
    count = 0
    while batch := list(islice(every, AT_ONCE)):
        answer = house.stranger.post("/v1/batch", json={"batch": batch}, headers=house.write)
        assert answer.status_code == 200, answer.text
        count += len(batch)
    house.settle()
    return count


def _value(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000, UTC).isoformat(timespec="milliseconds")
