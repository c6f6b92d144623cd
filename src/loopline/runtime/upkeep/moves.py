"""Moves people in flight to a new version by a map of nodes: checked before the publish, done through the log."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from loopline.model.errors import Invalid
from loopline.model.ids import stable_id
from loopline.model.journey import Document, Journey
from loopline.model.person import Person
from loopline.model.signal import EnrollmentsMoved, Signal
from loopline.ports import Clock, State
from loopline.runtime.engine.cache import mentions, readable

SCAN_AT_ONCE: Final = 2_000
HOLES_SHOWN: Final = 10
Moves: TypeAlias = Mapping[str, str | None]
"""A node of an older version, and the node of the new one at which people go on; None: they leave."""


def check_targets(document: Document, moves: Moves | None) -> None:
    """Refuse a map that leads to a node which is not there. Raises Invalid `move_target_missing`."""
    nodes = document.nodes if isinstance(document, Journey) else {}
    for old, new in (moves or {}).items():
        if new is not None and new not in nodes:
            text = f'People on "{old[:64]}" cannot move to "{new[:64]}": the new version has no such node.'
            raise Invalid("move_target_missing", text, at="moves")


def check_holes(state: State, journey: Journey, moves: Moves) -> None:
    """Refuse a map that forgets people who stand on a node that is gone. Raises Invalid `move_map_incomplete`."""
    standing = Counter(
        one.node
        for people in _pages(state, journey.id)
        for person in people
        for one in person.enrollments
        if one.journey == journey.id
    )
    holes = {node: count for node, count in standing.items() if node not in journey.nodes and node not in moves}
    if not holes:
        return
    named = ", ".join(f'{count} on "{node[:64]}"' for node, count in sorted(holes.items())[:HOLES_SHOWN])
    more = f" and {len(holes) - HOLES_SHOWN} nodes more" if len(holes) > HOLES_SHOWN else ""
    text = (
        f"The new version does not have every node on which people stand: {named}{more}. Say in `moves` at which node "
        "they go on, or null for those who leave."
    )
    raise Invalid("move_map_incomplete", text, at="moves")


def move_batches(state: State, clock: Clock, journey: Journey, version: int, moves: Moves) -> Iterator[list[Signal]]:
    """The signals that move everybody who stands in an older version, a page at a time."""
    targets = {old: new or "" for old, new in moves.items()}
    for people in _pages(state, journey.id):
        now = clock.now()
        moved: list[Signal] = [
            EnrollmentsMoved(
                key=person.key,
                id=stable_id("move", journey.id, str(version), person.key),
                at=now,
                received_at=now,
                journey=journey.id,
                version=version,
                moves=targets,
            )
            for person in people
            if any(one.journey == journey.id and one.version < version for one in person.enrollments)
        ]
        if moved:
            yield moved


def _pages(state: State, journey: str) -> Iterator[list[Person]]:
    """Everybody who stands in a journey, whatever the version; other people's records are not even decoded."""
    after, name = "", journey.encode()
    while records := state.scan(after, SCAN_AT_ONCE):
        after = records[-1].key
        found = [readable(record) for record in records if mentions(record, (name,))]
        yield [one for one in found if isinstance(one, Person) and any(e.journey == journey for e in one.enrollments)]
