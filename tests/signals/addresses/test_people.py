"""A person and an address on different shards: the answer may come late, twice and in any order."""

from msgspec.structs import replace

from loopline.decisions.policy.gate import Asked, ask
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address
from loopline.model.effect import Effect, EmitSignal
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, ConsentChanged, PersonLinked, Signal
from loopline.model.signals.addresses import AddressJoined, AddressSpoken, AddressTold
from loopline.pipeline.advance import advance
from loopline.signals.addresses.address import advance_address
from tests.decisions.played import MAIL, START, published, stated

RULES = published({"nodes": {"mail": MAIL}})
KEY = "!at/email/ann@box.test"
BOUNCED = AddressSpoken(key=KEY, id="b", at=START, received_at=START, words=("bounced",))


def emitted(effects: list[Effect]) -> list[Signal]:
    return [effect.signal for effect in effects if isinstance(effect, EmitSignal)]


def new_ann(email: str = "Ann@box.test", at: int = START) -> tuple[Person, list[Signal]]:
    person, effects = advance(Person(key="ann", traits={}), stated(at, email=email), RULES, at)
    return person, emitted(effects)


def at_the_send(person: Person, address: str = "Ann@box.test", rules: PublishedSet = RULES) -> str:
    return ask(Asked("email", "", address, enrollment="e"), person, rules.live["j"], rules, START, sending=True).reason


def test_nothing_leaves_before_the_address_has_answered() -> None:
    address, _ = advance_address(Address(key=KEY), BOUNCED)
    person, (join,) = new_ann()
    assert isinstance(join, AddressJoined) and at_the_send(person) == "address_asked"
    address, effects = advance_address(address, join)
    (told,) = emitted(effects)
    for _ in range(2):
        person, _ = advance(person, told, RULES, START)
        assert at_the_send(person) == "suppressed_bounced"


def test_an_older_word_of_the_address_is_void() -> None:
    person, (join,) = new_ann()
    address, first = advance_address(Address(key=KEY), join)
    address, second = advance_address(address, BOUNCED)
    for told in (*emitted(first), *emitted(second), *emitted(first)):
        person, _ = advance(person, told, RULES, START)
    assert at_the_send(person) == "suppressed_bounced"


def test_an_answer_that_was_lost_is_asked_for_again() -> None:
    person, _ = new_ann()
    answer = AttemptAnswered(
        key="ann",
        id="x",
        at=START + 120_000,
        received_at=START + 120_000,
        message="m",
        attempt=0,
        result="deferred",
        channel="email",
        topic="",
        code="address_asked",
        address="Ann@box.test",
    )
    _, effects = advance(person, answer, RULES, answer.received_at)
    (again,) = emitted(effects)
    assert isinstance(again, AddressJoined) and (again.key, again.left) == (KEY, False)


def test_a_signal_that_changes_no_address_says_nothing_to_it() -> None:
    person, _ = new_ann()
    _, effects = advance(person, stated(START + 1, plan="pro", email="ann@BOX.test"), RULES, START + 1)
    assert emitted(effects) == []


def test_the_one_before_the_last_address_is_left() -> None:
    person, effects = new_ann()[0], list[Effect]()
    for number in range(1, 4):
        person, effects = advance(person, stated(START + number, email=f"ann{number}@box.test"), RULES, START + number)
    left = [one.key for one in emitted(effects) if isinstance(one, AddressJoined) and one.left]
    assert left == ["!at/email/ann1@box.test"]


def test_a_message_for_an_address_that_she_left_long_ago_does_not_leave() -> None:
    person, _ = new_ann()
    for number in range(2):
        person, _ = advance(
            person, stated(START + 1 + number, email=f"ann{number}@box.test"), RULES, START + 1 + number
        )
    assert at_the_send(person) == "address_left"


def test_two_who_become_one_know_what_either_was_told_last() -> None:
    ann, (join,) = new_ann()
    address, effects = advance_address(Address(key=KEY), join)
    bob = Person(key="bob", traits={})
    bob, joined = advance(bob, stated(START, email="ann@box.test"), RULES, START)
    address, more = advance_address(address, emitted(joined)[0])
    for told in emitted([*effects, *more]):
        ann = advance(ann, told, RULES, START)[0] if told.key == "ann" else ann
        bob = advance(bob, told, RULES, START)[0] if told.key == "bob" else bob
    _, effects = advance_address(address, BOUNCED)
    for_ann, for_bob = emitted(effects)
    assert for_ann.id != for_bob.id, "what was told to one is no double of what was told to the other"
    bob, _ = advance(bob, for_bob, RULES, START)
    linked = PersonLinked(key="ann", id="l", at=START, received_at=START, other="bob")
    ann, asks = advance(ann, linked, RULES, START)
    _, answers = advance(bob, emitted(asks)[0], RULES, START)
    ann, _ = advance(ann, emitted(answers)[0], RULES, START)
    assert at_the_send(ann) == "suppressed_bounced"


def test_a_browsers_permission_is_told_to_no_address() -> None:
    person, _ = new_ann()
    yes = ConsentChanged(
        key="ann", id="c", at=START, received_at=START, channel="email", topic="", allowed=True, trust="browser"
    )
    assert emitted(advance(person, yes, RULES, START)[1]) == []


def test_more_people_than_an_address_can_have_are_told_that_it_is_nobodys() -> None:
    address = Address(key=KEY, members=tuple(f"p{number}" for number in range(1_000)))
    person, (join,) = new_ann()
    after, effects = advance_address(address, join)
    (told,) = emitted(effects)
    assert after.members == address.members and isinstance(told, AddressTold)
    person, _ = advance(person, told, RULES, START)
    assert at_the_send(person) == "address_crowded"


def joined(address: Address, person: str, *, guest: bool = False) -> tuple[Address, list[AddressTold]]:
    """The address after somebody joined it, and what it told."""
    signal = AddressJoined(key=KEY, id=f"join/{person}", at=START, received_at=START, person=person, guest=guest)
    after, effects = advance_address(address, signal)
    return after, [one for one in emitted(effects) if isinstance(one, AddressTold)]


def crowded(told: list[AddressTold]) -> list[str]:
    """Who was told that the address is nobody's."""
    return [one.key for one in told if "crowded" in (one.words or {})]


def test_who_had_an_address_first_keeps_it_and_the_crowd_that_comes_later_is_refused() -> None:
    address, _ = joined(Address(key=KEY), "ann", guest=True)
    for number in range(1_100):
        address, told = joined(address, f"made-up-{number}", guest=True)
        assert crowded(told) == ([f"made-up-{number}"] if number >= 999 else [])
    assert address.members[0] == "ann" and len(address.members) == 1_000


def test_whom_a_server_names_comes_before_those_whom_a_browser_made_up() -> None:
    address = Address(key=KEY)
    for number in range(1_000):
        address, _ = joined(address, f"made-up-{number}", guest=True)
    address, told = joined(address, "ann")
    assert crowded(told) == ["made-up-999"] and [one.key for one in told][-1] == "ann"
    address, told = joined(address, "made-up-0")
    assert crowded(told) == [] and len(address.guests) == 998, "one of them was vouched for meanwhile"
    for number in range(998):
        address, told = joined(address, f"known-{number}")
        assert crowded(told) == [f"made-up-{998 - number}"]
    assert not address.guests and {"ann", "made-up-0"} <= set(address.members)
    full, told = joined(address, "late")
    assert crowded(told) == ["late"] and full == address


def test_a_browsers_address_is_a_guest_there() -> None:
    said = replace(stated(START, email="Ann@box.test"), trust="browser")
    _, effects = advance(Person(key="ann", traits={}), said, RULES, START)
    (join,) = emitted(effects)
    assert isinstance(join, AddressJoined) and join.guest
    _, (own,) = new_ann()
    assert isinstance(own, AddressJoined) and not own.guest
