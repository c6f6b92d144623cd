"""Offers as they are written: what is given, to whom, until when, from which budget and by which codes."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

CodeSource = Literal["none", "shared", "generated", "pool"]
"""Where the code of a grant comes from: there is none, all have one, one is made for each grant, or it is uploaded."""
CODE_SOURCES: Final = get_args(CodeSource)

PARTS: Final = 10_000
"""Money is counted in whole ten-thousandths of its currency, so that sums are exact."""

MONEY_MAX: Final = 1_000_000_000
CODE_CHARACTERS_MAX: Final = 64
GENERATED_LEAST: Final = 8
GENERATED_MOST: Final = 24


class OfferValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is given: so many percent off, an amount of a currency, or something else in words."""

    percent: float = 0
    amount: float = 0
    currency: str = ""
    text: str = ""


class OfferBudget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The most that all grants may cost together, in a currency, and how many there may be; 0: no such bound."""

    amount: float = 0
    currency: str = ""
    grants: int = 0


class OfferCodes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The codes of an offer: the `shared` one, or those that are made of a `prefix` and so many random characters."""

    source: Annotated[str, one_of(CodeSource)] = "none"
    shared: str = ""
    prefix: str = ""
    length: int = 10


class OfferRedemption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The event that redeems a grant: the property that holds the code ("": the event alone), and its real cost."""

    event: str
    code: str = ""
    cost: str = ""


class MarginFloor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The field of the person, of the account or of the entry that holds a margin, and the least that it must be."""

    field: str
    at_least: float


class Offer(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="offer", tag_field="kind"
):
    """An offer: an incentive that journeys give, for whom (`when`), within which dates and bounds.

    `cost` is the most that one grant takes of the budget, in its currency. `per_person` is how many grants somebody
    gets of it (0: as many as come), and `cooling_off` for how long after a grant nobody gets another one of it or of
    its `group`. A grant `expires` so long after it was given ("": never); with `returns` the budget of one that lapses
    unredeemed comes back. `words` is what templates write as `offer.words`.
    """

    id: str
    name: str = ""
    description: str = ""
    owner: str = ""
    value: OfferValue = OfferValue()
    words: str = ""
    when: str = ""
    starts: str = ""
    ends: str = ""
    cost: float = 0
    budget: OfferBudget = OfferBudget()
    per_person: int = 1
    group: str = ""
    cooling_off: str = ""
    codes: OfferCodes = OfferCodes()
    expires: str = ""
    returns: bool = False
    redeemed_by: OfferRedemption | None = None
    margin_floor: MarginFloor | None = None
    archived: bool = False


class OfferRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Rules of the workspace about offers: above which budget, or which value in percent, one needs an approval.

    0: no such limit. The amount is in the workspace's currency.
    """

    approve_above: float = 0
    approve_above_percent: float = 0


def money_parts(amount: float) -> int | None:
    """An amount in whole ten-thousandths; None where it is negative, too big or finer than that."""
    try:
        exact = Decimal(str(amount)) * PARTS
    except InvalidOperation:
        return None
    if not exact.is_finite() or not 0 <= exact <= MONEY_MAX * PARTS or exact != exact.to_integral_value():
        return None
    return int(exact)


def money_amount(parts: int) -> float:
    """The amount of so many ten-thousandths, for people and for facts."""
    return parts / PARTS


def offer_words(offer: Offer) -> str:
    """What an offer gives in words: its own ones, or those of its value."""
    value = offer.value
    if offer.words or value.text:
        return offer.words or value.text
    if value.percent:
        return f"{value.percent:g} % off"
    return f"{value.amount:g} {value.currency} off" if value.amount else offer.name
