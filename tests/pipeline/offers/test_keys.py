"""Each key that is neither a person nor an account is decided by its own kind."""

from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address
from loopline.model.keyed.ledger import CodeShelf, OfferLedger, offer_key, shelf_key
from loopline.model.signals.addresses import AddressJoined
from loopline.model.signals.offers import CodesStated, OfferOpened
from loopline.pipeline.offers.keys import advance_other


def test_an_address_an_offer_and_a_shelf_take_what_is_theirs() -> None:
    joined = AddressJoined(key="!at/email/a@b.test", id="j", at=1, received_at=1, person="ann")
    address, _ = advance_other(Address(key=joined.key), joined, PublishedSet())
    assert isinstance(address, Address) and address.members == ("ann",)
    opened = OfferOpened(key=offer_key("ten"), id="o", at=1, received_at=1, secret="s")
    ledger, _ = advance_other(OfferLedger(key=opened.key), opened, PublishedSet())
    assert isinstance(ledger, OfferLedger) and ledger.secret == "s"
    stated = CodesStated(key=shelf_key("ten", 1), id="c", at=1, received_at=1, offer="ten", number=1, codes=("A",))
    shelf, _ = advance_other(CodeShelf(key=stated.key), stated, PublishedSet())
    assert isinstance(shelf, CodeShelf) and shelf.codes == ("A",)
