"""What must hold in every world, whatever its luck: each a function from a played world to its breaches."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from loopline.lab.simulator.fact_walk import Passage, walk
from loopline.lab.simulator.history import Case
from loopline.lab.simulator.journeys import RULE
from loopline.lab.simulator.message_invariants import ABOUT_MESSAGES
from loopline.lab.simulator.player import Played
from loopline.lab.simulator.worlds import INSTANTS
from loopline.model.duration import parse_duration
from loopline.model.nodes.experiment import Experiment
from loopline.model.nodes.wait import Wait
from loopline.model.person import Person
from loopline.model.signal import DocumentPublished, EventReceived
from loopline.runtime.engine.cache import decode
from loopline.runtime.upkeep.stranded import sweep


def breaches(played: Played) -> list[str]:
    """Every breach in a world, each with the name of its invariant."""
    history, moments = walk(played.facts)
    case = Case(played, history, moments)
    return [f"{check.__name__}: {text}" for check in INVARIANTS for text in check(case)]


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
    for found in sweep(case.played.records, stage.loop.published, stage.clock.now()):
        yield f"{found.why}: {found.person} at {found.journey}.{found.node}"


def counted_once(case: Case) -> Iterator[str]:
    """Each message id is one event, however often it came."""
    counts = Counter(fact.key for fact in case.played.facts if fact.kind == "event")
    told = {signal.id for signal in case.played.signals if isinstance(signal, EventReceived)}
    for identity in sorted(told | set(counts)):
        if counts[identity] != 1:
            yield f"{identity} counts {counts[identity]} times"


def exits_act_at_once(case: Case) -> Iterator[str]:
    """An exit on an event ends whoever stands inside when it is heard; one from before the entry ends nobody."""
    for moment in case.moments:
        events = [fact for fact in moment.facts if fact.kind == "event"]
        for passage in moment.open_before if events else ():
            exits = {rule.on: rule for rule in case.journey(passage).exits if rule.on and not rule.where}
            names = {fact.name for fact in events if fact.at >= began(passage)}
            if names & exits.keys() and not any(fact in moment.facts for fact in passage.ended):
                yield f"{passage.id} stays in spite of {sorted(names & exits.keys())}"


def exits_heed_nothing_older(case: Case) -> Iterator[str]:
    """Whom an exit on an event ended, that event happened to at or after the entry."""
    for moment in case.moments:
        events = [fact for fact in moment.facts if fact.kind == "event"]
        for fact in moment.facts:
            if fact.kind != "exited" or not fact.reason.startswith(RULE):
                continue
            passage = case.history.passages[fact.enrollment]
            rule = next(rule for rule in case.journey(passage).exits if rule.reason == fact.reason)
            if rule.on and any(event.at < began(passage) for event in events):
                yield f"{passage.id} left by {rule.on} from before its entry"


def began(passage: Passage) -> int:
    """When the event happened that opened the door (ms); at a hand-over, when that was."""
    entered, trigger = passage.entered, passage.trigger
    return entered.at if entered.name == "handoff" or trigger is None else min(entered.at, trigger.at)


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


def a_stop_ends_every_passage(case: Case) -> Iterator[str]:
    """Who is inside when a journey stops leaves in that moment, whatever is published after it."""
    for stop in case.state_facts("stopped"):
        for passage in case.history.passages.values():
            if passage.entered.journey != stop.journey or passage.entered.position > stop.position:
                continue
            if not passage.ended or (passage.ended[0].position > stop.position and passage.ended[0].at != stop.at):
                yield f"{passage.id} of {passage.person} goes on after its journey stopped at {stop.at}"


def waits_keep_their_time(case: Case) -> Iterator[str]:
    """A wait for a time ends at that time and not before; after it only in the moment in which a pause is over."""
    resumed = {(fact.journey, fact.at) for fact in case.state_facts("live")}
    for passage in case.history.passages.values():
        journey = case.journey(passage)
        until = 0
        for fact in passage.nodes:
            node = journey.nodes.get(fact.node)
            if fact.kind == "waited" and isinstance(node, Wait):
                until = (fact.data or {}).get("until", 0)
                if node.duration and until - fact.at != parse_duration(node.duration):
                    yield f"{passage.id} at {fact.node} is told to wait {until - fact.at} ms, not {node.duration}"
            late = fact.at > until and (journey.id, fact.at) not in resumed
            if fact.kind == "stepped" and fact.reason == "waited" and (fact.at < until or late):
                yield f"{passage.id} left {fact.node} {fact.at - until} ms after its time"


def waits_follow_their_date(case: Case) -> Iterator[str]:
    """A wait for a date ends at the date as it was stated last, where that was an instant, not a local time."""
    resumed = {(fact.journey, fact.at) for fact in case.state_facts("live")}
    stated: dict[str, object] = {}
    for fact in case.played.facts:
        if fact.kind == "person" and fact.reason != "merged":
            stated[fact.person] = fact.data["traits"].get("due_on")
        if fact.kind != "stepped" or fact.reason != "waited" or (fact.journey, fact.at) in resumed:
            continue
        node = case.played.book.journeys[fact.journey, fact.version].nodes[fact.node]
        date = node.until_date if isinstance(node, Wait) else None
        if date is None or date.at or stated[fact.person] not in INSTANTS:
            continue
        due = INSTANTS[stated[fact.person]] + parse_duration(date.offset, signed=True)
        if fact.at != due:
            yield f"{fact.enrollment} left {fact.node} {fact.at - due} ms after its date"


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


INVARIANTS: Final[tuple[Callable[[Case], Iterator[str]], ...]] = (
    *ABOUT_MESSAGES,
    facts_tell_one_story,
    one_end_each,
    nobody_is_stranded,
    counted_once,
    exits_act_at_once,
    exits_heed_nothing_older,
    entries_keep_the_rules,
    a_stop_ends_every_passage,
    waits_keep_their_time,
    waits_follow_their_date,
    versions_stay_frozen,
    arms_stay,
    merges_happen_once,
    facts_stand_in_order,
)
