"""The keys of offers and shelves, and that a code comes to one shelf however it is written."""

from loopline.model.ids import person_key
from loopline.model.keyed.ledger import OFFER, SHELF, SHELVES, OfferLedger, offer_key, shelf_key, shelf_of


def test_no_person_has_the_key_of_an_offer() -> None:
    for key in (offer_key("ten"), shelf_key("ten", 3)):
        assert key.startswith((OFFER, SHELF))
        assert person_key(key) != key


def test_a_code_has_one_shelf() -> None:
    assert shelf_of("Save-1") == shelf_of(" SAVE-1 ")
    assert len({shelf_of(f"C{number}") for number in range(2_000)}) == SHELVES


def test_what_counts_is_what_was_granted_less_what_came_back() -> None:
    ledger = OfferLedger(key="k", granted=9, returned=2, freed=3, committed=5, over=2, codes=("A",), shelved=(2, 3))
    assert (ledger.counted, ledger.spent, ledger.codes_left) == (4, 7, 6)
