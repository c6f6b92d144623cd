"""How many passages of an account a journey lets begin: beside each other, in an hour, and in a day."""

from msgspec.structs import replace

from loopline.decisions.published import JourneyVersion
from loopline.model.accounts.passage import AccountJourney, Passage
from loopline.model.duration import DAY, HOUR
from loopline.model.entry.account import PASSAGES_COUNTED_MAX, AccountEntry


def beside(known: AccountJourney, version: JourneyVersion, key: str) -> tuple[Passage, ...]:
    """The open passages that another one by this key would stand beside: all of them, where so many at once may be."""
    rule = version.journey.entry.account
    if rule is not None and rule.at_once:
        return known.open
    return tuple(one for one in known.open if one.key == key)


def holders_beside(known: AccountJourney, rule: AccountEntry) -> frozenset[str]:
    """The members who stand in a passage already, and in no second one, where so many at once may be."""
    return frozenset(place.person for one in known.open for place in one.places) if rule.at_once else frozenset()


def is_full_for_now(known: AccountJourney, version: JourneyVersion, now: int) -> bool:
    """Whether as many passages have begun as may in an hour or a day; one that nobody has entered yet counts."""
    rule = version.journey.entry.account
    if rule is None or not (rule.per_hour or rule.per_day):
        return False
    waiting = sum(not one.entered for one in known.open)
    rates = ((rule.per_hour, HOUR), (rule.per_day, DAY))
    return any(most and waiting + sum(at > now - span for at in known.begun) >= most for most, span in rates)


def with_begun(known: AccountJourney, version: JourneyVersion | None, now: int) -> AccountJourney:
    """What the account remembers once a passage has begun, as far as a rate may count it."""
    rule = version.journey.entry.account if version is not None else None
    if rule is None or not (rule.per_hour or rule.per_day):
        return known
    newest = (*(at for at in known.begun if at > now - DAY), now)
    return replace(known, begun=newest[-PASSAGES_COUNTED_MAX:])
