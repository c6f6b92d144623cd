"""The shape of a journey: every road leads somewhere, every node can be reached, no loop spins, everybody gets out."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from loopline.conditions.language import compile_condition
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.nodes import kind_of
from loopline.model.errors import Invalid
from loopline.model.journey import Journey

STEPS_MAX: Final = 100
CYCLES_MAX: Final = 20
POLICIES: Final = ("go_on", "exit")
Graph = dict[str, set[str]]


def check_graph(found: Findings, journey: Journey) -> None:
    """All checks of the shape."""
    if not journey.nodes:
        found.error("nodes_empty", "A journey needs at least one node; add a message.", "nodes")
        return
    if journey.start not in journey.nodes:
        _missing(found, journey, journey.start, "start", "start_missing", "The start")
        return
    kinds = {name: kind_of(name, node) for name, node in journey.nodes.items()}
    for name in journey.nodes:
        found.node = name
        for field, target in kinds[name].edges():
            if target is not None and target not in journey.nodes:
                _missing(found, journey, target, f"nodes.{name}.{field}", "node_missing", "This way")
    found.node = ""
    graph = {name: {t for _, t in kinds[name].edges() if t in journey.nodes} for name in kinds}
    reached = _reach([journey.start], graph)
    for name in journey.nodes:
        if name not in reached:
            found.node = name
            text = f'Nothing leads to "{name}", so nobody ever comes there; point a `then` at it, or delete it.'
            found.warn("node_unreachable", text, f"nodes.{name}")
    found.node = ""
    instant = {name: sorted(kind.instant() & journey.nodes.keys()) for name, kind in kinds.items()}
    _check_loops(found, journey, instant)
    ends = [name for name, kind in kinds.items() if not all(target for _, target in kind.edges()) or not kind.edges()]
    _check_ends(found, journey, graph, reached, ends)
    _check_asked(found, journey, {name: kind.condition_texts() for name, kind in kinds.items()}, graph)


def _missing(found: Findings, journey: Journey, target: str, at: str, code: str, what: str) -> None:
    # The names of the policies are offered too where they may stand.
    wish = nearest(target, [*journey.nodes, *POLICIES] if "if_" in at else journey.nodes)
    found.error(code, f'{what} leads to "{target[:80]}", which is no node. {meant(wish, "Add that node.")}', at, wish)


def _reach(starts: Iterable[str], graph: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += graph.get(name, ())
    return reached


def _check_loops(found: Findings, journey: Journey, graph: dict[str, list[str]]) -> None:
    for _ in range(CYCLES_MAX):
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            # graphlib takes what stands in `graph` for what comes before, so its circle runs backwards.
            circle = _from_first(error.args[1][:0:-1], journey)
            graph[circle[0]].remove(circle[1])
            found.node = circle[0]
            text = f"This goes round without a wait: {' → '.join(_shortened(circle))}. Put a wait into the loop."
            found.error("loop_without_wait", text, f"nodes.{circle[0]}")
            found.node = ""
            continue
        _check_length(found, graph, order)
        return


def _from_first(circle: list[str], journey: Journey) -> list[str]:
    """The circle turned so that it begins, and ends, at the node that is written first."""
    first = min(range(len(circle)), key=[list(journey.nodes).index(name) for name in circle].__getitem__)
    return [*circle[first:], *circle[: first + 1]]


def _shortened(circle: list[str]) -> list[str]:
    return circle if len(circle) <= 8 else [*circle[:6], "…", circle[-1]]


def _check_length(found: Findings, graph: dict[str, list[str]], order: list[str]) -> None:
    steps: dict[str, int] = {}
    for name in order:  # what comes after stands before
        steps[name] = 1 + max((steps[after] for after in graph[name]), default=0)
    longest = max(steps, key=steps.__getitem__)
    if steps[longest] > STEPS_MAX:
        text = f"{steps[longest]} nodes follow here without a wait; at most {STEPS_MAX} may. Put a wait between them."
        found.error("steps_too_many", text, f"nodes.{longest}")


def _check_ends(found: Findings, journey: Journey, graph: Graph, reached: set[str], ends: Iterable[str]) -> None:
    if journey.exits or (journey.goal is not None and journey.goal.exit):
        return
    backwards: Graph = {name: set() for name in graph}
    for name, targets in graph.items():
        for target in targets:
            backwards[target].add(name)
    inside = reached - _reach(ends, backwards)
    for name in journey.nodes:
        if name in inside:
            found.node = name
            text = f'Who comes to "{name}" never gets out again; add a way to an exit, or an exit rule.'
            found.warn("no_way_out", text, f"nodes.{name}")
            found.node = ""
            return


def _check_asked(found: Findings, journey: Journey, texts: Mapping[str, tuple[str, ...]], graph: Graph) -> None:
    """A rule that asks a node about itself or about what no road to it passes: a copy that kept its old references."""
    behind: dict[str, set[str]] = {}
    known = journey.nodes.keys() & {*found.sending_nodes, *found.answering_nodes}  # others are faults of their own
    for name in journey.nodes:
        for asked in sorted({asked for text in texts[name] for asked in _asked_in(text)} & known):
            if asked not in behind:
                behind[asked] = _reach(graph[asked], graph)
            if name not in behind[asked]:
                found.node = name
                text = f'A rule asks about "{asked}", and no road leads from there to here; ask about a step before.'
                found.warn("asked_before_sent", text, f"nodes.{name}")
                found.node = ""


def _asked_in(text: str) -> frozenset[str]:
    """The nodes whose receipts or answers a condition asks for; none of one that cannot be read."""
    try:
        condition = compile_condition(text)
    except Invalid:
        return frozenset()
    answering = {one.partition(".")[0] for one in condition.answer_paths}
    return condition.receipt_nodes | answering
