"""The desk: what the studio's people keep is there again, and nobody writes over somebody else's draft."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sqlite.studio import Desk, Key, Operator, Session, Shown, _changed


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk.db")
    yield desk
    desk.close()


def test_keys_are_found_by_their_prefix(desk: Desk) -> None:
    keys = [
        Key("k1", "write", "h1", "lw_ab", 1),
        Key("k2", "admin", "h2", "la_cd", 2),
        Key("k3", "write", "h3", "lw_ab", 3),
    ]
    for key in keys:
        desk.keys.add(key)
    assert desk.keys.by_prefix("lw_ab") == [keys[0], keys[2]]
    assert desk.keys.all() == keys
    assert desk.keys.drop("k1")
    assert not desk.keys.drop("k1")
    assert desk.keys.by_prefix("lw_ab") == [keys[2]]


def test_a_key_is_not_written_over(desk: Desk) -> None:
    desk.keys.add(Key("k1", "write", "h1", "lw_ab", 1))
    with pytest.raises(Conflict, match="key_taken"):
        desk.keys.add(Key("k1", "admin", "h2", "la_cd", 2))
    assert desk.keys.all() == [Key("k1", "write", "h1", "lw_ab", 1)]


def test_a_draft_counts_its_revisions(desk: Desk) -> None:
    assert desk.drafts.get("paywall") is None
    first = desk.drafts.save("paywall", b"1", 0, 10)
    second = desk.drafts.save("paywall", b"2", first.revision, 20)
    assert (first.revision, second.revision) == (1, 2)
    desk.drafts.save("winback", b"3", 0, 15)
    assert [draft.journey for draft in desk.drafts.all()] == ["paywall", "winback"]
    assert desk.drafts.get("paywall") == second
    assert desk.drafts.drop("paywall")
    assert desk.drafts.get("paywall") is None


def test_what_has_changed_is_known_by_the_database_and_not_by_the_driver(desk: Desk) -> None:
    """The driver does not take this for a write, as it takes no INSERT for one in a Turkish locale."""
    unseen = "WITH one(email) AS (SELECT ?) INSERT OR IGNORE INTO operators SELECT email, 'Ann', 'h', 1 FROM one"
    assert _changed(desk._database, unseen, ("ann@example.test",))
    assert not _changed(desk._database, unseen, ("ann@example.test",))
    assert [operator.name for operator in desk.operators.all()] == ["Ann"]


@pytest.mark.parametrize("over", [0, 1, 3])
def test_a_draft_that_moved_meanwhile_is_not_lost(desk: Desk, over: int) -> None:
    desk.drafts.save("paywall", b"1", 0, 10)
    desk.drafts.save("paywall", b"2", 1, 20)
    with pytest.raises(Conflict, match="draft_moved"):
        desk.drafts.save("paywall", b"mine", over, 30)
    saved = desk.drafts.get("paywall")
    assert saved is not None
    assert saved.document == b"2"


def test_saving_over_a_draft_that_never_was_is_refused(desk: Desk) -> None:
    with pytest.raises(Conflict, match="draft_moved"):
        desk.drafts.save("paywall", b"1", 5, 10)


def test_an_operator_signs_in_and_out(desk: Desk) -> None:
    desk.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    desk.operators.sign_in(Session("s1", "ann@example.com", 10, 100))
    assert desk.operators.session("s1", 99) == Session("s1", "ann@example.com", 10, 100)
    assert desk.operators.session("s1", 100) is None
    assert desk.operators.session("s2", 50) is None
    assert desk.operators.sign_out("s1")
    assert desk.operators.session("s1", 50) is None


def test_ended_sessions_are_swept_at_the_next_sign_in(desk: Desk) -> None:
    desk.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    desk.operators.sign_in(Session("s1", "ann@example.com", 10, 100))
    desk.operators.sign_in(Session("s2", "ann@example.com", 100, 200))
    assert desk.operators.session("s1", 0) is None
    assert desk.operators.session("s2", 150) is not None


def test_the_sessions_go_with_their_operator(desk: Desk) -> None:
    for name in ("ann", "bob"):
        desk.operators.put(Operator(name, name, "hash", 1))
        desk.operators.sign_in(Session(f"s-{name}", name, 10, 100))
    assert desk.operators.drop("ann")
    assert desk.operators.session("s-ann", 50) is None
    assert desk.operators.session("s-bob", 50) is not None
    assert [operator.email for operator in desk.operators.all()] == ["bob"]


def test_an_operator_is_put_again_with_a_new_password(desk: Desk) -> None:
    desk.operators.put(Operator("ann", "Ann", "old", 1))
    desk.operators.put(Operator("ann", "Ann B", "new", 2))
    assert desk.operators.get("ann") == Operator("ann", "Ann B", "new", 1)


def test_the_sandbox_keeps_each_message_once(desk: Desk, tmp_path: Path) -> None:
    shown = [Shown(f"m{n}", "email", "p:ann" if n % 2 else "p:bob", "a@example.com", b"{}", n) for n in range(5)]
    desk.sandbox.keep(shown)
    desk.sandbox.keep([Shown("m1", "sms", "p:eve", "", b"other", 99)])
    desk.sandbox.keep([])
    other = Desk(tmp_path / "desk.db")
    assert other.sandbox.get("m1") == shown[1]
    assert other.sandbox.get("m9") is None
    assert other.sandbox.latest(3) == [shown[4], shown[3], shown[2]]
    assert other.sandbox.latest(9, "p:ann") == [shown[3], shown[1]]
    other.sandbox.clear(before=4)
    assert desk.sandbox.latest(9) == [shown[4]]
    other.close()
