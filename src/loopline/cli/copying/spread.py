"""`loopline reshard`: a record grows to more shards, in a folder of its own."""

import time
from contextlib import ExitStack
from pathlib import Path

import msgspec
from rich.console import Console

from loopline.cli.copying.act import own_all
from loopline.logs import fault_teller
from loopline.runtime.clock import SystemClock
from loopline.settings import read_settings
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.places import Places
from loopline.upkeep.copying import set_aside
from loopline.upkeep.resharding.reshard import reshard

out = Console(stderr=True, highlight=False)
KEPT_IN = "before-reshard"


def spread_record(data: Path, shards: int, to: Path, *, as_json: bool) -> int:
    """Spread, compare, then set the source aside."""
    keep_new_files_private()
    settings, target = read_settings(), to.absolute()
    source = Places(data, settings.store_url(), settings.log_url())
    begun = time.monotonic()
    with ExitStack() as stack:
        before = own_all(source, stack)
        done = reshard(source, target, shards, settings, SystemClock(), fault_teller("reshard"))
        kept = set_aside(source, before, KEPT_IN)
    if as_json:
        print(msgspec.json.encode(done).decode())
    for one in done:
        out.print(f"{one.table}: {one.rows:,} rows, digest {one.digest}, the same", markup=False)
    seconds = time.monotonic() - begun
    out.print(f"{before} shards became {shards} in {target}; it took {seconds:.1f} s.", markup=False)
    out.print(f"What it was made of is kept in {kept}.", markup=False)
    out.print(f"Serve it, without LOOPLINE_STORE: LOOPLINE_SHARDS={shards} loopline serve --data {to}", markup=False)
    return 0
