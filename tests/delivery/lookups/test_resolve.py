"""Look-ups of a batch: each message its own answer, each policy as it was stated, and nobody pays for another."""

from collections.abc import Sequence
from typing import Any

import pytest

from loopline.conditions.lookups.compiled import CompiledLookup
from loopline.delivery.lookups.resolve import Answer, Away, LookedUp, Nothing, Wanted, resolve_lookups, without_lookups
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.catalogs.lookup import Lookup
from loopline.model.content.library import ContentLibrary
from loopline.model.message import Content, Refusal

LIBRARY = ContentLibrary(
    catalogs={"shop": (1, Catalog(id="shop"))},
    feeds={
        "held": (1, Feed(id="held", url="https://a.test")),
        "refusing": (1, Feed(id="refusing", url="https://a.test", when_away="refuse")),
        "without": (1, Feed(id="without", url="https://a.test", when_away="default", default={"a": 1})),
    },
)


class Says:
    """Answers what it was made with, one for each that asks."""

    def __init__(self, *answers: Answer) -> None:
        self.left = list(answers)

    def answers(self, compiled: CompiledLookup, wanted: Sequence[Wanted], library: ContentLibrary) -> list[Answer]:
        return [self.left.pop(0) for _ in wanted]


def looked_up(lookup: Lookup, *answers: Answer, sku: str = "a") -> dict[str, Any] | Refusal:
    (found,) = resolve_lookups(Content(lookups={"it": lookup}), [{"sku": sku} if sku else {}], Says(*answers), LIBRARY)
    return found if isinstance(found, Refusal) else found["lookup"]


def test_each_message_gets_its_own_and_only_those_who_miss_it_are_refused() -> None:
    content = Content(
        text="t", lookups={"it": Lookup(catalog="shop", id="sku"), "more": Lookup(catalog="shop", sort="a")}
    )
    says = Says(LookedUp(1), Nothing(), LookedUp(4), LookedUp([2]), LookedUp([3]))
    found = resolve_lookups(content, [{"sku": "a"}, {"sku": "b"}, {}, {"sku": "c"}], says, LIBRARY)
    assert not says.left, "who was refused asks nothing more"
    assert [one.code if isinstance(one, Refusal) else one["lookup"] for one in found] == [
        {"it": 1, "more": [2]},
        "lookup_missing",
        "lookup_missing",
        {"it": 4, "more": [3]},
    ]
    assert without_lookups(content) == Content(text="t")


@pytest.mark.parametrize("answer", [Nothing(), None])
def test_where_nothing_is_found_the_stated_policy_holds(answer: Answer | None) -> None:
    given, sku = ([answer] if answer else []), "a" if answer else ""
    refused = looked_up(Lookup(catalog="shop", id="sku"), *given, sku=sku)
    assert isinstance(refused, Refusal) and (refused.code, refused.retry_after_ms) == ("lookup_missing", 0)
    assert looked_up(Lookup(catalog="shop", id="sku", missing="blank"), *given, sku=sku) == {}
    assert looked_up(Lookup(catalog="shop", id="sku", default={"n": 1}), *given, sku=sku) == {"it": {"n": 1}}
    assert looked_up(Lookup(catalog="shop", where="item.a == sku", missing="blank"), *given, sku=sku) == {"it": []}


def test_a_feed_that_is_away_holds_refuses_or_is_done_without() -> None:
    away = Away("feed_away", "it sleeps", 7_000)
    held = looked_up(Lookup(feed="held"), away)
    assert isinstance(held, Refusal) and (held.code, held.retry_after_ms) == ("feed_away", 7_000)
    refused = looked_up(Lookup(feed="refusing"), away)
    assert isinstance(refused, Refusal) and refused.retry_after_ms == 0
    assert looked_up(Lookup(feed="without"), away) == {"it": {"a": 1}}
    assert looked_up(Lookup(feed="without", default={"a": 2}), away) == {"it": {"a": 2}}


@pytest.mark.parametrize(
    ("lookup", "code"),
    [
        (Lookup(catalog="none", id="sku"), "catalog_unknown"),
        (Lookup(feed="none"), "feed_unknown"),
        (Lookup(catalog="shop", id="s ku"), "path_form"),
    ],
)
def test_what_is_not_there_refuses_all_and_asks_nothing(lookup: Lookup, code: str) -> None:
    found = looked_up(lookup)
    assert isinstance(found, Refusal) and found.code == code
