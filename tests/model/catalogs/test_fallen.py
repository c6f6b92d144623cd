"""A number has fallen when both are numbers and the new one is less; what a way in reads of it is JSON."""

import msgspec

from loopline.model.catalogs.fallen import FallenItem, fallen_in


def test_only_numbers_that_are_less_have_fallen() -> None:
    before = {"a": 2, "b": 2, "c": "2", "d": True, "e": 2, "f": 1.5}
    after = {"a": 1, "b": 3, "c": 1, "d": False, "f": 1}
    assert list(fallen_in(before, after, ("a", "b", "c", "d", "e", "f", "g"))) == [("a", 2, 1), ("f", 1.5, 1)]


def test_its_data_holds_the_item_and_both_numbers() -> None:
    whole = msgspec.Raw(b'{"sku": "p1", "price": 8}')
    one = FallenItem(catalog="c", item="p1", field="price", before=9, now=8, at=1, revision=2, whole=whole)
    told = {"catalog": "c", "id": "p1", "field": "price", "before": 9, "now": 8, "item": {"sku": "p1", "price": 8}}
    assert msgspec.json.decode(one.data()) == told
