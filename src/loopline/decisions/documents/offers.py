"""Checks offers: what they give, their dates, their bounds, their codes, and the conditions that they ask."""

import re
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import (
    AT_CHANGE,
    check_choice,
    check_duration,
    check_event,
    check_path,
    check_text,
)
from loopline.decisions.offers.compiled import day_or_moment
from loopline.model.duration import parse_duration
from loopline.model.errors import Invalid
from loopline.model.offers.document import (
    CODE_CHARACTERS_MAX,
    CODE_SOURCES,
    GENERATED_LEAST,
    GENERATED_MOST,
    Offer,
    money_parts,
    offer_words,
)
from loopline.model.offers.grant import GRANT_MEMORY_MS, GRANTS_MAX

CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
PREFIX: Final = re.compile(r"[A-Za-z0-9_-]{0,24}\Z")
WORDS_MAX: Final = 300
GROUP_MAX: Final = 100


def check_offer(found: Findings, offer: Offer) -> None:
    """Everything about an offer."""
    _check_value(found, offer)
    _check_money(found, offer)
    _check_dates(found, offer)
    _check_limits(found, offer)
    _check_codes(found, offer)
    if offer.when:
        check_text(found, offer.when, "when", AT_CHANGE)
    if (floor := offer.margin_floor) is not None and check_path(found, floor.field, "margin_floor.field") is not None:
        check_text(found, f"{floor.field} >= {floor.at_least!r}", "margin_floor.field", AT_CHANGE)
    if (redeemed := offer.redeemed_by) is not None:
        check_event(found, redeemed.event, "redeemed_by.event")
        for name in ("code", "cost"):
            if text := getattr(redeemed, name):
                field = check_path(found, text, f"redeemed_by.{name}", "event")
                if field is not None and field.home == "entry":
                    words = "What redeems an offer is an event of its own; write its property, such as coupon."
                    found.error("entry_not_here", words, f"redeemed_by.{name}")


def _check_value(found: Findings, offer: Offer) -> None:
    value = offer.value
    if sum(map(bool, (value.percent, value.amount, value.text))) > 1:
        found.error("offer_value", "Say one thing that is given: percent, amount or text.", "value")
    if not 0 <= value.percent <= 100:
        found.error("offer_value", "A percentage is from 0 to 100.", "value.percent")
    if value.amount and not CURRENCY.match(value.currency):
        found.error(
            "offer_currency", "Name the currency of the amount by three letters, such as EUR.", "value.currency"
        )
    if money_parts(value.amount) is None:
        found.error("offer_money", _money(value.amount), "value.amount")
    if not offer_words(offer).strip():
        text = "Say in `words` or `value` what is given; messages write it as {{offer.words}}."
        found.error("offer_value", text, "value")
    if len(offer.words) > WORDS_MAX:
        found.error("offer_value", f"The words of an offer have at most {WORDS_MAX} characters.", "words")


def _check_money(found: Findings, offer: Offer) -> None:
    budget = offer.budget
    for at, amount in (("cost", offer.cost), ("budget.amount", budget.amount)):
        if money_parts(amount) is None:
            found.error("offer_money", _money(amount), at)
    if (budget.amount or offer.cost) and not CURRENCY.match(budget.currency):
        text = "Name the currency of the budget by three letters, such as EUR."
        found.error("offer_currency", text, "budget.currency")
    if budget.amount and not offer.cost:
        text = "Say in `cost` what one grant costs at most; without it nothing would ever be taken of the budget."
        found.error("offer_cost_missing", text, "cost")
    if budget.amount and offer.cost > budget.amount:
        found.error("offer_budget_small", "One grant costs more than the whole budget, so nobody would get it.", "cost")
    if budget.grants < 0:
        found.error("offer_limit", "The number of grants is zero (as many as come) or more.", "budget.grants")
    if not budget.amount and not budget.grants:
        found.warn("offer_unbounded", "This offer has no budget: it is given to everybody who may have it.", "budget")


def _money(amount: float) -> str:
    return f"{amount:g} is no amount of money here; write one from 0 to 1,000,000,000 with 4 decimals at most."


def _check_dates(found: Findings, offer: Offer) -> None:
    moments: dict[str, int] = {}
    for at, text in (("starts", offer.starts), ("ends", offer.ends)):
        try:
            moments[at] = day_or_moment(text, "UTC", at, is_end=at == "ends")
        except Invalid as error:
            found.error(error.code, error.text, at)
    if moments.get("ends") and moments.get("starts", 0) >= moments["ends"]:
        found.error("offer_date", "The offer would end before it starts.", "ends")


def _check_limits(found: Findings, offer: Offer) -> None:
    if not 0 <= offer.per_person <= GRANTS_MAX:
        text = f"Somebody gets it up to {GRANTS_MAX} times; 0 is as often as it comes."
        found.error("offer_limit", text, "per_person")
    for at, text in (("cooling_off", offer.cooling_off), ("expires", offer.expires)):
        if text:
            check_duration(found, text, at)
    if offer.expires and _length(offer.expires) == 0:
        found.error("offer_limit", "A grant that expires at once could never be redeemed.", "expires")
    if offer.cooling_off and _length(offer.cooling_off) > GRANT_MEMORY_MS:
        text = "Grants are remembered for two years; a longer cooling-off would be forgotten."
        found.error("offer_limit", text, "cooling_off")
    if offer.returns and not offer.expires:
        found.warn("offer_returns_unused", "Nothing lapses, so nothing returns; say when a grant `expires`.", "returns")
    if len(offer.group) > GROUP_MAX:  # each grant that a person remembers holds it
        found.error("offer_limit", f"The name of a group has at most {GROUP_MAX} characters.", "group")
    if offer.group and not offer.cooling_off:
        text = "A group is there for cooling off; say for how long after a grant of it nobody gets another one."
        found.warn("offer_group_unused", text, "group")


def _length(text: str) -> int:
    """In ms; -1 for one that is told already, since it cannot be read."""
    try:
        return parse_duration(text)
    except Invalid:
        return -1


def _check_codes(found: Findings, offer: Offer) -> None:
    codes = offer.codes
    check_choice(found, codes.source, CODE_SOURCES, "codes.source", "offer_codes")
    shared = codes.shared.strip()
    if codes.source == "shared" and not (shared.isprintable() and 0 < len(shared) <= CODE_CHARACTERS_MAX):
        text = f"Write the code that all get, on one line, of {CODE_CHARACTERS_MAX} characters at most."
        found.error("offer_codes", text, "codes.shared")
    if codes.source != "shared" and codes.shared:
        found.warn("offer_codes_unused", "The shared code is used only where `source` is shared.", "codes.shared")
    if not GENERATED_LEAST <= codes.length <= GENERATED_MOST:
        text = f"A generated code has {GENERATED_LEAST} to {GENERATED_MOST} characters behind its prefix."
        found.error("offer_codes", text, "codes.length")
    if not PREFIX.match(codes.prefix):
        found.error("offer_codes", "A prefix has up to 24 letters, digits, - and _.", "codes.prefix")
    redeemed = offer.redeemed_by
    if redeemed is not None and redeemed.code and codes.source == "none":
        text = "The offer has no codes, so no event can carry one of them; say where they come from."
        found.error("offer_codes", text, "redeemed_by.code")
