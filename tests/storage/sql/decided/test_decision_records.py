"""Records of verdicts are written once and read newest first."""

from pathlib import Path

from msgspec.structs import replace

from loopline.storage.sql.decided.decision_records import StoredDecision
from loopline.storage.sql.studio import StudioStore

ONE = StoredDecision(id="a", journey="hello", comparison="v1", as_of=5, made_at=6, record=b"first")


def test_a_comparison_is_decided_once_and_its_record_stays(tmp_path: Path) -> None:
    store = StudioStore(tmp_path / "desk.db")
    try:
        assert store.decisions.add(ONE)
        assert not store.decisions.add(replace(ONE, record=b"other"))
        assert not store.decisions.add(replace(ONE, id="b", record=b"other"))
        later = replace(ONE, id="c", comparison="v2", as_of=9)
        assert store.decisions.add(later) and store.decisions.add(replace(ONE, id="d", journey="other"))
        assert store.decisions.of("hello") == [later, ONE] and store.decisions.of("nope") == []
        assert store.decisions.decided() == {("hello", "v1"), ("hello", "v2"), ("other", "v1")}
    finally:
        store.close()
