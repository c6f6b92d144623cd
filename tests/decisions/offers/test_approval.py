"""Which offers need an approval, and that only another person's approval of this very text counts."""

import pytest
from msgspec.structs import replace

from loopline.decisions.offers.approval import check_approved, needs_approval, offer_digest
from loopline.model.errors import Conflict
from loopline.model.journey import Workspace
from loopline.model.keyed.ledger import Approval, OfferLedger
from loopline.model.offers.document import OfferRules
from tests.decisions.offers.played import AT, offer_of

RULES = Workspace(offers=OfferRules(approve_above=50, approve_above_percent=25), currency="EUR")


def test_a_budget_or_a_value_above_the_limit_needs_one_and_so_does_a_budget_without_bound() -> None:
    assert needs_approval(offer_of(), RULES)
    assert not needs_approval(offer_of(budget={"amount": 50, "currency": "EUR"}), RULES)
    assert needs_approval(offer_of(budget={"grants": 3}, cost=0), RULES)
    assert needs_approval(offer_of(budget={"amount": 50, "currency": "EUR"}, value={"percent": 30}), RULES)
    assert needs_approval(offer_of(budget={"amount": 40, "currency": "KWD"}), RULES), "of another currency"
    assert not needs_approval(offer_of(), Workspace())
    assert not needs_approval(offer_of(archived=True), RULES)


def test_it_is_of_the_text_and_from_somebody_else() -> None:
    offer = offer_of()
    ledger = OfferLedger(key="!offer/ten", approvals=(Approval(offer_digest(offer), "Ada", AT),))
    check_approved(offer, RULES, ledger, "Bea")
    for other, by, known in ((offer, "Ada", ledger), (replace(offer, cost=11), "Bea", ledger), (offer, "Bea", None)):
        with pytest.raises(Conflict) as refusal:
            check_approved(other, RULES, known, by)
        assert refusal.value.code == "offer_needs_approval"
