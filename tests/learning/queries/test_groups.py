"""The SQL of groups: what was known at the entry, to the very fact, and the values that are there."""

from loopline.learning.lift.groups import GROUPS_MAX
from loopline.learning.queries import groups as group_queries
from tests.learning.facts_made import WHOLE, Oracle, Shelf

ASK = Shelf().ask
NAMED = group_queries.group_query(group_queries.OF_PERSON, group_queries.BY_NAME)
BANDS = group_queries.group_query(group_queries.OF_PERSON, group_queries.BY_BAND)
VALUES = group_queries.group_query(group_queries.OF_PERSON, group_queries.VALUES)
ASKED = {"within": 100, "now": 100_000, "versions": [1], "strata": [0], "pointer": "/traits/plan", **WHOLE}


def entered(person: str, *plans: object, after: object = None) -> Oracle:
    """Somebody whose plan was each of these before the entry, and another one after it."""
    book = Oracle()
    for plan in plans:
        book.write("person", person, 1_000, data={"traits": {"plan": plan}})
    book.enter(person, person, 1_000)
    if after is not None:
        book.write("person", person, 1_000, data={"traits": {"plan": after}})
    return book.expose(person, person, 1_010)


def test_the_last_statement_before_the_entry_counts_though_all_were_in_one_millisecond() -> None:
    book = entered("gq-ann", "free", "starter", after="pro")
    assert [row[0] for row in ASK(book, NAMED, **ASKED, names=["pro", "starter", "free"])] == [2]


def test_what_changed_before_the_entry_is_put_on_top_of_what_was_known() -> None:
    """Null is not known; what changed after the entry, or about something else, moves nobody."""
    for n, (before, known) in enumerate((({"plan": "starter"}, 2), ({"seats": 1}, 3), ({"plan": None}, -1))):
        book, person = Oracle(), f"gq-change{n}"
        book.write("person", person, 1_000, data={"traits": {"plan": "free"}})
        book.write("person", person, 1_000, data={"now": {"traits": before}, "was": {}})
        book.enter(person, person, 1_000).expose(person, person, 1_010)
        book.write("person", person, 1_000, data={"now": {"traits": {"plan": "pro"}}, "was": {}})
        assert [row[0] for row in ASK(book, NAMED, **ASKED, names=["pro", "starter", "free"])] == [known]


def test_a_field_inside_of_a_trait_is_that_of_the_last_statement_about_the_trait() -> None:
    asked = {**ASKED, "pointer": "/traits/home/city"}
    for n, (home, known) in enumerate((({"city": "Kiel"}, 2), ({"floor": 2}, -1), ("Kiel", -1))):
        book, person = Oracle(), f"gq-inside{n}"
        book.write("person", person, 1_000, data={"traits": {"home": {"city": "Bonn"}}})
        book.write("person", person, 1_000, data={"now": {"traits": {"home": home}}, "was": {}})
        book.enter(person, person, 1_000).expose(person, person, 1_010)
        assert [row[0] for row in ASK(book, NAMED, **asked, names=["Bonn", "Kiel"])] == [known]


def test_a_value_without_a_name_of_its_own_is_0_and_none_at_all_is_minus_1() -> None:
    assert [row[0] for row in ASK(entered("gq-bob", "free"), NAMED, **ASKED, names=["pro"])] == [0]
    assert [row[0] for row in ASK(entered("gq-cem"), NAMED, **ASKED, names=["pro"])] == [-1]
    assert [row[0] for row in ASK(entered("gq-dan", ["a"]), NAMED, **ASKED, names=["pro"])] == [-1], "a list is no name"


def test_numbers_fall_into_bands_whose_lower_end_is_inside() -> None:
    for n, (number, band) in enumerate(((9, 1), (10, 2), (24.9, 2), (25, 3))):
        book = entered(f"gq-band{n}", number)
        assert [row[0] for row in ASK(book, BANDS, **ASKED, cuts=[10.0, 25.0])] == [band]


def test_values_come_with_how_many_there_are_and_whether_all_are_numbers() -> None:
    mixed = Oracle()
    for n, plan in enumerate(("free", "free", 3, True)):
        mixed.facts += entered(f"gq-mixed{n}", plan).facts
    rows = ASK(mixed, VALUES, **ASKED, most=GROUPS_MAX + 1)
    assert [row[:4] for row in rows] == [("free", 2, 3, False), ("3", 1, 3, False), ("true", 1, 3, False)]
