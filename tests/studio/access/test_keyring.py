"""The keyring: only hashes are kept, a dropped key ends soon, and the secrets of a folder are its owner's alone."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.api.auth import Writer, hash_key
from loopline.model.errors import Invalid, Unavailable
from loopline.storage.sql.studio import Key, StudioStore
from loopline.studio.access.bounded_look import BoundedLook
from loopline.studio.access.keyring import FRESH_MS, Keyring, kept_secret


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def studio_store(tmp_path: Path) -> Iterator[StudioStore]:
    made = StudioStore(tmp_path / "studio.db")
    yield made
    made.close()


@pytest.fixture
def keys(studio_store: StudioStore, watch: Watch) -> Keyring:
    return Keyring(studio_store, watch)


def test_a_key_is_for_its_role_alone(keys: Keyring) -> None:
    server, browser, admin = (keys.create(role) for role in ("server", "browser", "admin"))
    assert [keys.is_admin(key) for key in (server, browser, admin)] == [False, False, True]
    assert [writer and writer.trust for writer in map(keys.writer, (server, browser, admin))] == ["", "browser", None]


def test_a_key_of_before_is_a_servers(studio_store: StudioStore, keys: Keyring) -> None:
    studio_store.keys.add(Key("old", "write", hash_key("lw_from_before"), "lw_from_", 1))
    assert keys.writer("lw_from_before") == Writer("old", "")
    assert [line.role for line in keys.listing().keys] == ["server"]


@pytest.mark.parametrize("wrong", ["", "la_", "nonsense", "la_" + "A" * 43, "é" * 20, "\udcff"])
def test_what_is_no_key_opens_nothing(keys: Keyring, wrong: str) -> None:
    keys.create("admin")
    assert not keys.is_admin(wrong)
    assert not keys.writer(wrong)


def test_nearly_right_is_wrong(keys: Keyring) -> None:
    shown = keys.create("admin")
    swapped = shown[:-1] + ("A" if shown[-1] != "A" else "B")
    assert not keys.is_admin(swapped)
    assert keys.is_admin(shown)


def test_a_dropped_key_ends_at_once_here_and_soon_elsewhere(
    studio_store: StudioStore, keys: Keyring, watch: Watch
) -> None:
    shown = keys.create("server")
    elsewhere = Keyring(studio_store, watch)  # the same folder, as `loopline key` in another process sees it
    assert keys.writer(shown) and elsewhere.writer(shown)
    (line,) = keys.listing().keys
    assert keys.drop(line.id) and not keys.drop(line.id)
    assert not keys.writer(shown)
    watch.at += FRESH_MS
    assert not elsewhere.writer(shown)


def test_a_new_key_is_known_elsewhere_within_two_seconds(
    studio_store: StudioStore, keys: Keyring, watch: Watch
) -> None:
    elsewhere = Keyring(studio_store, watch)
    shown = elsewhere.create("server")
    assert keys.writer(shown)


def test_the_local_key_lives_in_memory_only(tmp_path: Path, studio_store: StudioStore, keys: Keyring) -> None:
    shown = keys.local_key()
    assert shown == keys.local_key()
    assert keys.is_admin(shown) and not keys.writer(shown)
    assert keys.listing().keys == ()
    assert not Keyring(studio_store, lambda: 0).is_admin(shown), "it ends with its process"
    assert not any(shown[3:].encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_role_that_is_none_is_refused(keys: Keyring) -> None:
    with pytest.raises(Invalid) as caught:
        keys.create("owner")
    assert caught.value.code == "role_unknown"


class TestKeptSecrets:
    def test_made_once(self, tmp_path: Path) -> None:
        made = iter(["first", "second"])
        assert [kept_secret(tmp_path, "links", lambda: next(made)) for _ in range(3)] == ["first"] * 3

    def test_each_name_has_its_own(self, tmp_path: Path) -> None:
        assert kept_secret(tmp_path, "a", lambda: "1") != kept_secret(tmp_path, "b", lambda: "2")

    def test_readable_by_the_owner_alone(self, tmp_path: Path) -> None:
        kept_secret(tmp_path, "links", lambda: "x")
        folder = tmp_path / "secrets"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_while_the_store_stands_a_known_key_goes_on_and_another_one_is_told_to_come_again(
    studio_store: StudioStore, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    keys = Keyring(studio_store, watch, BoundedLook(0.05))
    known, other = keys.create("server"), keys.create("admin")
    patient = keys.writer(known)
    assert patient is not None
    real = studio_store.keys.by_prefix
    monkeypatch.setattr(type(studio_store.keys), "by_prefix", lambda self, prefix: goes_on.wait() and real(prefix))
    watch.at += FRESH_MS
    assert keys.writer(known) == patient
    with pytest.raises(Unavailable) as refused:
        keys.is_admin(other)
    assert (refused.value.code, refused.value.status) == ("keys_silent", 503)
    with pytest.raises(Unavailable):
        keys.writer("lw_nobodys")
    assert keys.writer(known) == patient
    goes_on.set()
