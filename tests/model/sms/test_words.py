"""The words of STOP, START and HELP: how they are compared, where each is heard, and that no two stand against it."""

import phonenumbers
import pytest

from loopline.model.sms.words import EVERYWHERE, LANGUAGES, SPEAKING, WordKind, comparable, word_of


@pytest.mark.parametrize(
    ("text", "country", "kind"),
    [
        ("STOP", "", "stop"),
        (" stop. ", "US", "stop"),
        ("„Stop“ ✋️", "DE", "stop"),
        ("ＳＴＯＰ", "JP", "stop"),
        ("Opt-Out", "US", "stop"),
        ("stop  all", "US", "stop"),
        ("arret", "US", "stop"),
        ("ARRÊT", "FR", "stop"),
        ("İptal", "TR", "stop"),
        ("IPTAL", "TR", "stop"),
        ("退订", "CN", "stop"),
        ("T", "CN", "stop"),
        ("baja", "US", "stop"),
        ("uit", "BE", "stop"),
        ("ende", "CH", "stop"),
        ("basta", "CH", "stop"),
        ("إيقاف", "SA", "stop"),
        ("Start!", "", "start"),
        ("alta", "ES", "start"),
        ("help?", "GB", "help"),
        ("Hilfe", "AT", "help"),
    ],
)
def test_a_word_is_heard_where_it_is_spoken(text: str, country: str, kind: WordKind) -> None:
    word = word_of(text, country)
    assert (word.kind, word.sentence) == (kind, False)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", ""),
        ("!!!", "US"),
        ("yes", "US"),
        ("T", "US"),
        ("ende", "US"),
        ("alto", "DE"),
        ("Please stop it", "US"),
        ("Why did you stop sending these?", "US"),
        ("Don't stop texting", "US"),
        ("never take me off", "US"),
        ("I want you to stop texting me about shoes on Monday mornings", "US"),
        ("stop " * 100, "US"),
    ],
)
def test_in_doubt_it_is_an_answer_like_any_other(text: str, country: str) -> None:
    assert word_of(text, country).kind == ""


@pytest.mark.parametrize("text", ["Please stop texting me!", "remove me", "WRONG NUMBER, sorry", "no more texts pls"])
def test_a_short_sentence_that_leaves_no_doubt_is_a_stop(text: str) -> None:
    word = word_of(text, "US")
    assert (word.kind, word.sentence) == ("stop", True)


def test_no_word_means_two_things_in_one_country() -> None:
    countries = {country for row in SPEAKING.values() for country in row.split()}
    assert {"US", "CA", "CH", "BE", "FR", "BR", "JP"} <= countries
    assert countries <= set(phonenumbers.SUPPORTED_REGIONS)
    for country in countries:
        spoken = [LANGUAGES[language] for language, row in SPEAKING.items() if country in row.split()]
        stop, start, help_ = (
            {comparable(word) for row in [EVERYWHERE, *spoken] for word in getattr(row, kind)}
            for kind in ("stop", "start", "help")
        )
        assert not (stop & start or stop & help_ or start & help_), country


def test_each_language_is_spoken_somewhere_and_has_a_way_out() -> None:
    assert set(SPEAKING) == set(LANGUAGES)
    for words in LANGUAGES.values():
        assert words.stop
        assert all(comparable(word) for word in (*words.stop, *words.start, *words.help))
