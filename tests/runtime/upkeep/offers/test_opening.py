"""What a publish of offers needs first: one secret for each, and approvals by the limits that come with it."""

import pytest

from loopline.decisions.offers.approval import offer_digest
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Conflict
from loopline.model.journey import Workspace
from loopline.model.keyed.ledger import Approval, OfferLedger, offer_key
from loopline.model.offers.document import OfferRules
from loopline.model.records import Record, Transaction
from loopline.runtime.engine.cache import encode
from loopline.runtime.upkeep.offers.opening import offers_opening, unapproved
from loopline.storage.memory import MemoryState
from tests.decisions.offers.played import AT, offer_of

LIMITED = Workspace(offers=OfferRules(approve_above=50))


def test_each_offer_is_opened_by_a_secret_of_its_own() -> None:
    offers = [offer_of(), offer_of(id="five")]
    first = offers_opening(offers, PublishedSet(), MemoryState(), "api", AT)
    again = offers_opening(offers, PublishedSet(), MemoryState(), "api", AT)
    assert [one.key for one in first] == [offer_key("ten"), offer_key("five")]
    assert len({one.secret for one in (*first, *again)}) == 4
    assert [one.id for one in first] == [one.id for one in again], "so a second publish changes no secret"


def test_limits_are_those_that_are_published_with_it() -> None:
    state, offer = MemoryState(), offer_of()
    with pytest.raises(Conflict):
        offers_opening([LIMITED, offer], PublishedSet(), state, "api", AT)
    assert list(unapproved([offer], PublishedSet(workspace=LIMITED), state, "api")) == ["ten"]
    assert unapproved([LIMITED], PublishedSet(), state, "api") == {}
    ledger = OfferLedger(key=offer_key("ten"), approvals=(Approval(offer_digest(offer), "Ada", AT),))
    record = Record(ledger.key, encode(ledger))
    state.commit(Transaction(position=1, records=[record], outbox=[], marks=[], facts=[], epoch=state.take_ownership()))
    assert unapproved([LIMITED, offer], PublishedSet(), state, "api") == {}
