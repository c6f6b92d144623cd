"""The letters that travel by SMS as they are."""

from loopline.model.sms.text import is_gsm


def test_the_gsm_alphabet() -> None:
    assert all(map(is_gsm, ("", "Hello", "äöüßñ à", "€{}[]^")))
    assert not any(map(is_gsm, ("ê", "Привет", "😀", "’", "\ud83d")))
