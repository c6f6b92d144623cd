"""The rules of a person's country, as the gate asks for them: when a marketing text may leave."""

from loopline.decisions.policy.phones import country_at
from loopline.decisions.published import PublishedSet
from loopline.model.law.regions import next_allowed, region_of
from loopline.model.person import Person
from loopline.model.sms.number import country_of


def window_opens(address: str, person: Person, published: PublishedSet, now: int) -> tuple[int, str] | None:
    """When the rules let a text to this number leave (ms), and in words whose rule holds it; None: now.

    They are asked for where the workspace names the countries that it writes to. The country is what the person states
    and what the number says; where the two differ both have to agree, and where neither is known all that are named.
    """
    workspace = published.workspace
    if not workspace.countries:
        return None
    stated = country_at(person.traits, published) if person.traits.get("country") else ""
    known = dict.fromkeys(one for one in (stated, country_of(address)) if one)
    held = next_allowed(now, known or workspace.countries, person.zone, workspace.zone)
    if held is None:
        return None
    until, country = held
    row = region_of(country)
    assert row is not None
    return until, f"{country}, by {row.kind}: {row.source} (read {row.read})"
