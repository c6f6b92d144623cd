"""What the shards have set aside is one list, whose ids lead back to the shard."""

from pathlib import Path

from loopline.model.records import SetAside
from loopline.runtime.shards.quarantine import AllShardsQuarantine
from loopline.storage.sql.state import SqlState


def aside(name: str, kind: str = "message") -> SetAside:
    return SetAside(kind=kind, name=name, code="unreadable", reason="why")  # type: ignore[arg-type]


def test_one_list_with_ids_that_lead_back(tmp_path: Path) -> None:
    states = [SqlState(tmp_path / f"{shard}.db") for shard in range(3)]
    for shard, names in enumerate((["a", "b", "c"], [], ["d"])):
        for name in names:
            states[shard].quarantine.report(aside(name))
    states[1].quarantine.report(aside("e", "record"))
    whole = AllShardsQuarantine([one.quarantine for one in states])
    assert whole.counts() == {"message": 4, "record": 1}
    found = whole.items(0, 100)
    assert sorted(one.item.name for one in found) == ["a", "b", "c", "d", "e"]
    assert [one.id for one in found] == sorted({one.id for one in found})
    paged, after = list[str](), 0
    while page := whole.items(after, 2):
        paged, after = [*paged, *(one.item.name for one in page)], page[-1].id
    assert paged == [one.item.name for one in found]
    last = next(one for one in found if one.item.name == "d")
    assert whole.item(last.id) == last and whole.item(999) is None
    whole.ask(last.id, "drop")
    assert list(whole.asked()) == [last.id] and states[0].quarantine.asked() == ()
    assert len(states[2].quarantine.asked()) == 1
    for one in states:
        one.close()


def test_with_one_shard_ids_are_its_own(tmp_path: Path) -> None:
    state = SqlState(tmp_path / "state.db")
    for name in ("a", "b"):
        state.quarantine.report(aside(name))
    assert AllShardsQuarantine([state.quarantine]).items(0, 9) == state.quarantine.items(0, 9)
    state.close()
