"""Groups and holds of generated journeys, drawn from a seed."""

from random import Random
from typing import Any, Final

GROUP: Final = "offers"
SALT: Final = 53
"""With this number the first worlds show each planted fault."""


def make_rivals(rng: Random, raw: dict[str, Any], ids: list[str], following: str) -> None:
    """A group, and messages that are held, in many journeys; drawn apart, so that old seeds hold.

    Some of a group hand over to the `following` one and go on, which in a group is one's end.
    """
    rng = Random(f"{SALT}/{rng.random()}")
    if rng.random() < 0.6:
        raw["exclusive"] = GROUP
        if rng.random() < 0.5 and raw["id"] != following:
            raw["nodes"][ids[1]] = {"kind": "handoff", "journey": following, "then": ids[2]}
    if rng.random() < 0.4:
        raw["hold"] = rng.choice(("20m", "3h", "9h"))
    for node in raw["nodes"].values():
        if node["kind"] == "message" and rng.random() < 0.1:
            node["hold"] = rng.choice(("0m", "1h", "6h"))
