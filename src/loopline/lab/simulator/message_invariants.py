"""What must hold of messages in every world: consent, key, number and final status."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from loopline.decisions.assign import global_level
from loopline.decisions.nodes import kind_of
from loopline.lab.simulator.facts import OUTGOING
from loopline.lab.simulator.groups.exits import RULE
from loopline.lab.simulator.history import CheckedWorld
from loopline.lab.simulator.traces import EnrollmentTrace
from loopline.model.entry.holdout import Holdout
from loopline.model.ids import bucket
from loopline.model.nodes.message import WITHHELD
from loopline.pipeline.attempts import WHEN_RESUMED

EXITS: Final = (RULE, "merged", "goal_reached", "journey_stopped")


def nothing_leaves_against_the_oracle(case: CheckedWorld) -> Iterator[str]:
    """Consent, suppression, caps, quiet hours and pauses, as the oracle saw them when the provider was reached."""
    yield from case.played.breaches


def holdouts_hear_nothing(case: CheckedWorld) -> Iterator[str]:
    """The hash decides who is held out, or the journey before a hand-over; they get transactional messages only."""
    played = case.played
    for trace in case.history.traces.values():
        expected = _holdout_level(case, trace)
        if trace.entered.held != expected:
            yield f"{trace.id} is held out by {trace.entered.held!r}, the hash says {expected!r}"
    for key in played.taken:
        row, trace = played.outbox[key], case.history.traces[played.outbox[key].message.enrollment]
        if _holdout_level(case, trace) and not row.message.transactional:
            yield f"{key} reached {trace.person}, who is held out"


def _holdout_level(case: CheckedWorld, trace: EnrollmentTrace) -> str:
    workspace, journey = case.played.oracle.workspace, case.journey(trace)
    unit = trace.entered.data["unit"]
    levels = (
        ("global", global_level(workspace.holdout, trace.entered.at, workspace.zone), workspace.holdout),
        ("programme", f"programme:{journey.programme}", workspace.programmes.get(journey.programme, Holdout())),
        ("journey", f"journey:{journey.id}", journey.holdout),
    )
    for level, name, share in levels:
        if bucket(share.salt or workspace.salt, name, unit) * 100 < share.percent:
            return level
    trigger = trace.trigger
    if trace.by_account and trace.entered.held == "handoff":
        return "handoff"  # the hand-over was the asker's, whose facts are not those of whom the account chose
    return "handoff" if trace.entered.name == "handoff" and trigger is not None and trigger.held else ""


def every_message_has_its_key(case: CheckedWorld) -> Iterator[str]:
    """One decision, one key, one row, for messages and calls; what the provider holds came from a row."""
    played = case.played
    decided = Counter(fact.key for fact in played.facts if fact.kind in OUTGOING)
    for key, times in decided.items():
        if times > 1 or key not in played.outbox:
            yield f"{key} was decided {times} times and is {'in' if key in played.outbox else 'not in'} the outbox"
    for key in played.taken:
        if key not in decided:
            yield f"{key} reached the provider and nobody decided it"


def no_key_twice(case: CheckedWorld) -> Iterator[str]:
    """A provider gets a message once; only a channel that resends by policy may repeat one that a crash hid."""
    played = case.played
    for key, times in played.taken.items():
        if len(times) > 1 and played.world.unknown_policy != "resend" and not played.world.carriers:
            yield f"{key} was taken {len(times)} times"


def messages_come_to_an_end(case: CheckedWorld) -> Iterator[str]:
    """Nothing that is due is left in the outbox, and nothing waits for a pause that is over; what was sent is there."""
    played, now = case.played, case.played.virtual.clock.now()
    for key, row in played.outbox.items():
        if row.status in ("pending", "sending") and row.due_at <= now:
            yield f"{key} is {row.status} since {row.due_at}"
        if (
            row.due_at == WHEN_RESUMED
            and row.status == "pending"
            and played.oracle.states[row.message.journey] != "paused"
        ):
            yield f"{key} still waits for a pause to end"
        if row.status == "sent" and key not in played.taken:
            yield f"{key} is marked as sent, but the provider never had it"


def nothing_after_an_exit(case: CheckedWorld) -> Iterator[str]:
    """What an exit left behind in the outbox is refused at the send."""
    played = case.played
    for key, times in played.taken.items():
        trace = case.history.traces[played.outbox[key].message.enrollment]
        for end in trace.ended:
            if end.reason.startswith(EXITS) and max(times) > end.at:
                yield f"{key} was sent after {end.reason}"


def a_message_of_its_own_holdout_leaves_on_one_side_alone(case: CheckedWorld) -> Iterator[str]:
    """Where a message has a holdout of its own, it leaves to whom it was assigned, and to nobody else."""
    sides: dict[tuple[str, str], str] = {}
    for fact in case.played.facts:
        at = (fact.enrollment, fact.node)
        if fact.kind == "assigned":
            sides[at] = fact.arm
        elif fact.kind == "message" and sides.get(at) == WITHHELD:
            yield f"{fact.key} was decided, and is withheld from {fact.person}"
        elif fact.kind == "withheld" and fact.reason == "held_out_message" and sides.get(at) != WITHHELD:
            yield f"{fact.key} was withheld from {fact.person}, who is on the other side"


def channels_are_the_nodes(case: CheckedWorld) -> Iterator[str]:
    """What was sent is what the node of that version says."""
    for key in case.played.taken:
        message = case.played.outbox[key].message
        node = case.played.oracle.journeys[message.journey, message.version].nodes.get(message.node)
        sending = kind_of(message.node, node).sending() if node else None
        if sending is None or (sending.channel, sending.topic) != (message.channel, message.topic):
            yield f"{key} went by {message.channel}"


ABOUT_MESSAGES: Final[tuple[Callable[[CheckedWorld], Iterator[str]], ...]] = (
    nothing_leaves_against_the_oracle,
    holdouts_hear_nothing,
    every_message_has_its_key,
    no_key_twice,
    messages_come_to_an_end,
    nothing_after_an_exit,
    a_message_of_its_own_holdout_leaves_on_one_side_alone,
    channels_are_the_nodes,
)
