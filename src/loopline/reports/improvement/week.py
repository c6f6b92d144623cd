"""The figures of a week, from facts; the same question wherever they are shown."""

from loopline.learning.improvement.week import ChannelWeek, WeekFigures
from loopline.learning.queries.improvement.losses import MOVED, WEEK
from loopline.ports import Facts


def week_figures(facts: Facts, since: int, until: int) -> WeekFigures:
    """What came between two times (ms)."""
    asked = {"since": since, "until": until}
    channels, ((entries, people, goals),) = facts.query_all([(WEEK, asked), (MOVED, asked)])
    told = [(str(name), bool(kept), [int(str(figure)) for figure in figures]) for name, kept, *figures in channels]
    return WeekFigures(
        since=since,
        until=until,
        entries=int(str(entries)),
        people=int(str(people)),
        goals=int(str(goals)),
        channels=tuple(ChannelWeek(name, kept, *figures) for name, kept, figures in told),
    )
