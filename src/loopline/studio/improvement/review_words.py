"""A weekly review in words: the same sentences in the mail, in the file and on the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from loopline.learning.improvement.week import ChannelWeek, WeekFigures
from loopline.learning.lift.verdict import Verdict
from loopline.model.channels import label_of
from loopline.model.localtime import local
from loopline.studio.improvement import schemas as shape

VERDICTS: dict[Verdict, str] = {
    "lift": "It caused more",
    "harm": "It did harm",
    "no_difference_seen": "No difference was seen",
    "not_enough_data": "Can't tell yet",
    "guard_failed": "A check failed",
}


class ReviewPart(Struct, frozen=True):
    """A part of a review: its title, and a sentence a line."""

    title: str
    lines: tuple[str, ...]


def review_title(one: shape.Review) -> str:
    """What the review is of."""
    return f"Review of the week of {one.week}"


def review_parts(one: shape.Review) -> tuple[ReviewPart, ...]:
    """Every part, in the order in which a team goes through them."""
    zone = one.zone
    return (
        ReviewPart("What everything caused", tuple(_caused(one))),
        ReviewPart("Verdicts reached", tuple(f"{line.name}: {line.title}. {line.reason}" for line in one.reached)),
        ReviewPart("To decide", tuple(f"{line.name}: {line.text}" for line in one.due)),
        ReviewPart("Checks and alarms", (*(f"{line.name}: {line.text}" for line in one.guards), *one.alarms)),
        ReviewPart("What changed", tuple(_changed(line, zone) for line in one.changed)),
        ReviewPart("Where people are lost", tuple(_lost(one))),
        ReviewPart("Messages of the week", tuple(_messages(one))),
        ReviewPart("Ideas to take up", tuple(_idea(line) for line in one.ideas)),
    )


def _caused(one: shape.Review) -> Iterator[str]:
    yield _caused_line(one.caused)
    if one.caused_before.verdict is not None or one.caused.verdict is not None:
        yield f"A week before: {_caused_line(one.caused_before)}"


def _caused_line(one: shape.CausedThen) -> str:
    if one.verdict is None or one.conversions is None:
        return one.reason
    told = f"{_between(one.conversions, '')} conversions"
    if one.value is not None:
        told = f"{_between(one.value, f' {one.currency}' if one.currency else '')}, {told}"
    return f"{VERDICTS[one.verdict]}: {told}. {one.reason}"


def _between(figure: tuple[float, float | None, float | None], unit: str) -> str:
    estimate, low, high = figure
    bounds = " to ".join("unbounded" if bound is None else f"{bound:+,.0f}" for bound in (low, high))
    return f"{estimate:+,.0f}{unit} ({bounds})"


def _changed(one: shape.ChangedLine, zone: str) -> str:
    day = local(one.at, zone).date().format_iso()
    if one.what == "decided":
        return f"{day} {one.name}: a verdict was reached. {one.reason}"
    what = f"version {one.version} of {_kind(one)} was published" if one.what == "published" else f"{one.what}"
    by = f" by {one.by}" if one.by else ""
    return f"{day} {one.name}: {what}{by}{f': {one.reason}' if one.reason else '.'}"


def _kind(one: shape.ChangedLine) -> str:
    return f"the {one.kind}" if one.kind != "workspace" else "the workspace's rules"


def _lost(one: shape.Review) -> Iterator[str]:
    for loss in one.losses:
        yield (
            f'{loss.journey_name}, "{loss.node_name}": {loss.lost:,} of {loss.people:,} people '
            f"({100 * loss.share:.0f} %) in 28 days, {loss.words}."
        )


def _messages(one: shape.Review) -> Iterator[str]:
    now, before = one.figures, one.figures_before
    yield f"{now.people:,} people entered (the week before: {before.people:,})."
    yield f"{now.goals:,} reached a goal (the week before: {before.goals:,})."
    for channel in now.channels:
        earlier = _of(before, channel)
        was = f" (the week before: {earlier:,})"
        if channel.kept:
            yield f"{label_of(channel.channel)}: {channel.messages:,} kept in the sandbox, nothing left{was}."
            continue
        came_back = f"{channel.bounced:,} bounced, {channel.complained:,} complained about"
        yield (
            f"{label_of(channel.channel)}: {channel.messages:,} to {channel.people:,} people{was}; {came_back}, "
            f"{channel.unsubscribed:,} unsubscribed. Nine in ten people got {channel.often} at most, one "
            f"{channel.most}."
        )


def _of(figures: WeekFigures, channel: ChannelWeek) -> int:
    same = (one.messages for one in figures.channels if (one.channel, one.kept) == (channel.channel, channel.kept))
    return next(same, 0)


def _idea(one: shape.BacklogItem) -> str:
    where = f" ({one.journey_name}{f', {one.node_name}' if one.node_name else ''})" if one.journey_name else ""
    return f"{one.title}{where}. {one.evidence or one.hypothesis}".rstrip()


def as_of(one: shape.Review) -> str:
    """When it was counted, and whether it is finished."""
    counted = datetime.fromtimestamp(one.counted_at / 1_000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if not one.finished_at:
        return f"Counted on {counted}; {'open' if one.is_over else 'the week is not over'}."
    return f"Finished by {one.finished_by or 'somebody'}, counted on {counted}; nothing in it changes any more."
