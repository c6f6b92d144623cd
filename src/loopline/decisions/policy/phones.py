"""Reads a person's phone number out of a trait, as people, forms and spreadsheets write it there."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from loopline.decisions.published import PublishedSet
from loopline.model.sms.number import country_known, e164, is_international

COUNTRY_TRAIT: Final = "country"
"""Two letters of ISO 3166-1. Where it says something else, the country is not known, and ours is not taken for it."""

DIGITS_MAX: Final = 15
CALLED_OTHERWISE: Final = {"UK": "GB"}
PhoneFault = Literal["phone_invalid", "phone_country_unknown"]


def phone_at(value: object, traits: Mapping[str, Any], published: PublishedSet) -> str:
    """The number in E.164; "" where there is none, or none that can be told for sure."""
    text = written(value)
    if not text:
        return ""
    return e164(text) if is_international(text) else e164(text, country_at(traits, published))


def phone_fault(value: object, traits: Mapping[str, Any], published: PublishedSet) -> PhoneFault | None:
    """Why a trait that holds something gives no number; None where it holds nothing."""
    text = written(value)
    if not text and (value is None or value == ""):
        return None
    international = is_international(text) or not any(letter.isdigit() for letter in text)
    return "phone_invalid" if international or country_at(traits, published) else "phone_country_unknown"


def written(value: object) -> str:
    """What a trait says as text: spreadsheets and JSON make a whole number of a phone number; "" for other things."""
    if isinstance(value, str):
        return value.strip()
    whole = not isinstance(value, bool) and (
        isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    )
    return str(int(value)) if whole and 0 < value < 10**DIGITS_MAX else ""  # type: ignore[call-overload,operator]


def country_at(traits: Mapping[str, Any], published: PublishedSet) -> str:
    """The country in which the person writes numbers: theirs, else the workspace's; "" where it is not known."""
    own = traits.get(COUNTRY_TRAIT)
    if own is None or own == "":
        return published.workspace.country
    code = own.strip().upper() if isinstance(own, str) else ""
    code = CALLED_OTHERWISE.get(code, code)
    return code if len(code) == 2 and country_known(code) else ""
