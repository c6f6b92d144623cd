"""Grants of a person: one of each id, and nothing that is still open is forgotten when two become one."""

from loopline.model.offers.grant import GRANTS_MAX, Grant, both_grants, grant_of, with_grant, without_grant


def made(name: str, at: int = 0, **fields: object) -> Grant:
    return Grant(name, "ten", 1, at, **fields)  # type: ignore[arg-type]


def test_a_grant_replaces_the_one_of_its_id() -> None:
    both = with_grant(with_grant((), made("a")), made("b"))
    changed = with_grant(both, made("a", state="granted"))
    assert [(one.id, one.state) for one in changed] == [("a", "granted"), ("b", "asked")]
    assert grant_of(without_grant(changed, "a"), "a") is None
    assert made("a", state="granted", expires_at=5).lapses_at() == 5
    assert made("a", state="redeemed", expires_at=5).lapses_at() is None


def test_of_two_people_what_is_over_goes_first_and_what_is_open_never() -> None:
    over = tuple(made(f"o{number}", number, state="redeemed") for number in range(2 * GRANTS_MAX))
    still = tuple(made(f"s{number}", number, state="granted") for number in range(10))
    kept = both_grants(over, (*still, made("o1", state="asked")))
    assert len(kept) == 2 * GRANTS_MAX
    assert {one.id for one in still} <= {one.id for one in kept}
    assert both_grants(over, ()) is over
