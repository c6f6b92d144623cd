"""A sealed secret opens with its own key and no other, and is not to be read without."""

from collections.abc import Callable

import pytest

from loopline.model.errors import Invalid
from loopline.studio.providers.seal import Seal, make_seal_key


def test_what_was_sealed_opens_again_and_reads_as_nothing_meanwhile() -> None:
    key = make_seal_key()
    seal = Seal(lambda: key)
    sealed = seal.close("smtp://login:pässword@host")
    assert b"ssword" not in sealed and sealed != seal.close("smtp://login:pässword@host")
    assert seal.open(sealed, "post") == "smtp://login:pässword@host"


@pytest.mark.parametrize("spoil", [lambda sealed: sealed[:-1] + b"A", lambda sealed: b"", lambda sealed: b"\xff" * 90])
def test_another_key_or_a_changed_text_is_told_without_the_text(spoil: Callable[[bytes], bytes]) -> None:
    key = make_seal_key()
    sealed = Seal(lambda: key).close("smtp://login:password@host")
    for opener, given in ((Seal(make_seal_key), sealed), (Seal(lambda: key), spoil(sealed))):
        with pytest.raises(Invalid, match="restore secrets/providers") as caught:
            opener.open(given, "post")
        assert caught.value.code == "provider_secret_lost" and caught.value.at == "post"
        assert "password" not in str(caught.value)
