"""Keys of sender domains in the store: one of a domain signs, across a restart."""

from pathlib import Path

from loopline.storage.sql.messages.sender_keys import SenderKeyTable, StoredSenderKey
from loopline.storage.sql.studio import StudioStore


def key(domain: str, selector: str, at: int) -> StoredSenderKey:
    return StoredSenderKey(
        domain=domain, selector=selector, sealed_key=b"\x00", public_key="QQ==", signs=1, created_at=at, by="ann"
    )


def signing(table: SenderKeyTable) -> list[tuple[str, str, int]]:
    return [(one.domain, one.selector, one.signs) for one in table.all()]


def test_one_key_of_a_domain_signs(tmp_path: Path) -> None:
    store = StudioStore(tmp_path / "studio.db")
    table = store.sender_keys
    assert table.add(key("b.test", "s1", 1)) and table.add(key("a.test", "s2", 2)) and table.add(key("a.test", "s1", 3))
    assert not table.add(key("a.test", "s1", 4)), "it is there already"
    assert signing(table) == [("a.test", "s2", 1), ("a.test", "s1", 0), ("b.test", "s1", 1)]
    assert table.use("a.test", "s1") and not table.use("a.test", "s9")
    store.close()
    again = StudioStore(tmp_path / "studio.db")
    assert signing(again.sender_keys) == [("a.test", "s2", 0), ("a.test", "s1", 1), ("b.test", "s1", 1)]
    assert again.sender_keys.all()[2] == key("b.test", "s1", 1)
    assert again.sender_keys.drop("a.test", "s2") and not again.sender_keys.drop("a.test", "s2")
    assert again.sender_keys.drop("a.test", "") and signing(again.sender_keys) == [("b.test", "s1", 1)]
    again.close()
