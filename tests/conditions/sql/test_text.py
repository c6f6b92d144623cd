"""Pieces of SQL are joined with their parameters in order."""

from loopline.conditions.sql.text import Sql, fill


def test_pieces_are_filled_in_with_their_parameters() -> None:
    made = fill("{} + {}", Sql("?", (1,)), fill("({})", Sql("? * ?", (2, 3))))
    assert made == Sql("? + (? * ?)", (1, 2, 3))
