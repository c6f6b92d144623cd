"""The workload as others' engines were measured with it, written down a second time: the yardstick may not change."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

PLANS = (("free", 0.50), ("starter", 0.25), ("pro", 0.15), ("enterprise", 0.10))
NAMES = (("page_viewed", 0.50), ("feature_used", 0.20), ("feature_limit_reached", 0.20), ("paywall_encountered", 0.10))
COUNTRIES = ("US", "GB", "DE", "FR", "IN", "BR", "JP", "CA", "AU", "NL")


def pick(rng: random.Random, table: Sequence[tuple[str, float]]) -> str:
    x = rng.random()
    for value, share in table:
        x -= share
        if x < 0:
            return value
    return table[-1][0]


def users(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for number in range(count):
        limit = rng.choice((3, 5, 10, 25))
        traits = {
            "plan": pick(rng, PLANS),
            "storage_used_pct": rng.randrange(101),
            "seats_limit": limit,
            "seats_used": rng.randrange(limit + 1),
            "country": rng.choice(COUNTRIES),
            "signup_at": f"2025-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}T00:00:00Z",
            "score": round(rng.random(), 4),
            "beta": rng.random() < 0.3,
        }
        yield {"id": f"u{number:06d}", "email": f"u{number:06d}@example.test", "props": traits}


def events(count: int, people: int, profile: str, first: int = 0, seed: int = 42) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for number in range(first, first + count):
        hot = profile == "hot"
        user = f"u{rng.randrange(people):06d}"
        name = "feature_limit_reached" if hot else pick(rng, NAMES)
        properties = {
            "tok": f"SEQ{number}X",
            "quota_pct": rng.randrange(80, 100) if hot else rng.randrange(100),
            "amount": round(rng.random() * 500, 2),
            "page": f"/p/{rng.randrange(500)}",
            "source": rng.choice(("web", "ios", "android", "api")),
            "session": f"{rng.getrandbits(64):016x}",
            "is_mobile": rng.random() < 0.5,
            "items": rng.randrange(12),
        }
        yield {"user": user, "name": name, "props": properties}


def expected(stream: Sequence[dict[str, Any]], people: int) -> list[int]:
    plan = {user["id"]: user["props"]["plan"] for user in users(people)}
    return [
        int(event["props"]["tok"][3:-1])
        for event in stream
        if event["name"] == "feature_limit_reached"
        and event["props"]["quota_pct"] >= 80
        and plan[event["user"]] != "enterprise"
    ]
