"""The same figures by plain Python from the raw facts."""

from collections import defaultdict

import msgspec

from tests.reports.fatigue.worlds import Doses
from tests.runtime.parts import DAY

WITHIN = 14 * DAY


def recount(book: Doses, now: int, since: int = 0) -> dict[tuple[str, str], float]:
    """By arm and figure: units, pending, messages, goal, value, unsubscribed, complained."""
    known = [fact for fact in book.facts if fact.at <= now]
    into = {fact.name: fact.person for fact in known if fact.kind == "merged"}
    own = [(into.get(fact.person, fact.person), fact) for fact in known]
    came: dict[str, tuple[int, str]] = {}
    for person, fact in sorted(own, key=lambda one: (one[1].at, one[1].position)):
        if fact.kind == "capped" and fact.name == "weekly" and person not in came:
            came[person] = (fact.at, fact.arm)
    came = {person: one for person, one in came.items() if one[0] >= since}
    found: dict[tuple[str, str], float] = defaultdict(float)
    for person, (at, arm) in came.items():
        is_open = at + WITHIN > now
        found[arm, "pending" if is_open else "units"] += 1
        if is_open:
            continue
        during = [fact for who, fact in own if who == person and at <= fact.at < at + WITHIN]
        sent = {f.key for f in during if f.kind == "attempt" and f.channel == "email"}
        found[arm, "messages"] += len(sent)
        orders = [f for f in during if f.kind == "event" and f.name == "bought"]
        bought = [msgspec.json.decode(f.data or b"{}")["amount"] for f in orders]
        found[arm, "goal"] += any(amount >= 0 for amount in bought)
        found[arm, "value"] += sum(bought)
        for name in ("unsubscribed", "complained"):
            first: dict[str, int] = {}
            for who, fact in own:
                if who == person and fact.kind == "receipt" and fact.name == name and fact.reason != "machine":
                    first[fact.key] = min(fact.at, first.get(fact.key, fact.at))
            found[arm, name] += any(at <= one < at + WITHIN for one in first.values())
    return found
