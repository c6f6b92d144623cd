"""What begins under a key of an offer, and what takes the place of a record that was lost."""

from loopline.model.keyed.ledger import CodeShelf, OfferLedger, offer_key, shelf_key
from loopline.model.keyed.states import ledger_state, ledger_state_lost


def test_keys_of_offers_have_their_states_and_others_none() -> None:
    assert ledger_state(offer_key("ten")) == OfferLedger(key="!offer/ten")
    assert ledger_state(shelf_key("ten", 0)) == CodeShelf(key="!codes/ten/0")
    for key in ("ann", "@acme", "!at/email/a@b.test"):
        assert ledger_state(key) is None and ledger_state_lost(key) is None


def test_a_lost_record_is_not_an_empty_one() -> None:
    ledger, shelf = ledger_state_lost(offer_key("ten")), ledger_state_lost(shelf_key("ten", 0))
    assert isinstance(ledger, OfferLedger) and ledger.is_lost
    assert isinstance(shelf, CodeShelf) and shelf.is_full
