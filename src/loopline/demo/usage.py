"""A generated SaaS product: its people, when they hit a limit, who upgrades anyway, and who is persuaded by a message.

Chance is a stable hash of the seed and the person, so a seed is a world. Each person draws one number u: below
`BASE` the upgrade comes in any case, from `BASE` to `BASE + EFFECT` it comes only after a message, above that never.
Nobody upgrades sooner than two days after the limit, so nobody is gone before the first message; all upgrades come
within 14 days of it. Hence the true effect of the messages on those who reach a message is `EFFECT`, exactly.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.demo.cdnow import stamp
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.ids import bucket

BASE: Final = 0.08
EFFECT: Final = 0.06
START: Final = 20_458 * DAY
"""5 January 2026, a Monday (ms)."""

LIMITS_FROM: Final = 2 * DAY
LIMITS_WITHIN: Final = 21 * DAY
AGAIN_AFTER: Final = 20 * DAY
UPGRADES_FROM: Final = 2 * DAY
UPGRADES_WITHIN: Final = 10 * DAY
PERSUADED_WITHIN: Final = 6 * DAY
END: Final = START + LIMITS_FROM + LIMITS_WITHIN + AGAIN_AFTER + 6 * DAY
TEAM: Final = 6
ZONES: Final = ("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Europe/London")
NEXT_PLAN: Final = {"free": ("starter", 29.0), "starter": ("pro", 99.0)}
FIRST_NAMES: Final = ("Ann", "Ben", "Chidi", "Dana", "Elif", "Farid", "Gita", "Hana", "Ivo", "Jun", "Kim", "Lea")


class Member(Struct, frozen=True):
    """Somebody who uses the product. Times are ms; `u` decides about upgrades, see above."""

    id: str
    team: str
    zone: str
    traits: dict[str, Any]  # the product's own JSON
    sms: bool
    event: str
    limit_at: int
    again: bool
    u: float
    upgrade_after: int

    @property
    def plan(self) -> str:
        """The plan at the start."""
        return str(self.traits["current_plan"])

    @property
    def anyway(self) -> bool:
        """Upgrades whatever we do."""
        return self.plan in NEXT_PLAN and self.u < BASE

    @property
    def persuadable(self) -> bool:
        """Upgrades when, and only when, a message arrives."""
        return self.plan in NEXT_PLAN and BASE <= self.u < BASE + EFFECT


class UsageEvent(Struct, frozen=True):
    """Something that happens at a time (ms), as a message of the tracking protocol."""

    at: int
    message: bytes


def draw(seed: str, *about: str) -> float:
    """A number in [0, 1) for this question in this world."""
    return bucket(seed, about[0], ":".join(about[1:]))


def members(count: int, seed: str) -> list[Member]:
    """The people of a world."""
    return [_member(number, seed) for number in range(count)]


def _member(number: int, seed: str) -> Member:
    name = f"saas-{number:05}"

    def chance(about: str) -> float:
        return draw(seed, about, name)

    plan = "free" if (kind := chance("plan")) < 0.55 else "starter" if kind < 0.92 else "enterprise"
    storage_first = chance("which limit") < 0.5
    u = chance("upgrade")
    full, seats = chance("full") < 0.85, 3 + int(chance("seats") * 8)
    traits: dict[str, Any] = {
        "first_name": FIRST_NAMES[number % len(FIRST_NAMES)],
        "email": f"{name}@app.example",
        "current_plan": plan,
        "paywalled_feature_attempts": 3 + int(chance("attempts") * 6) if full else int(chance("attempts") * 3),
        "storage_used_pct": 80 + int(chance("storage") * 20) if full and storage_first else int(chance("storage") * 80),
        "seats_limit": seats,
        "seats_used": seats if full and not storage_first else max(1, int(chance("used") * seats)),
    }
    if chance("device") < 0.8:
        traits["push_token"] = f"device-{name}"
    if chance("phone") < 0.6:
        traits["phone"] = f"+4915550{number:06}"
    return Member(
        id=name,
        team=f"team-{number // TEAM:04}",
        zone=ZONES[number % len(ZONES)],
        traits=traits,
        sms="phone" in traits and chance("sms") < 0.5,
        event="usage_threshold_hit" if plan == "starter" and storage_first else "feature_limit_reached",
        limit_at=START + LIMITS_FROM + int(chance("limit") * LIMITS_WITHIN),
        again=u >= BASE + EFFECT and chance("again") < 0.1,  # after an upgrade the limits are others
        u=u,
        upgrade_after=UPGRADES_FROM + int(chance("upgrade after") * UPGRADES_WITHIN),
    )


def introduce(member: Member) -> Iterator[bytes]:
    """The member's traits, their consent, and the team they belong to."""
    said = {"email": True, "push": True} | ({"sms": True} if member.sms else {})
    context = {"timezone": member.zone, "consent": {"categoryPreferences": said}}
    yield _message(member, "identify", "joined", START, traits=member.traits, context=context)
    yield _message(member, "group", "team", START, groupId=member.team, traits={"name": member.team})


def history(member: Member) -> Iterator[UsageEvent]:
    """What happens whether or not we write: a page, the limit, perhaps the limit again, perhaps an upgrade."""
    seen_at = member.limit_at - 20 * MINUTE
    yield UsageEvent(seen_at, _message(member, "page", "page", seen_at, name="Projects"))
    yield _limit(member, "limit", member.limit_at)
    if member.again:
        yield _limit(member, "limit-again", member.limit_at + AGAIN_AFTER)
    if member.anyway:
        yield from upgrade(member, member.limit_at + member.upgrade_after)


def upgrade(member: Member, at: int) -> Iterator[UsageEvent]:
    """The next plan, with its revenue: the event first, the trait after it."""
    plan, revenue = NEXT_PLAN[member.plan]
    properties = {"plan": plan, "revenue": revenue}
    yield UsageEvent(at, _message(member, "track", "upgraded", at, event="plan_upgraded", properties=properties))
    yield UsageEvent(at, _message(member, "identify", "plan", at, traits={"current_plan": plan}))


def visit(member: Member, at: int) -> bytes:
    """Somebody looks at a page."""
    return _message(member, "track", f"visit-{at}", at, event="page_viewed", properties={"page": "/home"})


def persuaded_at(member: Member, seed: str, told_at: int) -> int:
    """When somebody who was persuaded upgrades: two to eight days after the message (ms)."""
    return told_at + UPGRADES_FROM + int(draw(seed, "persuaded", member.id) * PERSUADED_WITHIN)


def reads_at(seed: str, key: str, sent_at: int) -> int:
    """When a message is read, if it is (ms): half an hour to twenty hours after it came."""
    return sent_at + HOUR // 2 + int(draw(seed, "reads", key) * 19.5 * HOUR)


def _limit(member: Member, name: str, at: int) -> UsageEvent:
    properties = {
        "attempts": member.traits["paywalled_feature_attempts"],
        "storage_pct": member.traits["storage_used_pct"],
    }
    return UsageEvent(at, _message(member, "track", name, at, event=member.event, properties=properties))


def _message(member: Member, kind: str, what: str, at: int, /, **more: Any) -> bytes:  # JSON of the protocol
    head = {"type": kind, "messageId": f"{member.id}-{what}", "userId": member.id, "timestamp": stamp(at)}
    return msgspec.json.encode(head | more)
