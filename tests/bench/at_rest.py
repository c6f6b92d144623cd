"""Bytes at rest: what a data folder occupies after the mix and a clean stop; run as a module, it prints them."""

import argparse
import json
import os
import signal
import tempfile
import time
from pathlib import Path

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import make_write_key, running_server
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies

STORES = ("facts.duckdb", "log.db", "state.db", "studio.db")
AT_ONCE = 500
STOP_SECONDS = 120.0
OURS = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}


def bytes_at_rest(folder: Path, events: int, people: int) -> dict[str, int]:
    """Let a real server take the mix in, decide it, send what must be sent and stop; the bytes of each file then."""
    happenings = list(stream(events, people, "mix"))
    wanted = must_send(happenings, people)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, **OURS}
        with running_server(folder, settings, make_write_key(folder)) as server:
            server.push(write_documents(folder / "documents", mail_journey()))
            server.load(identify_bodies(people, AT_ONCE))
            server.load(track_bodies(happenings, AT_ONCE))
            server.level()
            ends = time.monotonic() + STOP_SECONDS
            while sinks.count() < len(wanted):
                assert time.monotonic() < ends, f"{sinks.count()} of {len(wanted)} messages arrived"
                time.sleep(0.05)
            server.level()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(STOP_SECONDS)
    return {name: sum(path.stat().st_size for path in folder.glob(f"{name}*")) for name in STORES}


def main() -> None:
    """Measure and print one JSON object: bytes an event by file, and GB in all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = bytes_at_rest(Path(name), asked.events, asked.people)
    each = {file: round(size / asked.events, 1) for file, size in found.items()}
    print(json.dumps({"events": asked.events, "bytes_an_event": each, "gb": round(sum(found.values()) / 1e9, 3)}))


if __name__ == "__main__":
    main()
