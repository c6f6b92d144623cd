"""Members' records name a version of their account's traits: nothing that is decided or asked can tell."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.person import Person
from loopline.model.records import Record
from loopline.runtime.engine import account_versions as module
from loopline.runtime.engine.cache import StateCache, decode, encode
from loopline.runtime.engine.people import People
from loopline.storage.sql.state import SqlState
from tests.contracts.made import transaction
from tests.runtime.engine.stage import NOW, PEOPLE, Stage, event, joined, linked, stated

LONG = "x" * 600

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "join", "trait", "event", "link", "open"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(["@acme", "@other"]),
        st.sampled_from([0, 1, True, 2.0, "a", None]),
        st.sampled_from(PEOPLE),
    ),
    max_size=30,
)


@given(ACTS, st.sampled_from([2, 50_000]))
def test_the_same_is_decided_and_known_whether_versions_are_named_or_not(
    acts: list[tuple[str, str, str, Any, str]], hot_people: int
) -> None:
    stages = {bound: Stage(hot_people=hot_people) for bound in (0, 1 << 30)}
    for bound, stage in stages.items():
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(module, "REFERRED_BYTES", bound)
            play(stage, acts)
            check_counts(stage)
    named, whole = stages.values()
    assert not named.faults and named.facts == whole.facts
    for stage in (named, whole):
        stage.open()
    assert exactly(named.people.get(PEOPLE)) == exactly(whole.people.get(PEOPLE))
    assert not whole.named() and all(one.account_traits in (None, {}) for one in records(named))


def play(stage: Stage, acts: Sequence[tuple[str, str, str, Any, str]]) -> None:
    """Each act in a step of its own."""
    for number, (act, person, account, value, other) in enumerate(acts):
        match act:
            case "join":
                stage.play(joined(person, number, account, plan=value, seats=1))
            case "trait":
                stage.play(stated(person, number))
            case "event":
                stage.play(event(person, number))
            case "link":
                stage.play(linked(person, number, other))
            case _:
                stage.open()


def check_counts(stage: Stage) -> None:
    """Accounts hold exactly the versions that records name."""
    assert stage.counted() == stage.named()


def records(stage: Stage) -> list[Person]:
    """Everybody as stored."""
    return [one for one in map(decode, stage.state.scan("", 999)) if isinstance(one, Person)]


def exactly(people: dict[str, Person]) -> dict[str, bytes]:
    """People to the letter: 1 is not true here."""
    return {key: encode(person) for key, person in people.items()}


def test_a_thousand_bytes_stand_once_and_members_share_them_in_memory(tmp_path: Path) -> None:
    stage = Stage(SqlState(tmp_path / "state.db"))
    stage.play(*(joined(f"p{n}", n, text=LONG) for n in range(50)))
    sizes = [len(record.state) for record in stage.state.scan("p", 99)]
    assert len(sizes) == 50 and max(sizes) < 200 and [one.members for one in held(stage)] == [50]
    stage.open()
    stage.play(*(stated(f"p{n}", 100 + n) for n in range(50)))
    traits = [stage.loop.people.get(f"p{n}").state for n in range(50)]
    assert len({id(one.account_traits) for one in traits if isinstance(one, Person)}) == 1
    check_counts(stage)
    stage.play(joined("p0", 200, text=LONG, plan="pro"))
    assert known(stage, "plan", *(f"p{n}" for n in range(50))) == {"pro"}
    assert [one.members for one in held(stage)] == [50], "the version that nobody names is gone"
    check_counts(stage)


def known(stage: Stage, name: str, *keys: str) -> set[Any]:
    """What people know of a trait of their account."""
    return {(one.account_traits or {}).get(name) for one in stage.people.get(keys).values()}


def held(stage: Stage) -> list[Any]:
    """The versions of the account."""
    return list((stage.account().versions or {}).values())


def test_few_traits_stay_where_they_were() -> None:
    stage = Stage()
    stage.play(joined("ann", 1, plan="pro"))
    assert stage.stored("ann").account_traits == {"plan": "pro"} and stage.account().versions is None


def test_a_record_of_before_is_read_and_names_a_version_once_it_changes() -> None:
    stage = Stage()
    traits = {"text": LONG}
    before = [Person(key, {}, NOW, account="@acme", account_traits=traits) for key in ("ann", "bob")]
    account = Account("@acme", traits, ("ann", "bob"))
    found = [Record("@acme", encode(account)), *(Record(one.key, encode(one)) for one in before)]
    stage.state.commit(transaction(stage.state.take_ownership(), 0, records=found))
    stage.open()
    stage.play(stated("ann", 1))
    assert stage.stored("ann").account_version and stage.stored("bob").account_traits == traits
    assert [one.account_traits for one in stage.people.get(["ann", "bob"]).values()] == [traits, traits]
    check_counts(stage)


def test_without_its_account_the_traits_are_unknown_and_they_come_back_with_it() -> None:
    stage = Stage()
    stage.play(joined("ann", 1, text=LONG), joined("bob", 2, text=LONG))
    whole = stage.state.load(["@acme"])["@acme"]
    damage(stage, Record("@acme", b"\xc1", whole.seen))
    stage.play(stated("ann", 3), joined("cee", 4, text=LONG), stated("ann", 5))
    assert [one.account_traits for one in stage.people.get(["ann", "bob"]).values()] == [None, None]
    (item,) = stage.state.quarantine.items(0, 10)
    stage.state.quarantine.ask(item.id, "drop")
    stage.play()
    damage(stage, replace(whole, wake_at=None))
    assert stage.stored("ann").account_version, "what she has heard is still named"
    stage.play(stated("ann", 6))
    found = stage.people.get(["ann", "bob"])
    assert [one.account_traits for one in found.values()] == [{"text": LONG}] * 2 and not stage.faults


def test_members_read_while_the_account_was_set_aside_know_its_traits_once_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage()
    stage.play(joined("ann", 1, text=LONG), joined("bob", 2, text=LONG))
    whole = stage.state.load(["@acme"])["@acme"]
    damage(stage, Record("@acme", b"\xc1", whole.seen))
    stage.play(stated("ann", 3), event("bob", 4), joined("cee", 5, text=LONG))
    monkeypatch.setattr("loopline.runtime.engine.mend.unpacked", lambda _: whole)
    mended(stage, "retry")
    assert known(stage, "text", "ann", "bob", "cee") == {LONG} and not stage.faults
    check_counts(stage)


def test_versions_of_an_account_that_was_dropped_are_not_taken_for_those_of_the_one_that_begins_anew() -> None:
    stage = Stage()
    stage.play(*(joined(one, n, text=LONG) for n, one in enumerate(("ann", "bob", "dan"))))
    damage(stage, Record("@acme", b"\xc1", stage.state.load(["@acme"])["@acme"].seen))
    stage.play(event("ann", 3), joined("cee", 4, text=LONG))
    mended(stage, "drop")
    stage.play(joined("ann", 5, text=LONG), joined("bob", 6, text=LONG))
    stage.open()
    assert known(stage, "text", "ann", "bob", "cee") == {LONG} and known(stage, "text", "dan") == {None}
    stage.play(joined("cee", 7, "@other", text=LONG), joined("dan", 8, "@other", text=LONG))
    stage.open()
    assert known(stage, "text", *PEOPLE) == {LONG} and not stage.faults
    check_counts(stage)


def mended(stage: Stage, act: Literal["retry", "drop"]) -> None:
    """An operator has what is set aside put back, or let go."""
    (item,) = stage.state.quarantine.items(0, 10)
    stage.state.quarantine.ask(item.id, act)
    stage.play()


def damage(stage: Stage, record: Record) -> None:
    """Something writes a record behind the loop's back, and the loop begins anew."""
    stage.state.commit(transaction(stage.state.take_ownership(), stage.loop.position, records=[record]))
    stage.open()


def test_a_transaction_that_fails_leaves_the_counts_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    stage.play(joined("ann", 1, text=LONG), joined("bob", 2, text=LONG))
    real = stage.state.commit

    def refuse(step: object) -> frozenset[str]:
        monkeypatch.setattr(stage.state, "commit", real)
        raise OSError("the disk is gone")

    monkeypatch.setattr(stage.state, "commit", refuse)
    with pytest.raises(OSError, match="disk"):
        stage.play(joined("ann", 3, text=LONG + "y"))
    stage.play(stated("bob", 4))
    check_counts(stage)
    assert known(stage, "text", "ann", "bob") == {LONG + "y"}


def test_readers_beside_the_loop_find_a_member_who_was_told_between_their_two_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage()
    stage.play(joined("ann", 1, text=LONG))
    reader = People(StateCache(stage.state), stage.state)
    real, reads = stage.state.load, list[Sequence[str]]()

    def load(keys: Sequence[str]) -> dict[str, Record]:
        found = real(keys)
        reads.append(keys)
        if len(reads) == 1:
            monkeypatch.setattr(stage.state, "load", real)
            stage.open()
            stage.play(joined("ann", 2, text=LONG + "y"))
            monkeypatch.setattr(stage.state, "load", load)
        return found

    monkeypatch.setattr(stage.state, "load", load)
    found = reader.get(["ann"])["ann"].account_traits
    assert found == {"text": LONG + "y"} and len(reads) > 2
