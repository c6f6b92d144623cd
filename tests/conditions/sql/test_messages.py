"""Counts of messages in SQL; that they agree with the engine is tests/properties/test_message_counts.py."""

from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.conditions.sql.messages import of_facts


def test_the_facts_that_tell_of_it() -> None:
    assert of_facts("message_sent") == ("attempt", "sent")
    assert of_facts("message_replied") == ("receipt", "replied")


def test_what_people_write_is_a_parameter() -> None:
    made = compile_sql(compile_condition('count("message_clicked", where=url == "x\'y") >= 1'), {}, 0)
    assert "x'y" not in made.sql and "x'y" in made.params and made.sql.count("?") == len(made.params)
