"""Journeys that let people in now."""

from collections.abc import Iterator

from loopline.decisions.published import PublishedSet
from loopline.model.journey import Journey


def opened_journeys(published: PublishedSet) -> Iterator[Journey]:
    """The live version of each that is neither paused nor stopped."""
    return (version.journey for name, version in published.live.items() if published.states[name] == "live")
