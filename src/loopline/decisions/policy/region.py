"""The rules of a person's country, as the gate asks for them: when a marketing text may leave."""

from collections.abc import Mapping
from typing import Final

from loopline.decisions.policy.phones import country_at
from loopline.decisions.published import PublishedSet
from loopline.model.law.regions import next_allowed, region_of
from loopline.model.person import Person
from loopline.model.sms.number import country_of

TRACKING_TRAIT: Final = "tracking"
PERMITTED_WORDS: Final = frozenset(("on", "yes", "true"))
"""What the trait says of a person who permitted it, beside true."""

STATE_TRAIT: Final = "state"
"""Two letters of a state of the US. Where there is none, what all but the strictest states share is kept."""


def window_opens(address: str, person: Person, published: PublishedSet, now: int) -> tuple[int, str] | None:
    """When the rules let a text to this number leave (ms), and in words whose rule holds it; None: now.

    They are asked for where the workspace names the countries that it writes to. The country is what the person states
    and what the number says; where the two differ both have to agree, and where neither is known all that are named.
    """
    workspace = published.workspace
    if not workspace.countries:
        return None
    stated = country_at(person.traits, published) if person.traits.get("country") else ""
    known = dict.fromkeys(_with_state(one, person) for one in (stated, country_of(address)) if one)
    held = next_allowed(now, known or workspace.countries, person.zone, workspace.zone)
    if held is None:
        return None
    until, country = held
    row = region_of(country)
    assert row is not None
    return until, f"{country}, by {row.kind}: {row.source} (read {row.read})"


def opens_untold(traits: Mapping[str, object], published: PublishedSet) -> bool:
    """Whether opens of a person with these traits are not to be told: her country asks for a consent that is missing.

    The trait `tracking` gives it ("on", "yes" or true). A person without a country is of the workspace's; where that is
    not named either, of each to which the workspace writes.
    """
    if traits.get(TRACKING_TRAIT) is True or str(traits.get(TRACKING_TRAIT)).strip().lower() in PERMITTED_WORDS:
        return False
    workspace = published.workspace
    if not workspace.countries:
        return False
    own = country_at(traits, published)
    rows = (region_of(country) for country in ((own,) if own else workspace.countries))
    return any(row is not None and row.opens_by_consent for row in rows)


def _with_state(country: str, person: Person) -> str:
    """The country, or the state of it that the person's trait names, where the table has a row of its own for that."""
    state = person.traits.get(STATE_TRAIT)
    if country != "US" or not isinstance(state, str):
        return country
    code = f"US-{state.strip().upper().removeprefix('US-')}"
    return code if region_of(code) is not None else country
