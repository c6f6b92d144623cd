"""`loopline alarm test`: through the running server, which knows the destinations."""

from pathlib import Path

import msgspec

from loopline.cli.local import Remote, serving
from loopline.model.errors import Unavailable
from loopline.studio.alarms.schemas import AlarmTestAnswer


def try_alarms(data: Path) -> int:
    """Print a line for each destination; 0 when all of them were told, 1 otherwise."""
    running = serving(data)
    if running is None:
        raise Unavailable("server_absent", "Start the server first: it is the one that tells alarms.")
    answer = Remote(running.url, running.key).post("/api/alarms/test", None)
    found = msgspec.json.decode(answer, type=AlarmTestAnswer).destinations
    for one in found:
        print(f"{one.destination}: {one.fault or 'told'}")
    return 1 if any(one.fault for one in found) else 0
