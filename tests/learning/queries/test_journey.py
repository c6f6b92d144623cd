"""The SQL about whole journeys: by hand where the edges are, and the funnel held to its definition."""

from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.queries import journey as queries
from loopline.model.fact import FactKind
from tests.learning.facts_made import Oracle, Shelf
from tests.learning.folded import Passage, funnel

SHELF = Shelf()
ask = SHELF.ask


def test_totals_are_people_and_goals_count_within_their_time() -> None:
    book = Oracle().enter("e1", "ann", 1_000).enter("e2", "ann", 2_000).enter("e3", "bob", 1_000, held="journey")
    book.expose("e1", "ann", 1_010).expose("e2", "ann", 2_010).expose("e3", "bob", 1_010, held="journey")
    book.reach("e1", "ann", 1_050, since=1_000).reach("e3", "bob", 1_100, since=1_000)
    book.write("goal", "bob", 1_020, enrollment="e3", name="node", node="there", data={"after_ms": 20})
    assert ask(book, queries.TOTALS, within=100, counted=[1]) == [(3, 2, 1, 1, 1, 2)]
    assert ask(Oracle(), queries.TOTALS, within=100, counted=[1]) == [(0, 0, 0, 0, 0, 0)]


def test_the_list_of_journeys_counts_as_the_report_does() -> None:
    book = Oracle()
    for n, after in enumerate((0, 99, 100, 101)):
        book.enter(f"e{n}", f"p{n}", 1_000).reach(f"e{n}", f"p{n}", 1_000 + after, since=1_000)
    name = SHELF.put(book)
    ((_, entered, _, _, converted, _),) = SHELF.facts.query(
        queries.TOTALS, {"journey": name, "within": 100, "counted": [1]}
    )
    theirs = {"journeys": [name], "windows": [100], "named": [name], "versions": [1]}
    (listed,) = SHELF.facts.query(queries.LISTED, theirs)
    assert listed == (name, entered, entered, converted) == (name, 4, 4, 2)


def test_a_node_s_counts_add_up() -> None:
    book = Oracle()
    for n, last in enumerate(("mail", "mail", "wait", "end")):
        book.enter(f"e{n}", f"p{n}", 1_000)
        for step, node in enumerate(("mail", "wait", "end")):
            book.write("waited" if node == "wait" else "stepped", f"p{n}", 1_010 + step, enrollment=f"e{n}", node=node)
            if node == last:
                break
    book.write("exited", "p1", 1_020, enrollment="e1", node="mail", reason="bought")
    book.write("exited", "p3", 1_020, enrollment="e3", node="end", reason="completed")
    rows = {row[0]: row[1:] for row in ask(book, queries.FUNNEL)}
    assert rows == {"mail": (4, 1, 1), "wait": (2, 1, 0), "end": (1, 0, 1)}
    assert sorted(map(str, ask(book, queries.EXITS))) == ["('bought', 1)", "('completed', 1)"]


def test_edges_count_the_moves_between_nodes() -> None:
    book = Oracle()
    for n in range(3):
        for step, node in enumerate(("mail", "mail", "wait", "end")[: n + 2]):
            book.write("stepped", f"p{n}", 1_000 + step, enrollment=f"e{n}", node=node)
    rows = set(ask(book, queries.EDGES, since=0))
    assert rows == {("mail", "wait", 2), ("wait", "end", 1)}
    assert ask(book, queries.EDGES, since=5_000) == []


def test_the_word_of_a_machine_is_no_receipt() -> None:
    book = Oracle()
    said: tuple[tuple[str, FactKind, str, str], ...] = (
        ("k1", "attempt", "sent", ""),
        ("k1", "receipt", "opened", ""),
        ("k1", "receipt", "opened", ""),
        ("k2", "attempt", "sent", ""),
        ("k2", "receipt", "opened", "machine"),
    )
    for key, kind, name, reason in said:
        book.write(kind, "ann", 1_000, node="mail", channel="email", key=key, name=name, reason=reason)
    rows = set(ask(book, queries.MESSAGES))
    assert rows == {("mail", "email", "sent", 2), ("mail", "email", "opened", 1)}, "messages, not opens"


def test_refusals_are_counted_by_node_and_reason() -> None:
    book = Oracle()
    for _ in range(2):
        book.write("refused", "ann", 1_000, node="mail", reason="capped")
    book.write("not_entered", "bob", 1_000, reason="filter_false")
    assert ask(book, queries.REFUSALS) == [("mail", "refused", "capped", 2), ("", "not_entered", "filter_false", 1)]


def test_what_was_refused_at_the_send_is_counted_by_its_code_and_a_message_once() -> None:
    book = Oracle()
    for key, name, reason, data in (
        ("k1", "refused", "Missing personalisation: a.", {"code": "personalisation_missing"}),
        ("k2", "refused", "Missing personalisation: b.", {"code": "personalisation_missing"}),
        ("k3", "failed", "550 no such user", None),
        ("k4", "refused", "journey_stopped", None),
        ("k5", "sent", "", None),
        ("k6", "retry", "450 busy", {"code": "smtp_450"}),
    ):
        book.write("attempt", "ann", 1_000, node="mail", key=key, name=name, reason=reason, data=data)
    assert ask(book, queries.REFUSALS) == [
        ("mail", "refused", "personalisation_missing", 2),
        ("mail", "failed", "failed", 1),
        ("mail", "refused", "journey_stopped", 1),
    ]


@settings(max_examples=20)
@given(ways=st.lists(st.tuples(st.lists(st.sampled_from("abc"), max_size=4), st.booleans()), max_size=6))
def test_a_funnel_is_as_its_definition_says(ways: list[tuple[list[str], bool]]) -> None:
    book, passages = Oracle(), list[Passage]()
    for number, (nodes, is_open) in enumerate(ways):
        enrollment = f"e{number}"
        book.enter(enrollment, "ann", 1_000)
        for step, node in enumerate(nodes):
            book.write("stepped", "ann", 1_001 + step, enrollment=enrollment, node=node)
        if nodes and not is_open:
            book.write("exited", "ann", 1_100, enrollment=enrollment, node=nodes[-1], reason="completed")
        passages.append(Passage(tuple(nodes), is_open))
    assert {str(row[0]): row[1:] for row in ask(book, queries.FUNNEL)} == funnel(passages)
