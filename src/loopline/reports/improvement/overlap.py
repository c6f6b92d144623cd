"""The overlap of journeys, from facts."""

from collections.abc import Mapping
from typing import Final

from loopline.decisions.published import PublishedSet
from loopline.learning.improvement.overlap import GaveWay, JourneyShare, JourneySpread, OverlapMap, SharedPair
from loopline.learning.queries.improvement.overlap import REFUSED_FOR, journey_members, journey_spread, shared
from loopline.model.duration import DAY
from loopline.ports import Facts

JOURNEYS_MAX: Final = 200


def overlap_map(facts: Facts, published: PublishedSet, days: int, now: int, *, now_inside: bool = False) -> OverlapMap:
    """Of the journeys that are live or paused: people who entered in the last `days`, or with `now_inside` those who
    are in them at this moment; refusals are of the last `days` either way."""
    names = {
        name: version.journey.name or name
        for name, version in sorted(published.live.items())[:JOURNEYS_MAX]
        if published.states.get(name) in ("live", "paused")
    }
    if not names:
        return OverlapMap(days, now_inside, 0, (), (), (), (), now)
    asked: dict[str, object] = {"journeys": list(names), "now": now}
    bounded = asked | {"since": now - days * DAY}
    whom = asked if now_inside else bounded
    spreads, inside, pairs, gave_way = facts.query_all(
        [
            (journey_spread(now_inside=now_inside), whom),
            (journey_members(now_inside=now_inside), whom),
            (shared(now_inside=now_inside), whom),
            (REFUSED_FOR, bounded),
        ]
    )
    counted = tuple(JourneySpread(_whole(journeys), _whole(people)) for journeys, people in spreads)
    own = {str(journey): (_whole(people), _whole(also)) for journey, people, also in inside}
    both = [_pair(str(one), str(other), _whole(people), own, names) for one, other, people in pairs]
    return OverlapMap(
        days=days,
        now_inside=now_inside,
        people=sum(one.people for one in counted),
        spread=counted,
        journeys=tuple(JourneyShare(name, named, *own.get(name, (0, 0))) for name, named in names.items()),
        pairs=tuple(sorted(both, key=lambda pair: (-pair.people, pair.one, pair.other))),
        gave_way=tuple(
            GaveWay(
                journey=str(journey),
                name=names.get(str(journey), str(journey)),
                to=str(other),
                to_name=names.get(str(other), str(other)),
                how="cap" if how == "cap" else "group",
                times=_whole(times),
                people=_whole(people),
            )
            for journey, other, how, times, people in gave_way
        ),
        counted_at=now,
    )


def _pair(
    one: str, other: str, people: int, own: Mapping[str, tuple[int, int]], names: Mapping[str, str]
) -> SharedPair:
    least = min(own[one][0], own[other][0])
    return SharedPair(one, names[one], other, names[other], people, people / least)


def _whole(value: object) -> int:
    return int(str(value))
