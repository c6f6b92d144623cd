"""Which falls open a way in: those of its catalog and field, by enough, in whatever kind of number."""

import pytest
from msgspec import Raw

from loopline.decisions.documents.read import build_document
from loopline.decisions.triggers.item_falls import is_fall_of, least_of, looked_since, watched_fields
from loopline.model.catalogs.fallen import FallenItem
from loopline.model.duration import DAY
from loopline.model.entry.trigger import ItemFall
from loopline.model.errors import Invalid
from loopline.model.journey import Journey


def rule(by: str = "", falls: str = "price") -> ItemFall:
    return ItemFall(catalog="products", falls=falls, seen="viewed", key="sku", by=by, within="2d")


def fall(before: float, now: float) -> FallenItem:
    return FallenItem(
        catalog="products", item="p1", field="price", before=before, now=now, at=0, revision=1, whole=Raw(b"{}")
    )


@pytest.mark.parametrize(
    ("by", "before", "now", "opens"),
    [
        ("", 10, 9.99, True),
        ("10%", 10, 9, True),
        ("10%", 0.3, 0.27, True),
        ("10%", 10, 9.01, False),
        ("5", 10, 5, True),
        ("5", 10, 5.01, False),
        ("0.1", 0.3, 0.2, True),
        ("10%", -10, -11, True),
        ("100%", 10, 0, True),
    ],
)
def test_a_fall_is_large_enough_to_the_last_digit(by: str, before: float, now: float, opens: bool) -> None:
    assert is_fall_of(rule(by), fall(before, now)) is opens


def test_another_field_or_catalog_is_another_thing() -> None:
    assert not is_fall_of(rule(falls="stock"), fall(10, 1))
    assert looked_since(rule(), 3 * DAY) == DAY


@pytest.mark.parametrize("by", ["lots", "%", "-5", "101%", "nan", "inf", "1e999999%", "5 %x"])
def test_what_is_no_least_fall_is_refused(by: str) -> None:
    with pytest.raises(Invalid, match="10%") as caught:
        least_of(by)
    assert caught.value.code == "item_by"


def test_the_fields_that_live_journeys_watch() -> None:
    triggers = [{"item": {"catalog": "products", "falls": name, "seen": "viewed", "key": "sku"}} for name in ("a", "b")]
    journey = build_document(
        {
            "kind": "journey",
            "id": "j",
            "entry": {"on": [], "triggers": triggers},
            "start": "n",
            "nodes": {"n": {"kind": "exit"}},
        }
    )
    assert isinstance(journey, Journey)
    assert watched_fields([journey]) == {"products": {"a", "b"}}
