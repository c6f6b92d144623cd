"""The gallery over HTTP."""

from tests.studio.house import House


def test_the_gallery(house: House) -> None:
    found = house.get("/api/templates")["templates"]
    assert len(found) == 6 and all(one["title"] and one["document"]["kind"] == "journey" for one in found)
