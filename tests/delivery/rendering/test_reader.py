"""Everybody gets the text of their language, part by part, and dates in the language of the text."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.rendering.reader import LANGUAGE, localized, texts_by_locale
from loopline.model.message import Content
from loopline.model.nodes.message import LocalParts

CONTENT = Content(
    subject="Hello",
    text="Bye",
    headers={"X-A": "a", "X-B": "b"},
    locales={
        "pt": LocalParts(subject="Olá", text="Tchau"),
        "pt-BR": LocalParts(subject="Oi", headers={"X-B": "br"}),
        "de": LocalParts(subject="Hallo"),
    },
)


def person(*languages: str) -> dict[str, object]:
    return {"person": {"id": "p", "languages": list(languages)}}


def test_the_nearest_locale_is_taken_and_what_it_lacks_comes_from_the_next() -> None:
    content = localized(CONTENT, ("pt-BR", "pt"))
    assert (content.subject, content.text) == ("Oi", "Tchau")
    assert content.headers == {"X-A": "a", "X-B": "br"}
    assert localized(CONTENT, ("de",)).text == "Bye"
    assert localized(CONTENT, ()).subject == "Hello"


@given(st.lists(st.sampled_from(["pt-BR", "pt-PT", "de-AT", "fr", "", "xx-YY"]), max_size=20))
def test_everybody_is_in_one_group(tags: list[str]) -> None:
    groups = texts_by_locale(CONTENT, [person(*([tag] if tag else [])) for tag in tags])
    assert sorted(place for group in groups for place in group.places) == list(range(len(tags)))
    taken = {place: group.locale for group in groups for place in group.places}
    wanted = {"pt-BR": "pt-BR", "pt-PT": "pt", "de-AT": "de"}
    assert [taken[place] for place in range(len(tags))] == [wanted.get(tag, "") for tag in tags]


def test_dates_are_in_the_language_of_the_text() -> None:
    groups = texts_by_locale(CONTENT, [person("de-AT"), person("fr")])
    assert [group.contexts[0].get(LANGUAGE, "") for group in groups] == ["de-AT", ""]
    (group,) = texts_by_locale(Content(text="x"), [person("fr")])
    assert group.contexts[0][LANGUAGE] == "fr"


def test_no_trait_says_the_language_of_dates_by_our_own_name() -> None:
    (group,) = texts_by_locale(Content(text="x"), [{LANGUAGE: "de"}])
    assert group.contexts[0][LANGUAGE] == ""
