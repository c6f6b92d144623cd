"""The workload is the one of peers: the same people, the same events, the same messages expected of them."""

import msgspec
import pytest

from loopline.bench.workload import Profile, identify_bodies, must_send, named, population, stream, track_bodies
from tests.bench import peer

PEOPLE, EVENTS = 300, 3_000


def test_the_population_is_the_one_of_peers() -> None:
    ours = [{"id": one.id, "email": one.email, "props": one.traits} for one in population(PEOPLE)]
    assert ours == list(peer.users(PEOPLE))


@pytest.mark.parametrize("profile", ["mix", "hot"])
def test_the_stream_and_its_messages_are_those_of_peers(profile: Profile) -> None:
    ours = list(stream(EVENTS, PEOPLE, profile, first=7))
    theirs = list(peer.events(EVENTS, PEOPLE, profile, first=7))
    assert [{"user": one.person, "name": one.name, "props": one.properties} for one in ours] == theirs
    assert must_send(ours, PEOPLE) == set(peer.expected(theirs, PEOPLE))


def test_the_profiles_send_what_they_are_said_to() -> None:
    mix, hot = list(stream(EVENTS, PEOPLE, "mix")), list(stream(EVENTS, PEOPLE, "hot"))
    assert 0.02 < len(must_send(mix, PEOPLE)) / EVENTS < 0.06
    assert 0.85 < len(must_send(hot, PEOPLE)) / EVENTS < 0.95


def test_events_of_one_name_differ_from_the_mix_by_nothing_else() -> None:
    ours = list(named("feature_used", 50, PEOPLE, first=7))
    assert {one.name for one in ours} == {"feature_used"}
    mix = stream(50, PEOPLE, "mix", first=7)
    assert [(one.number, one.person, one.properties) for one in ours] == [
        (one.number, one.person, one.properties) for one in mix
    ]


def test_bodies_hold_every_message_once_under_its_own_id() -> None:
    bodies = track_bodies(stream(1_050, PEOPLE, "mix"), 500) + identify_bodies(PEOPLE, 500)
    batches = [msgspec.json.decode(body)["batch"] for body in bodies]
    assert [len(batch) for batch in batches] == [500, 500, 50, PEOPLE]
    ids = [message["messageId"] for batch in batches for message in batch]
    assert len(set(ids)) == 1_050 + PEOPLE
    assert max(map(len, bodies)) < 500 * 1_024
