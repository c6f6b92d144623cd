"""What begins under a key of an offer, and what takes the place of a record that was lost."""

from loopline.model.keyed.ledger import CodeShelf, OfferLedger, offer_key, shelf_key
from loopline.model.keyed.states import offer_state, offer_state_lost


def test_keys_of_offers_have_their_states_and_others_none() -> None:
    assert offer_state(offer_key("ten")) == OfferLedger(key="!offer/ten")
    assert offer_state(shelf_key("ten", 0)) == CodeShelf(key="!codes/ten/0")
    for key in ("ann", "@acme", "!at/email/a@b.test"):
        assert offer_state(key) is None and offer_state_lost(key) is None


def test_a_lost_record_is_not_an_empty_one() -> None:
    ledger, shelf = offer_state_lost(offer_key("ten")), offer_state_lost(shelf_key("ten", 0))
    assert isinstance(ledger, OfferLedger) and ledger.is_lost
    assert isinstance(shelf, CodeShelf) and shelf.is_full
