"""Several shards decide as one: merges, messages, accounts and publications that cross."""

from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.duration import DAY, HOUR
from loopline.model.ids import PUBLISHED_KEY, shard_of
from loopline.model.person import Person
from loopline.model.records import Record
from loopline.model.signal import AccountJoined, ConsentChanged, JourneyStateChanged
from loopline.model.signals.erasure import PersonForgotten
from loopline.model.signals.shards import ShardTold
from loopline.runtime.engine.cache import decode, encode
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from tests.runtime.engine.shards.shards_made import MAIL, Shards

LATER = {
    "entry": {"on": ["alpha"]},
    "start": "wait",
    "nodes": {"wait": {"kind": "wait", "for": "1d", "then": "mail"}, "mail": MAIL},
}


def test_people_live_where_the_tests_believe() -> None:
    homes = {key: shard_of(key, 2) for key in ("ann", "dan", "~v0", "bob", "eve", "@acme", PUBLISHED_KEY)}
    assert homes == {"ann": 1, "dan": 1, "~v0": 1, "bob": 0, "eve": 0, "@acme": 0, PUBLISHED_KEY: 0}


def test_a_trigger_right_after_a_merge_sees_the_past_of_both() -> None:
    shards = Shards()
    asks = {"on": ["beta"], "where": 'count("alpha") >= 2'}
    shards.accept(replace(shards.publish(entry=asks, start="mail", nodes={"mail": MAIL})))
    shards.settle()
    shards.accept(shards.event("~v0"), shards.event("~v0"), shards.traits("bob", email="bob@example.test"))
    shards.accept(shards.link("bob", "~v0"), shards.event("bob", "beta"))
    assert shards.person("bob").stash, "she rests until the state is there"
    shards.settle()
    assert len(shards.facts("entered")) == 1
    assert len(shards.send()) == 1


def test_links_that_cross_make_one_person() -> None:
    shards = Shards()
    shards.accept(shards.traits("ann", plan="pro"), shards.traits("bob", seats=4))
    shards.accept(shards.link("ann", "bob"), shards.link("bob", "ann"))
    shards.settle()
    one, other = shards.person("ann"), shards.person("bob")
    assert (one.merged_into == "bob") != (other.merged_into == "ann")
    survivor = other if one.merged_into else one
    assert survivor.traits == {"plan": "pro", "seats": 4} and not survivor.awaits


def test_a_late_signal_for_a_tombstone_reaches_the_survivor_once() -> None:
    shards = Shards()
    shards.accept(shards.event("ann"), shards.link("bob", "ann"))
    shards.settle()
    late = shards.traits("ann", plan="pro")
    shards.accept(late, late)
    shards.settle()
    shards.accept(late, replace(late, key="bob"))
    shards.settle()
    assert shards.person("bob").traits == {"plan": "pro"}
    assert [fact["key"] for fact in shards.facts("event")] == ["s1"]
    assert shards.cluster.shards[1].state.tellings(0, 10) == []


def test_a_message_stays_in_its_outbox_and_its_outcome_is_marked_there() -> None:
    """ann enters, and has a message in the outbox of her shard; then she turns out to be bob, of the other one."""
    shards = Shards()
    shards.accept(shards.publish(**LATER))
    shards.settle()
    shards.accept(shards.traits("ann", email="ann@example.test"), shards.event("ann"))
    shards.settle()
    shards.clock.move_to(shards.clock.now() + DAY + HOUR)
    shards.decide()
    key = next(fact["key"] for fact in shards.facts("message"))
    shards.accept(shards.link("bob", "ann"))
    shards.settle()
    assert shards.cluster.shards[1].state.messages([key])[key].status == "pending"
    assert shards.send() == [key]
    assert shards.cluster.shards[1].state.messages([key])[key].status == "sent"
    assert shards.cluster.shards[0].state.messages([key]) == {}
    assert [fact["person"] for fact in shards.facts("attempt") if fact["name"] == "sent"] == ["bob"]


def test_members_of_another_shard_hear_of_their_account_and_name_its_traits_beside_them() -> None:
    shards = Shards()
    now, many = shards.clock.now(), {f"trait {n}": "x" * 40 for n in range(30)}
    for key in ("ann", "bob"):
        shards.accept(AccountJoined(key=key, id=f"join {key}", at=now, received_at=now, account="@acme", traits=many))
    shards.settle()
    for key in ("ann", "bob"):
        record = shards.cluster.home(key).state.load([key])[key]
        person = shards.cluster.loops[shards.cluster.home(key).number].people.get(key).state
        assert isinstance(person, Person) and person.account_traits == many and len(record.state) < 1_000
    copy = decode(shards.cluster.shards[1].state.load(["@acme"])["@acme"])
    assert isinstance(copy, Account) and not copy.members and copy.wake_at() is None
    assert [held.members for held in (copy.versions or {}).values()] == [1]


def test_a_publication_is_one_fact_and_every_shard_knows_how_many_there_were() -> None:
    shards = Shards()
    now = shards.clock.now()
    pause = JourneyStateChanged(key=PUBLISHED_KEY, id="pause", at=now, received_at=now, journey="j", state="paused")
    shards.accept(shards.publish(**LATER), pause, replace(pause, id="live", state="live"))
    shards.settle()
    assert len(shards.facts("published")) == 1 and len(shards.facts("state")) == 2
    for shard, loop in zip(shards.cluster.shards, shards.cluster.loops.values(), strict=True):
        assert shard.state.heard()[PUBLICATIONS] == 3
        assert loop.published.states["j"] == "live"


def test_whoever_is_forgotten_answers_and_hears_nothing_more() -> None:
    shards = Shards()
    now = shards.clock.now()
    shards.accept(shards.traits("ann", plan="pro"))
    shards.accept(PersonForgotten(key="ann", id="forget", at=now, received_at=now, alias="!was/1"))
    shards.accept(shards.link("bob", "ann"))
    shards.settle()
    bob = shards.person("bob")
    assert not bob.awaits and bob.traits == {}


def test_a_telling_that_could_not_be_decided_is_decided_later_whatever_was_heard_since() -> None:
    shards = Shards()
    shards.accept(shards.event("ann"), shards.link("bob", "ann"))
    shards.settle()
    told = next(
        one
        for entry in shards.cluster.shards[1].log.read(0, 100)
        for one in entry.signals
        if isinstance(one, ShardTold)
    )
    loop = shards.cluster.loops[1]
    realm = loop._realm
    assert realm is not None
    builder = loop._builder()
    assert not realm.hears(told, builder.words, anew=False)
    assert realm.hears(told, builder.words, anew=True)


def test_whoever_comes_with_a_passage_of_a_journey_that_has_stopped_here_leaves_it() -> None:
    """bob's shard has stopped the journey and told everybody inside; ann's has not heard of it when she hands over."""
    shards = Shards()
    now = shards.clock.now()
    shards.accept(shards.publish(**LATER))
    shards.settle()
    shards.accept(shards.event("ann"))
    assert shards.person("ann").enrollments
    shards.accept(
        JourneyStateChanged(key=PUBLISHED_KEY, id="stop", at=now, received_at=now, journey="j", state="stopped")
    )
    while shards.cluster.fan_out(shards.cluster.shards[0]):
        shards.decide()
    shards.accept(shards.link("bob", "ann"))
    first = shards.cluster.shards[0].state.tellings(1, 10)
    assert len(first) == 2, "the stop, and the question for ann"
    shards.settle()
    while shards.cluster.fan_out(shards.cluster.shards[1]):
        shards.decide()
    assert shards.person("bob").enrollments == ()


def test_whoever_comes_with_a_passage_that_a_pause_kept_goes_on_with_it() -> None:
    """The pause has ended, and bob's shard has told everybody inside; ann is handed over before hers has."""
    shards = Shards()
    now = shards.clock.now()
    shards.accept(shards.publish(**LATER))
    shards.settle()
    shards.accept(shards.traits("ann", email="ann@example.test"), shards.event("ann"))
    pause = JourneyStateChanged(key=PUBLISHED_KEY, id="pause", at=now, received_at=now, journey="j", state="paused")
    shards.accept(pause)
    shards.settle()
    shards.clock.move_to(now + 2 * DAY)
    shards.decide()
    now = shards.clock.now()
    shards.accept(replace(pause, id="resume", state="live", at=now, received_at=now))
    while shards.cluster.fan_out(shards.cluster.shards[0]):
        shards.decide()
    shards.accept(shards.link("bob", "ann"))
    shards.settle()
    for shard in shards.cluster.shards:
        while shards.cluster.fan_out(shard):
            shards.decide()
    shards.settle()
    assert shards.person("ann").merged_into == "bob"
    assert shards.facts("message"), "the wait is over, so the message is decided"


def test_no_message_leaves_while_it_is_not_known_what_a_merge_brings() -> None:
    """bob is written to in the moment in which she is linked to ann, who has refused."""
    shards = Shards()
    shards.accept(shards.publish(entry={"on": ["alpha"]}, start="mail", nodes={"mail": MAIL}))
    shards.settle()
    now = shards.clock.now()
    refusal = ConsentChanged(
        key="ann", id="no", at=now, received_at=now, channel="email", topic="", allowed=False, source="test"
    )
    shards.accept(refusal, shards.traits("bob", email="bob@example.test"), shards.event("bob"))
    shards.settle()
    shards.accept(shards.link("bob", "ann"))
    assert shards.person("bob").awaits
    delivery = shards.cluster.deliveries[0]
    assert delivery.dispatch_next()
    shards.decide()
    assert shards.provider.taken == [] and not delivery.dispatch_next()
    shards.settle()
    assert [fact["reason"] for fact in shards.facts("attempt")] == ["merge_under_way"]
    shards.clock.move_to(now + 2_000)
    assert shards.send() == []
    assert [fact["reason"] for fact in shards.facts("attempt")] == ["merge_under_way", "unsubscribed"]


def test_the_limit_of_a_journey_holds_whoever_asks_from_whatever_shard() -> None:
    shards = Shards(3)
    limited = {"on": ["alpha"], "limits": {"total": 14}}
    shards.accept(shards.publish(entry=limited, start="wait", nodes={"wait": {"kind": "wait", "for": "9d"}}))
    shards.settle()
    shards.accept(*(shards.event(f"p{number}") for number in range(30)))
    shards.settle()
    entered = {fact["person"] for fact in shards.facts("entered")}
    assert len(entered) == 14
    assert len({shard_of(key, 3) for key in entered}) > 1, "all of one shard: this proves nothing"


def test_a_telling_that_cannot_be_read_is_set_aside_and_holds_nothing_up() -> None:
    shards = Shards()
    shards.accept(shards.event("ann"), shards.link("bob", "ann"))
    source, target = shards.cluster.shards
    source.state._waiting[1][0] = replace(source.state.tellings(1, 1)[0], words=b"\xc1")  # type: ignore[attr-defined]
    shards.accept(shards.traits("ann", plan="pro"), shards.link("eve", "dan"))
    errors: list[Exception] = []
    shards.cluster.loops[1]._on_error = errors.append
    shards.settle()
    assert errors, "somebody is told"
    aside = [one.item.code for one in target.state.quarantine.items(0, 10)]
    assert aside == ["signal_failed"]
    assert shards.person("dan").merged_into == "eve", "what was told after it was decided"
    assert target.state.heard()[0] == 2


def test_people_who_were_merged_round_in_a_circle_are_one_person_again_on_several_shards_too() -> None:
    shards = Shards()
    records = shards.cluster.shards[1].state._shelf.records  # type: ignore[attr-defined]
    for key, other in (("ann", "dan"), ("dan", "ann")):
        records[key] = Record(key, encode(Person(key=key, traits={}, merged_into=other)))
    shards.accept(shards.event("ann"))
    assert len(shards.facts("event")) == 1
    assert [shards.person(key).merged_into for key in ("ann", "dan")].count("") == 1
