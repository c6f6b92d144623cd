"""The studio's store: what operators save is there again, and no draft is overwritten unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.access.operators import Operator, Session
from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import Key, StudioStore, _changed
from tests.storage.sql.older_desk import as_left_by


@pytest.fixture
def studio_store(place: Place) -> Iterator[StudioStore]:
    studio_store = StudioStore(place)
    yield studio_store
    studio_store.close()


def test_keys_are_found_by_their_prefix(studio_store: StudioStore) -> None:
    keys = [
        Key("k1", "write", "h1", "lw_ab", 1),
        Key("k2", "admin", "h2", "la_cd", 2),
        Key("k3", "write", "h3", "lw_ab", 3),
    ]
    for key in keys:
        studio_store.keys.add(key)
    assert studio_store.keys.by_prefix("lw_ab") == [keys[0], keys[2]]
    assert studio_store.keys.all() == keys
    assert studio_store.keys.drop("k1")
    assert not studio_store.keys.drop("k1")
    assert studio_store.keys.by_prefix("lw_ab") == [keys[2]]


def test_a_key_is_not_written_over(studio_store: StudioStore) -> None:
    studio_store.keys.add(Key("k1", "write", "h1", "lw_ab", 1))
    with pytest.raises(Conflict, match="key_taken"):
        studio_store.keys.add(Key("k1", "admin", "h2", "la_cd", 2))
    assert studio_store.keys.all() == [Key("k1", "write", "h1", "lw_ab", 1)]


def test_what_has_changed_is_known_by_the_database_and_not_by_the_driver(tmp_path: Path) -> None:
    """The driver does not take this for a write, as it takes no INSERT for one in a Turkish locale."""
    studio_store = StudioStore(tmp_path / "studio.db")
    unseen = (
        "WITH one(email) AS (SELECT ?) INSERT OR IGNORE INTO operators SELECT email, 'Ann', 'h', 1, 'owner', 1 FROM one"
    )
    assert _changed(studio_store._database, unseen, ("ann@example.test",))
    assert not _changed(studio_store._database, unseen, ("ann@example.test",))
    assert [operator.name for operator in studio_store.operators.all()] == ["Ann"]
    studio_store.close()


def test_an_operator_signs_in_and_out(studio_store: StudioStore) -> None:
    studio_store.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    studio_store.operators.sign_in(Session("s1", "ann@example.com", 10, 100))
    assert studio_store.operators.session("s1", 99) == Session("s1", "ann@example.com", 10, 100)
    assert studio_store.operators.session("s1", 100) is None
    assert studio_store.operators.session("s2", 50) is None
    assert studio_store.operators.sign_out("s1")
    assert studio_store.operators.session("s1", 50) is None


def test_ended_sessions_are_swept_at_the_next_sign_in(studio_store: StudioStore) -> None:
    studio_store.operators.put(Operator("ann@example.com", "Ann", "hash", 1))
    studio_store.operators.sign_in(Session("s1", "ann@example.com", 10, 100))
    studio_store.operators.sign_in(Session("s2", "ann@example.com", 100, 200))
    assert studio_store.operators.session("s1", 0) is None
    assert studio_store.operators.session("s2", 150) is not None


def test_the_sessions_go_with_their_operator(studio_store: StudioStore) -> None:
    for name in ("ann", "bob"):
        studio_store.operators.put(Operator(name, name, "hash", 1))
        studio_store.operators.sign_in(Session(f"s-{name}", name, 10, 100))
    assert studio_store.operators.drop("ann")
    assert studio_store.operators.session("s-ann", 50) is None
    assert studio_store.operators.session("s-bob", 50) is not None
    assert [operator.email for operator in studio_store.operators.all()] == ["bob"]


def test_an_operator_is_put_again_with_a_new_password(studio_store: StudioStore) -> None:
    studio_store.operators.put(Operator("ann", "Ann", "old", 1))
    studio_store.operators.put(Operator("ann", "Ann B", "new", 2))
    assert studio_store.operators.get("ann") == Operator("ann", "Ann B", "new", 1)


def test_operators_of_before_there_were_roles_are_owners_and_stay_signed_in(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "studio.db")
    studio_store.operators.put(Operator("ann", "Ann", "h", 1, "viewer", sees_people=False))
    studio_store.operators.sign_in(Session("s1", "ann", 10, 100))
    as_left_by(studio_store, "desk_0019")
    studio_store = StudioStore(tmp_path / "studio.db")
    assert studio_store.operators.get("ann") == Operator("ann", "Ann", "h", 1, "owner", sees_people=True)
    assert studio_store.operators.session("s1", 50) == Session("s1", "ann", 10, 100)
    studio_store.close()


def test_keys_of_before_there_were_origins_are_kept(tmp_path: Path) -> None:
    studio_store = StudioStore(tmp_path / "studio.db")
    studio_store.keys.add(Key("k1", "write", "h1", "lw_ab", 1))
    as_left_by(studio_store, "desk_0002")
    studio_store = StudioStore(tmp_path / "studio.db")
    assert studio_store.keys.by_prefix("lw_ab") == [Key("k1", "write", "h1", "lw_ab", 1)]
    studio_store.keys.add(Key("k2", "browser", "h2", "lb_cd", 2, ("https://a.example", "https://b.example")))
    assert studio_store.keys.by_prefix("lb_cd")[0].origins == ("https://a.example", "https://b.example")
    studio_store.close()
