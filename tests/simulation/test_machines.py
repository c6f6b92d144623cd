"""Workers, edges and the studio of one record as processes of their own: killed, frozen and restarted under load."""

from functools import partial
from pathlib import Path

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import make_write_key
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.storage.sql.places import Places
from tests.simulation.lives import AT_ONCE, PEOPLE, Client, until
from tests.simulation.machines import machines, up
from tests.simulation.outbox_rows import all_shards
from tests.simulation.reckoning import check_nothing_lost_or_doubled

SHARDS = 4


@pytest.mark.alone
def test_all_parts_together(tmp_path: Path, postgres_url: str) -> None:
    settings = {"LOOPLINE_STORE": postgres_url, "LOOPLINE_SHARDS": str(SHARDS)}
    key = make_write_key(tmp_path / "key", postgres_url)
    events = list(stream(3_000, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    with running_sinks() as sinks, machines(tmp_path, {**settings, "LOOPLINE_SMTP_URL": sinks.smtp_url}, key) as all_of:
        studio = up(all_of.begin("studio"))
        (tmp_path / "secrets").symlink_to(studio.folder / "secrets")
        worker, other = all_of.begin("work"), all_of.begin("work")
        edge, second = up(all_of.begin("edge")), up(all_of.begin("edge"))
        until(lambda: bool(all_of.taken(worker) and all_of.taken(other)), "both work")
        studio.push(write_documents(tmp_path, mail_journey()))
        edge.load(identify_bodies(PEOPLE, 500))
        studio.level()
        halves = [Client(one, part) for one, part in ((edge, bodies[::2]), (second, bodies[1::2]))]
        for one in halves:
            one.start()
        for one in halves:
            one.join(40)
            assert not one.left
        beside = partial(all_shards, Places(tmp_path, postgres_url), SHARDS)
        check_nothing_lost_or_doubled(studio, beside, sinks, wanted, None)
