"""What keeps an offer from being published: an approval that it needs and has not, or a currency that has changed."""

import msgspec
from msgspec.structs import replace

from loopline.model.errors import Conflict
from loopline.model.ids import stable_id
from loopline.model.journey import Workspace
from loopline.model.keyed.ledger import OfferLedger
from loopline.model.offers.document import Offer


def needs_approval(offer: Offer, workspace: Workspace) -> str:
    """Why an offer needs an approval, in words; "" where it needs none, as one that is archived."""
    if offer.archived:
        return ""
    budget, value, rules = offer.budget, offer.value, workspace.offers
    if rules.approve_above and budget.amount and workspace.currency not in ("", budget.currency):
        return f"its budget is not in {workspace.currency}, in which the limit is"
    if rules.approve_above and (not budget.amount or budget.amount > rules.approve_above):
        return f"its budget is above {rules.approve_above:g}" if budget.amount else "its budget has no bound"
    if rules.approve_above_percent and value.percent > rules.approve_above_percent:
        return f"it gives more than {rules.approve_above_percent:g} %"
    return ""


def offer_digest(offer: Offer) -> str:
    """What an approval is of: the offer as it is written. Another word, another budget needs another approval."""
    return stable_id("offer", msgspec.json.encode(replace(offer, archived=False)).decode())


def check_approved(offer: Offer, workspace: Workspace, ledger: OfferLedger | None, by: str) -> None:
    """Raises Conflict `offer_needs_approval` where nobody but its publisher approved of an offer that needs it."""
    why = needs_approval(offer, workspace)
    if not why:
        return
    digest = offer_digest(offer)
    approvals = ledger.approvals if ledger is not None else ()
    if not any(one.digest == digest and one.by != by for one in approvals):
        text = f'Offer "{offer.id}" needs an approval, since {why}: somebody else than its publisher approves of this '
        raise Conflict("offer_needs_approval", f"{text}very text, on the page Offers.", at="budget")


def check_currency(offer: Offer, ledger: OfferLedger | None) -> None:
    """Raises Conflict `offer_currency_changed` where grants of another currency stand in the ledger: it would refuse
    every ask."""
    if ledger is None or offer.archived or not offer.cost or ledger.currency in ("", offer.budget.currency):
        return
    text = f'Offer "{offer.id}" has granted in {ledger.currency}.'
    raise Conflict(
        "offer_currency_changed", f"{text} Its budget stays in it; begin another offer.", at="budget.currency"
    )
