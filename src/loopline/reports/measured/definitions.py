"""What a journey's metrics said before: each definition that an earlier version had is an analysis of its own."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.published import JourneyVersion
from loopline.learning.measured.figures import ComparedMetric
from loopline.model.entry.metric import DEFINED, JourneyMetric
from loopline.model.journey import Journey

EARLIER_MAX: Final = 3
"""So many earlier definitions of a metric are counted, the newest: each is a query of its own."""


class Earlier(Struct, frozen=True):
    """What a metric said up to a version of the journey, which no later one says; `owner` is that version's journey."""

    name: str
    metric: JourneyMetric
    until_version: int
    owner: Journey

    @property
    def key(self) -> str:
        """A name that no metric of a document has."""
        return f"{self.name}@{self.until_version}"

    def line(self, counted: ComparedMetric) -> ComparedMetric:
        """Its line, which pauses nothing any more."""
        line = replace(counted, metric=self.name, name=self.metric.name or self.name, pauses=False)
        return with_document(replace(line, until_version=self.until_version), self.owner)


def earlier_definitions(versions: Mapping[int, JourneyVersion], live: JourneyVersion) -> tuple[Earlier, ...]:
    """The other definitions of the live version's metrics, newest first, each once. Only what is counted makes
    another definition: a new name, role or limit does not."""
    found: list[Earlier] = []
    for name, metric in live.journey.compared_by.items():
        seen, own = {_counted(metric)}, 0
        for number in sorted((one for one in versions if one < live.version), reverse=True):
            journey = versions[number].journey
            before = journey.compared_by.get(name)
            if before is None or _counted(before) in seen or own == EARLIER_MAX:
                continue
            seen.add(_counted(before))
            own += 1
            found.append(Earlier(name, before, number, journey))
    return tuple(found)


def with_document(line: ComparedMetric, journey: Journey) -> ComparedMetric:
    """The line with the published metric that the journey names for it, in the version that is pinned."""
    written = journey.metrics.get(line.metric)
    pinned = journey.pinned_metrics.get(written.metric) if written is not None else None
    return replace(line, document=pinned.document.id, document_version=pinned.version) if pinned else line


def _counted(metric: JourneyMetric) -> tuple[object, ...]:
    return tuple(getattr(metric, field) for field in DEFINED)
