"""What `loopline offer` does: through the running server, or on a folder that nobody serves."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid, LooplineError, Missing
from loopline.model.keyed.ledger import CODES_MAX, code_digest
from loopline.model.keyed.upload import CODES_AT_ONCE, code_lines
from loopline.studio.offers import schemas as shape
from loopline.studio.offers.desk import OfferDesk

console = Console(highlight=False)
PATH: Final = "/api/offers"
FILE_BYTES_MAX: Final = 16_000_000
PART_BYTES: Final = 900_000
Answer = TypeVar("Answer")


def list_offers(data: Path, *, as_json: bool) -> int:
    """Print every offer and its ledger."""
    found = _ask(data, PATH, shape.OfferList, lambda desk: desk.listing())
    if as_json:
        print(msgspec.json.encode(found.offers).decode())
        return 0
    table = Table("offer", "state", "spent", "budget", "grants", "redeemed", "codes left", "journeys", box=None)
    for one in found.offers:
        bound = f"{one.budget:,.2f} {one.currency}" if one.budget else "none"
        grants = f"{one.counted:,} of {one.grants_most:,}" if one.grants_most else f"{one.granted:,}"
        codes = f"{one.codes_left:,}" if one.code_source == "pool" else "-"
        row = (f"{one.spent:,.2f}", bound, grants, f"{one.redeemed:,}", codes)
        table.add_row(one.id, one.standing.replace("_", " "), *row, ", ".join(one.journeys))
    console.print(table if found.offers else "No offer is published.")
    return 0


def show_offer(data: Path, offer: str) -> int:
    """Print one offer. Raises Missing `offer_unknown`."""
    found = _ask(data, _path(offer), shape.OfferLine, lambda desk: desk.line(offer))
    print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    return 0


def add_codes(data: Path, offer: str, file: Path) -> int:
    """Put the codes of a file into the pool, part by part. Raises Missing `file_missing`, Invalid, Conflict."""
    if not file.is_file():
        raise Missing("file_missing", f"There is no file {file}.")
    if file.stat().st_size > FILE_BYTES_MAX:
        raise Invalid("file_too_large", f"The file has at most {FILE_BYTES_MAX // 1_000_000} MB; split it up.")
    text = file.read_text("utf-8-sig", "replace")
    codes = {code_digest(code) for code in code_lines(text)}  # what refuses a file does so before a part of it is sent
    if len(codes) > CODES_MAX:
        words = f"The file has {len(codes):,} codes, and an offer {CODES_MAX:,} in all, at most. Nothing was taken."
        raise Invalid("codes_full", words)
    read = added = known = left = 0
    for part in _parts(text):
        try:
            said = _add(data, offer, part)
        except LooplineError:
            if read:
                console.print(f"{read:,} codes of the file were read before this: {added:,} new, {known:,} known.")
            raise
        read, added, known, left = read + said.read, added + said.added, known + said.known, said.left
    console.print(f"{read:,} codes read: {added:,} are new, {known:,} were known; {left:,} are left to give.")
    return 0


def _parts(text: str) -> Iterator[bytes]:
    lines: list[str] = []
    size = 0
    for line in text.splitlines():
        if len(lines) >= CODES_AT_ONCE or size + len(line) + 1 > PART_BYTES:
            yield "\n".join(lines).encode()
            lines, size = [], 0
        lines.append(line)
        size += len(line.encode()) + 1
    yield "\n".join(lines).encode()


def _add(data: Path, offer: str, part: bytes) -> shape.CodesAnswer:
    server = serving(data)
    if server:
        body = Remote(server.url, server.key).post_text(f"{_path(offer)}/codes", part)
        return msgspec.json.decode(body, type=shape.CodesAnswer)

    async def here(app: App) -> shape.CodesAnswer:
        return await app.studio.offers.add_codes(offer, part)

    return with_app(data, here)


def _path(offer: str) -> str:
    return f"{PATH}/{quote(offer, safe='')}"


def _ask(data: Path, path: str, kind: type[Answer], here: Callable[[OfferDesk], Answer]) -> Answer:
    server = serving(data)
    if server:
        return msgspec.json.decode(Remote(server.url, server.key).get(path), type=kind)

    def asked(app: App) -> Awaitable[Answer]:
        return _answered(here(app.studio.offers))

    return with_app(data, asked)


async def _answered(found: Answer) -> Answer:
    return found
