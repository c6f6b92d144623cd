"""The loop alone decides what is in the log, tells what it used, and knows people of before."""

from pathlib import Path

import pytest

from loopline.bench.documents import mail_journey
from loopline.bench.growth.loop_alone import loop_alone, person_id, written_people
from loopline.bench.workload import identify_bodies, must_send, named, population, stream, track_bodies
from loopline.model.records import Transaction

PEOPLE = 30


def test_everything_is_decided_and_every_turn_counted(tmp_path: Path) -> None:
    events = list(stream(300, PEOPLE, "hot"))
    commits: list[Transaction] = []
    with loop_alone(tmp_path, 50, commits.append) as alone:
        alone.publish([mail_journey()])
        alone.take(identify_bodies(PEOPLE, 10))
        alone.take(track_bodies(events, 25))
        work = alone.decide()
        assert alone.loop.position == alone.log.end()
        assert alone.state.chunks(0, 1) == []
    assert sum(len(one.outbox) for one in commits) == len(must_send(events, PEOPLE))
    assert work.turns == len(commits) > 1
    assert 0 < work.longest_seconds <= work.wall_seconds
    assert 0 < work.longest_cpu_seconds <= work.cpu_seconds
    assert work.written_bytes > sum(len(record.state) for one in commits for record in one.records)


def test_nothing_in_the_log_is_no_work(tmp_path: Path) -> None:
    with loop_alone(tmp_path) as alone:
        work = alone.decide()
    assert (work.turns, work.cpu_seconds, work.longest_seconds) == (0, 0.0, 0.0)


@pytest.mark.parametrize("ids", [0, 3])
def test_people_of_before_are_known_to_the_loop(tmp_path: Path, ids: int) -> None:
    written_people(tmp_path, PEOPLE, ids).close()
    with loop_alone(tmp_path) as alone:
        assert len(alone.state.scan("", 100)) == PEOPLE
        assert [one.id for one in population(PEOPLE)] == [person_id(number) for number in range(PEOPLE)]
        record = alone.state.load([person_id(7)])[person_id(7)]
        assert len(record.seen) == ids * 8
        alone.take(track_bodies(named("page_viewed", 100, PEOPLE), 50))
        alone.decide()
        assert alone.state.quarantine.counts() == {}
