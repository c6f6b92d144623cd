"""Journeys that no marketer would draw: every node kind, exit and policy, put together by chance from a seed."""

from random import Random
from typing import Any, Final

from loopline.decisions.documents.read import build_document
from loopline.lab.examples import NEXT, OTHER, node_examples, placed
from loopline.lab.simulator.groups.exits import PROGRAMMES, RULE, exits_of_all
from loopline.lab.simulator.groups.plans import GROUP, make_rivals
from loopline.model.channels import ChannelName
from loopline.model.journey import Journey, Workspace
from loopline.model.nodes import NODE_KINDS

EVENTS: Final = ("alpha", "beta", "gamma", "delta", "epsilon")
GOALS: Final = ("paid", "delta")
TOPICS: Final = ("", "", "news", "tips", "receipts")
CHANNELS: Final[tuple[ChannelName, ...]] = ("email", "email", "push", "sms", "in_app")
LISTS: Final = ("vip", "left_alone")
PLANS: Final = ("free", "starter", "pro")
CONDITIONS: Final = (
    'plan == "free"',
    'plan != "pro"',
    "score >= 5",
    "score >= 3 and not has(nothing)",
    'count("alpha", within="2d") >= 2',
    'count("beta") >= 1',
    'days_since(last("alpha")) >= 2',
    'in_list("vip")',
    'not in_list("left_alone")',
    'in_segment("busy")',
    'consented("sms")',
    'account.seats >= 5 or plan == "starter"',
    "days_since(due_on) >= 0",
    'hours_since(last("gamma")) < 30',
)
ABOUT_EVENT: Final = ("event.k == entry.k", "event.k >= 2", "event.k != entry.k")
ENTRY_ONLY: Final = ("event.k >= 1", "event.k < 3", *CONDITIONS[:6])
SALT: Final = 0

Plain = dict[str, Any]


def workspace(rng: Random) -> Workspace:
    """Caps, quiet hours, consent rules and holdouts, each in about half of all worlds."""
    caps = [
        {"limit": rng.randint(1, 2), "within": rng.choice(("1d", "2d", "4d")), **rng.choice(({}, {"channel": "email"}))}
        for _ in range(rng.choice((0, 1, 1, 2)))
    ]
    if rng.random() < 0.3:
        caps.append({"limit": 1, "within": "2d", "topic": "news"})
    raw: Plain = {
        "kind": "workspace",
        "zone": rng.choice(("UTC", "Europe/Berlin")),
        "salt": f"salt-{rng.randint(0, 999)}",
        "topics": {"news": {}, "tips": {"consent": "opt_in"}, "receipts": {"transactional": True}},
        "caps": caps,
        "holdout": {"percent": rng.choice((0, 0, 15))},
        "programmes": {name: {"percent": rng.choice((0, 30))} for name in PROGRAMMES},
    }
    if rng.random() < 0.4:
        raw["quiet_hours"] = rng.choice(({"from": "21:00", "to": "07:30"}, {"from": "12:00", "to": "14:00"}))
    caps += _caps_of_their_own(Random(raw["salt"]))
    raw["exits"] = exits_of_all(Random(f"exits/{raw['salt']}"), EVENTS, CONDITIONS)
    if (rule := Random(f"group/{raw['salt']}").choice(("best_wins", "first_wins", ""))) != "":
        raw["exclusive"] = {GROUP: rule}
    document = build_document(raw)
    assert isinstance(document, Workspace)
    return document


def _caps_of_their_own(rng: Random) -> list[Plain]:
    """Caps with kept places, by the calendar, and of a journey or a programme; drawn apart, so that old seeds hold."""
    caps: list[Plain] = []
    if rng.random() < 0.3:
        caps.append({"limit": 2, "within": "3d", "reserve": {"priority": rng.choice((40, 60)), "places": 1}})
    if rng.random() < 0.12:
        caps.append({"limit": 1, "per": "day", **rng.choice(({}, {"programme": PROGRAMMES[0]}, {"journey": "j0"}))})
    if (tried := Random(f"tried/{rng.random()}")).random() < 0.15:
        arms = [{"name": "few", "limit": 1}, {"name": "more", "limit": 3, "weight": tried.choice((1, 2))}]
        caps.append({"limit": 2, "within": "4d", "experiment": {"id": "tried", "arms": arms}})
    return caps


def journey(rng: Random, number: int, version: int, journeys: int, *, rivals: bool = False) -> Journey:
    """One version of a journey; with `rivals` it may be of a group, and hold its messages.

    Node ids carry the version, so no enrollment can stand on a node of another one.
    """
    size = rng.randint(3, 9)
    ids = [f"n{index}v{version}" for index in range(size)]
    raw: Plain = {
        "kind": "journey",
        "id": f"j{number}",
        "priority": rng.choice((10, 50, 50, 90)),
        "programme": rng.choice(("", "", *PROGRAMMES)),
        "unit": rng.choice(("person", "person", "account")),
        "holdout": {"percent": rng.choice((0, 0, 20, 50))},
        "entry": _entry(rng),
        "exits": [_exit(rng, index) for index in range(rng.choice((0, 1, 1, 2)))],
        "start": ids[0],
        "nodes": {name: _node(rng, ids, index, number, journeys) for index, name in enumerate(ids)},
    }
    if rng.random() < 0.3:
        raw["nodes"] |= _round(rng, ids, version)
    if rng.random() < 0.6:
        raw["goal"] = {"event": rng.choice(GOALS), "value": "amount", "within": "5d", "exit": rng.random() < 0.3}
    if rng.random() < 0.3:
        raw["quiet_hours"] = {"from": "22:00", "to": "06:00"}
    if rng.random() < 0.2:
        _put_example(rng, raw["nodes"], ids)
    if rivals:
        following = f"j{min(number + 1, journeys - 1)}"
        make_rivals(Random(f"{number}/{version}/{rng.getstate()[1][:3]}"), raw, ids, following)
    document = build_document(raw)
    assert isinstance(document, Journey)
    return document


def _put_example(rng: Random, nodes: dict[str, Plain], ids: list[str]) -> None:
    """An example of any kind in the place of a node: so each kind that is added comes into the worlds by itself."""
    index = rng.randrange(1, len(ids) - 1)
    example = rng.choice(node_examples()[rng.choice(NODE_KINDS)])
    nodes[ids[index]] = placed(example, {NEXT: ids[index + 1], OTHER: rng.choice(ids[index + 1 :])})


def _entry(rng: Random) -> Plain:
    policy = rng.choice(("once", "after_exit", "after_exit", "after", "always"))
    reentry: Plain = {"policy": policy, **({"after": rng.choice(("12h", "2d"))} if policy == "after" else {})}
    if rng.random() < 0.2:
        reentry["key"] = "event.k"
    if policy == "always" and rng.random() < 0.6:
        reentry["concurrent"] = True
    where = rng.choice(ENTRY_ONLY) if rng.random() < 0.4 else ""
    on = rng.sample(EVENTS, rng.choice((1, 1, 2)))
    entry = {"on": on, "where": where, "lateness": rng.choice(("1h", "1d")), "reentry": reentry}
    return {**entry, "triggers": _triggers(Random(f"{on}{where}{reentry}{rng.getstate()[1][:3]}"))}


def _triggers(rng: Random) -> list[Plain]:
    """What lasts, in some journeys; drawn apart, so that old seeds hold."""
    drawn = rng.random()
    rng = Random(f"{SALT}{drawn}")  # with this number the first worlds show each planted fault
    moments = _moments(Random(f"moments/{drawn}"))
    if rng.random() >= 0.25:
        return moments
    lasting = rng.choice(({"when": rng.choice(CONDITIONS)}, {"list": rng.choice(LISTS)}, {"segment": "busy"}))
    more = rng.choice(({}, {}, {"leaves": True}, {"existing": "skip"}))
    return [{**lasting, **more}, *moments]


def _moments(rng: Random) -> list[Plain]:
    """What a clock opens, in fewer journeys."""
    if rng.random() >= 0.1:
        return []
    whom = rng.choice(({}, {"when": rng.choice(CONDITIONS)}, {"list": rng.choice(LISTS)}))
    return [{"schedule": rng.choice(("0 9 * * mon", "30 7 */5 * *")), **whom}]


def _exit(rng: Random, index: int) -> Plain:
    reason = f"{RULE}_{index}"
    kind = rng.choice(("on", "on", "on_where", "change", "when", "account"))
    if kind == "on":
        return {"on": rng.choice(EVENTS), "reason": reason}
    if kind == "on_where":
        return {"on": rng.choice(EVENTS), "where": rng.choice(ABOUT_EVENT), "reason": reason}
    if kind == "change":
        return {"change": "plan", "reason": reason}
    if kind == "account":
        return {"change": "account.seats", "reason": reason}
    return {"when": rng.choice(CONDITIONS), "reason": reason}


def _node(rng: Random, ids: list[str], index: int, number: int, journeys: int) -> Plain:
    then = ids[index + 1] if index + 1 < len(ids) else None
    kinds = ("message",) * 7 + ("wait",) * 6 + ("split",) * 3 + ("experiment", "update", "handoff", "goal", "exit")
    kind = rng.choice(kinds) if index else rng.choice(("message", "wait", "split"))
    match kind:
        case "message":
            return _message(rng, ids, index, then)
        case "wait":
            return _wait(rng, ids, index, then)
        case "split":
            return _split(rng, ids, index, then)
        case "experiment":
            arms = [
                {"name": "a", "weight": rng.choice((1, 50)), "then": then},
                {"name": "b", "weight": 50, "then": _ahead(rng, ids, index)},
            ]
            return {"kind": "experiment", "arms": arms}
        case "update":
            return {"kind": "update", "set": rng.choice(UPDATES), "add_to": [rng.choice(LISTS)], "then": then}
        case "handoff" if number + 1 < journeys:
            return {"kind": "handoff", "journey": f"j{rng.randint(number + 1, journeys - 1)}", "then": then}
        case "exit":
            return {"kind": "exit", "reason": "drawn"}
        case _:
            return {"kind": "goal", "then": then}


def _round(rng: Random, ids: list[str], version: int) -> Plain:
    """A way back to a message, by a day of rest: so nodes are visited more than once."""
    again = rng.randrange(len(ids) - 1)
    run_once = rng.randrange(again + 1, len(ids))
    back = f"backv{version}"
    then = ids[run_once + 1] if run_once + 1 < len(ids) else None
    branch = {"when": 'count("beta") >= 3', "then": then}
    return {
        ids[again]: _message(rng, ids, again, ids[again + 1]),
        ids[run_once]: {"kind": "split", "branches": [branch], "otherwise": back},
        back: {"kind": "wait", "for": "1d", "then": ids[again]},
    }


UPDATES: Final[tuple[Plain, ...]] = (
    {"score": 9},
    {"touched_at": "=now()"},
    {"plan": "starter"},
    {"seen_k": "=entry.k"},
    {"score": None},
)


def _ahead(rng: Random, ids: list[str], index: int) -> str | None:
    return rng.choice((*ids[index + 1 :], None))


def _message(rng: Random, ids: list[str], index: int, then: str | None) -> Plain:
    raw: Plain = {
        "kind": "message",
        "channel": rng.choice(CHANNELS),
        "topic": rng.choice(TOPICS),
        "content": {"subject": "Hello", "body": "Hello"},
        "then": then,
        "if_refused": rng.choice(("go_on", "go_on", "exit", "wait")),
        "wait_at_most": rng.choice(("6h", "2d")),
        "transactional": rng.random() < 0.08,
    }
    if rng.random() < 0.35:
        policy = rng.choice(("exit", *ids[index + 1 :]))
        raw["if_failed"] = {"attempts": rng.choice((1, 2, 4)), "then": policy}
    return raw


def _wait(rng: Random, ids: list[str], index: int, then: str | None) -> Plain:
    raw: Plain = {"kind": "wait", "then": then}
    kind = rng.choice(
        ("for", "for", "until_date", "until_time", "until_date", "event", "event", "when", "both", "ways")
    )
    if kind == "for":
        return {**raw, "for": rng.choice(("45m", "6h", "1d", "2d", "5d"))}
    if kind == "until_time":
        weekdays = rng.choice(([], ["mon", "tue", "wed"]))
        return {**raw, "until_time": rng.choice(("09:00", "18:30", "02:30")), "weekdays": weekdays}
    if kind == "until_date":
        date = {
            "field": "due_on",
            "offset": rng.choice(("0d", "-1d", "6h")),
            "at": rng.choice(("", "09:00")),
            "if_past": rng.choice(("go_on", "exit")),
            "if_unreadable": rng.choice(("go_on", "exit")),
        }
        return {**raw, "until_date": date}
    if kind == "ways":
        return {**raw, "ways": _ways(rng, ids, index), "timeout": rng.choice(("8h", "1d", "4d"))}
    until: Plain = {}
    if kind != "when":
        until["event"] = rng.choice(EVENTS)
        if rng.random() < 0.4:
            until["where"] = rng.choice(ABOUT_EVENT)
    if kind != "event":
        until["when"] = rng.choice(CONDITIONS)
    timeout = {} if rng.random() < 0.2 else {"timeout": rng.choice(("8h", "1d", "4d"))}
    return {**raw, **timeout, "until": until, "on_timeout": _ahead(rng, ids, index)}


def _ways(rng: Random, ids: list[str], index: int) -> list[Plain]:
    """Several ways out of one wait, each of its own kind."""
    date = {"field": "due_on", "offset": rng.choice(("0d", "-1d", "6h")), "at": rng.choice(("", "09:00"))}
    ways: list[Plain] = [
        {"name": "bought", "event": rng.choice(EVENTS)},
        {"name": "changed", "when": rng.choice(CONDITIONS)},
        {"name": "due", "date": date},
    ]
    chosen = rng.sample(ways, rng.choice((1, 2, 3)))
    return [{**way, "then": _ahead(rng, ids, index)} for way in chosen]


def _split(rng: Random, ids: list[str], index: int, then: str | None) -> Plain:
    branches = [
        {"when": rng.choice(CONDITIONS), "then": _ahead(rng, ids, index)},
        {"when": _receipt(rng, ids, index), "then": then},
    ]
    return {"kind": "split", "branches": branches, "otherwise": then}


def _receipt(rng: Random, ids: list[str], index: int) -> str:
    node = rng.choice(ids[:index] or ids[:1])
    return f'{rng.choice(("opened", "clicked"))}("{node}")'
