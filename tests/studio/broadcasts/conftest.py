"""A house with people of whom some get no broadcast."""

from collections.abc import Iterator

import pytest

from tests.studio.house import House, identify, living


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Ten people on the free plan: one without an address, one suppressed, one who said no; and one who pays."""
    with living(tmp_path_factory.mktemp("crowd") / "data") as house:
        house.client.put("/api/segments/free_plan", json={"when": 'plan == "free"', "name": "Free", "reason": "x"})
        for number in range(9):
            house.send(identify(f"p{number}", email=f"p{number}@example.com", plan="free"))
        house.send(identify("mute", plan="free"), identify("pays", email="pays@example.com", plan="pro"))
        house.client.post("/api/suppressions", json={"address": "p0@example.com", "note": "asked"})
        no = {"consent": {"categoryPreferences": {"email": False}}}
        house.send({**identify("p1"), "context": no})
        yield house
