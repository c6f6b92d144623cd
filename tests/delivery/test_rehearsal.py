"""An author learns of HTML that no mail can be made of when the document is checked."""

import pytest

from loopline.delivery import rehearsal
from loopline.model.message import Content
from loopline.model.nodes.message import LocalParts

ODD_HTML = (
    "<p>Hi {{{bio}}}</p>",
    "<![foo]>",
    "<![x",
    "<!--[if mso]><p>x</p><![endif]-->",
    "<a href='{{url}}'>x",
    "<" * 200,
)


@pytest.mark.parametrize("html", ODD_HTML)
def test_odd_markup_can_be_sent(html: str) -> None:
    assert rehearsal.composition_faults(Content(subject="Hi", html=html)) == ()


def test_what_raises_on_its_way_out_is_told_with_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(*_: object, **__: object) -> bytes:
        raise AssertionError("unknown status keyword")

    monkeypatch.setattr(rehearsal, "compose", stumbling)
    (fault,) = rehearsal.composition_faults(Content(subject="Hi", html="<p>Hi</p>"))
    assert (fault.code, fault.part) == ("composition_failed", "html")
    assert "AssertionError: unknown status keyword" in fault.text


def test_what_raises_in_a_locale_is_told_with_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(rehearsal, "add_tracking", fails)
    content = Content(text="Hi", locales={"de": LocalParts(html="<p>Hallo</p>")})
    assert [fault.part for fault in rehearsal.composition_faults(content)] == ["locales.de.html"]


def test_other_channels_have_nothing_to_rehearse() -> None:
    assert rehearsal.composition_faults(Content(body="<![x")) == ()
