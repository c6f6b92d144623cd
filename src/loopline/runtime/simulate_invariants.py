"""What must hold in every world, whatever its luck: each a function from a played world to its breaches."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from loopline.model.duration import parse_duration
from loopline.model.ids import bucket
from loopline.model.journey import Experiment, Holdout, Journey, Message, Wait
from loopline.model.person import Person
from loopline.model.signal import DocumentPublished, EventReceived
from loopline.runtime.hot import decode
from loopline.runtime.simulate_journeys import RULE
from loopline.runtime.simulate_play import Played
from loopline.runtime.simulate_walk import History, Moment, Passage, walk
from loopline.runtime.sweep import sweep

EXITS: Final = (RULE, "merged", "goal_reached", "journey_stopped")


class Case(Struct, frozen=True):
    """A played world with its history worked out."""

    played: Played
    history: History
    moments: list[Moment]

    def journey(self, passage: Passage) -> Journey:
        """The document that a passage walks."""
        return self.played.book.journeys[passage.entered.journey, passage.entered.version]


def breaches(played: Played) -> list[str]:
    """Every breach in a world, each with the name of its invariant."""
    history, moments = walk(played.facts)
    case = Case(played, history, moments)
    return [f"{check.__name__}: {text}" for check in INVARIANTS for text in check(case)]


def nothing_leaves_against_the_book(case: Case) -> Iterator[str]:
    """Consent, suppression, caps, quiet hours and pauses, as the book saw them when the provider was reached."""
    yield from case.played.breaches


def facts_tell_one_story(case: Case) -> Iterator[str]:
    """Nobody moves before an entry or after an end."""
    yield from case.history.faults


def one_end_each(case: Case) -> Iterator[str]:
    """An enrollment ends once, or it is still open in the state of exactly one person."""
    held: Counter[str] = Counter()
    for record in case.played.records:
        person = decode(record)
        if isinstance(person, Person):
            held.update(enrollment.id for enrollment in person.enrollments)
    for passage in case.history.passages.values():
        count = len(passage.ended) + held.pop(passage.id, 0)
        if count != 1:
            yield f"{passage.id} of {passage.person} has {len(passage.ended)} ends, {count} in all"
    for identity in held:
        yield f"{identity} is open but never entered"


def nobody_is_stranded(case: Case) -> Iterator[str]:
    """The sweeper finds nobody."""
    stage = case.played.stage
    for found in sweep(case.played.records, stage.loop.program, stage.clock.now()):
        yield f"{found.why}: {found.person} at {found.journey}.{found.node}"


def holdouts_hear_nothing(case: Case) -> Iterator[str]:
    """Held out is who the hash says, or was before a hand-over; none of them gets a message but transactional ones."""
    played = case.played
    for passage in case.history.passages.values():
        expected = _held(case, passage)
        if passage.entered.held != expected:
            yield f"{passage.id} is held out by {passage.entered.held!r}, the hash says {expected!r}"
    for key in played.taken:
        row, passage = played.outbox[key], case.history.passages[played.outbox[key].message.enrollment]
        if _held(case, passage) and not row.message.transactional:
            yield f"{key} reached {passage.person}, who is held out"


def _held(case: Case, passage: Passage) -> str:
    workspace, journey = case.played.book.workspace, case.journey(passage)
    unit = passage.entered.data["unit"]
    levels = (
        ("global", "global", workspace.holdout),
        ("programme", f"programme:{journey.programme}", workspace.programmes.get(journey.programme, Holdout())),
        ("journey", f"journey:{journey.id}", journey.holdout),
    )
    for level, name, share in levels:
        if bucket(share.salt or workspace.salt, name, unit) * 100 < share.percent:
            return level
    trigger = passage.trigger
    return "handoff" if passage.entered.name == "handoff" and trigger is not None and trigger.held else ""


def every_message_has_its_key(case: Case) -> Iterator[str]:
    """One decision, one key, one row; what the provider holds came from a row."""
    played = case.played
    decided = Counter(fact.key for fact in played.facts if fact.kind == "message")
    for key, times in decided.items():
        if times > 1 or key not in played.outbox:
            yield f"{key} was decided {times} times and is {'in' if key in played.outbox else 'not in'} the outbox"
    for key in played.taken:
        if key not in decided:
            yield f"{key} reached the provider and nobody decided it"


def no_key_twice(case: Case) -> Iterator[str]:
    """A provider gets a message once; only a channel that resends by policy may repeat one that a crash hid."""
    played = case.played
    for key, times in played.taken.items():
        if len(times) > 1 and played.world.unknown_policy != "resend":
            yield f"{key} was taken {len(times)} times"


def messages_come_to_an_end(case: Case) -> Iterator[str]:
    """Nothing that is due is left in the outbox; what was sent the provider has."""
    played, now = case.played, case.played.stage.clock.now()
    for key, row in played.outbox.items():
        if row.status in ("pending", "sending") and row.due_at <= now:
            yield f"{key} is {row.status} since {row.due_at}"
        if row.status == "sent" and key not in played.taken:
            yield f"{key} is marked as sent, but the provider never had it"


def counted_once(case: Case) -> Iterator[str]:
    """Each message id is one event, however often it came."""
    counts = Counter(fact.key for fact in case.played.facts if fact.kind == "event")
    told = {signal.id for signal in case.played.signals if isinstance(signal, EventReceived)}
    for identity in sorted(told | set(counts)):
        if counts[identity] != 1:
            yield f"{identity} counts {counts[identity]} times"


def exits_act_at_once(case: Case) -> Iterator[str]:
    """An exit on an event ends whoever stands inside in the very moment of the event."""
    for moment in case.moments:
        names = {fact.name for fact in moment.facts if fact.kind == "event"}
        for passage in moment.open_before if names else ():
            exits = {rule.on for rule in case.journey(passage).exits if rule.on and not rule.where}
            if names & exits and not any(fact in moment.facts for fact in passage.ended):
                yield f"{passage.id} stays in spite of {sorted(names & exits)}"


def nothing_after_an_exit(case: Case) -> Iterator[str]:
    """What an exit left behind in the outbox is refused at the send."""
    played = case.played
    for key, times in played.taken.items():
        passage = case.history.passages[played.outbox[key].message.enrollment]
        for end in passage.ended:
            if end.reason.startswith(EXITS) and max(times) > end.at:
                yield f"{key} was sent after {end.reason}"


def entries_keep_the_rules(case: Case) -> Iterator[str]:
    """Re-entry policies, lateness and pauses."""
    for passage in case.history.passages.values():
        yield from _reentry(case, passage)
        entered, trigger = passage.entered, passage.trigger
        entry = case.journey(passage).entry
        if passage.state_then != "live":
            yield f"{passage.id} entered a journey that is {passage.state_then}"
        if entered.name == "handoff":
            continue
        if trigger is None or trigger.name not in entry.on:
            yield f"{passage.id} entered without its event"
        elif entered.decided_at - trigger.at > parse_duration(entry.lateness):
            yield f"{passage.id} entered by an event that was too late"


def _reentry(case: Case, passage: Passage) -> Iterator[str]:
    rule = case.journey(passage).entry.reentry
    versions = [journey for (name, _), journey in case.played.book.journeys.items() if name == passage.entered.journey]
    if passage.earlier is None or any(journey.entry.reentry.key for journey in versions):
        return
    if passage.open_then and not rule.concurrent:
        yield f"{passage.id} entered beside an open passage"
    if rule.policy == "once":
        yield f"{passage.id} entered a second time"
    if rule.policy == "after" and passage.entered.at - passage.earlier < parse_duration(rule.after):
        yield f"{passage.id} entered again too soon"


def waits_keep_their_time(case: Case) -> Iterator[str]:
    """A wait for a time ends at that time, neither before nor, unless the journey was paused, after."""
    for passage in case.history.passages.values():
        journey = case.journey(passage)
        until = 0
        for fact in passage.nodes:
            node = journey.nodes.get(fact.node)
            if fact.kind == "waited" and isinstance(node, Wait):
                until = (fact.data or {}).get("until", 0)
                if node.duration and until - fact.at != parse_duration(node.duration):
                    yield f"{passage.id} at {fact.node} is told to wait {until - fact.at} ms, not {node.duration}"
            if fact.kind == "stepped" and fact.reason == "waited":
                paused = journey.id in case.played.book.ever_paused
                if fact.at < until or (fact.at > until and not paused):
                    yield f"{passage.id} left {fact.node} {fact.at - until} ms after its time"


def versions_stay_frozen(case: Case) -> Iterator[str]:
    """People stay on the version that they entered, and every version reads as it was published."""
    stored = {(d.kind, d.name, d.version): d.document for d in case.played.documents}
    for signal in case.played.signals:
        if not isinstance(signal, DocumentPublished):
            continue
        if stored.get((signal.kind, signal.name, signal.version)) != signal.document:
            yield f"{signal.kind} {signal.name} {signal.version} is not what was published"
    for passage in case.history.passages.values():
        nodes = case.journey(passage).nodes
        for fact in (*passage.nodes, *passage.ended):
            if fact.version != passage.entered.version or fact.reason in ("node_missing", "version_missing"):
                yield f"{passage.id} left its version at {fact.node}: {fact.reason}"
            elif fact.node not in nodes:
                yield f"{passage.id} stands at {fact.node}, which its version does not have"


def arms_stay(case: Case) -> Iterator[str]:
    """Whoever was given an arm keeps it; a merge may bring two together."""
    given: dict[tuple[str, str, str], str] = {}
    for passage in case.history.passages.values():
        if passage.person in case.history.merged:
            continue
        for fact in passage.nodes:
            if fact.kind == "assigned" and isinstance(case.journey(passage).nodes[fact.node], Experiment):
                before = given.setdefault((passage.person, fact.journey, fact.node), fact.arm)
                if before != fact.arm:
                    yield f"{passage.person} had arm {before} of {fact.node} and gets {fact.arm}"


def merges_happen_once(case: Case) -> Iterator[str]:
    """Two people become one, once."""
    pairs = Counter((fact.person, fact.name) for fact in case.played.facts if fact.kind == "merged")
    yield from (f"{other} merged into {person} {times} times" for (person, other), times in pairs.items() if times > 1)


def facts_stand_in_order(case: Case) -> Iterator[str]:
    """Places of the log never go back, and nothing is decided before it happened."""
    last = 0
    for fact in case.played.facts:
        if fact.position < last or fact.at > fact.decided_at:
            yield f"{fact.kind} of {fact.person} at {fact.position} after {last}, {fact.at} decided {fact.decided_at}"
        last = max(last, fact.position)


def channels_are_the_nodes(case: Case) -> Iterator[str]:
    """What was sent is what the node of that version says."""
    for key in case.played.taken:
        message = case.played.outbox[key].message
        node = case.played.book.journeys[message.journey, message.version].nodes.get(message.node)
        if not isinstance(node, Message) or (node.channel, node.topic) != (message.channel, message.topic):
            yield f"{key} went by {message.channel}"


INVARIANTS: Final[tuple[Callable[[Case], Iterator[str]], ...]] = (
    nothing_leaves_against_the_book,
    facts_tell_one_story,
    one_end_each,
    nobody_is_stranded,
    holdouts_hear_nothing,
    every_message_has_its_key,
    no_key_twice,
    messages_come_to_an_end,
    counted_once,
    exits_act_at_once,
    nothing_after_an_exit,
    entries_keep_the_rules,
    waits_keep_their_time,
    versions_stay_frozen,
    arms_stay,
    merges_happen_once,
    facts_stand_in_order,
    channels_are_the_nodes,
)
