"""A journey that begins by the change of a trait: published, entered and read back over HTTP, also after a restart."""

from pathlib import Path

from tests.studio.house import House, Json, identify, living

UPGRADED: Json = {
    "kind": "journey",
    "id": "upgraded",
    "name": "Upgraded",
    "entry": {"on": [], "triggers": [{"change": "plan", "from": "free", "to": "pro", "where": "seats > 3"}]},
    "start": "bye",
    "nodes": {"bye": {"kind": "exit", "reason": "seen"}},
}


def told(house: House, person: str) -> list[str]:
    house.settle()
    facts = house.get(f"/api/people/{person}/timeline")["facts"]
    return sorted(one["kind"] for one in facts if one["kind"] in ("entered", "not_entered"))


def test_a_change_lets_people_in_also_after_a_restart(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        house.publish(UPGRADED)
        house.send(identify("ann", plan="free", seats=4), identify("bob", plan="free", seats=3))
        house.send(identify("ann", plan="pro"), identify("bob", plan="pro"))
        assert told(house, "ann") == ["entered"]
        assert told(house, "bob") == ["not_entered"]
    with living(tmp_path) as house:
        house.send(identify("cyd", plan="free", seats=9))
        house.send(identify("cyd", plan="pro"), identify("ann", plan="pro"))
        assert told(house, "cyd") == ["entered"]
        assert told(house, "ann") == ["entered"]
