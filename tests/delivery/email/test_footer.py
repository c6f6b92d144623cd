"""A marketing mail ends with the postal address and a way out; what the author wrote is not said twice."""

import pytest

from loopline.delivery.email.footer import with_footer
from loopline.model.message import Sending
from loopline.model.nodes.message import Content, LocalParts

ADDRESS = "Acme & Sons\n1 Main St"


def mail(html: str, text: str = "") -> Sending:
    return Sending(channel="email", content=Content(subject="s", html=html, text=text))


def test_address_and_link_stand_before_the_end_of_the_body() -> None:
    content = with_footer(mail("<body><p>Hi</p></body>", "Hi"), ADDRESS, transactional=False).content
    assert "Acme &amp; Sons<br>1 Main St<br><a href=" in content.html and content.html.endswith("</p></body>")
    assert content.text.endswith("Acme & Sons\n1 Main St\nUnsubscribe: {{unsubscribe_url}}")


def test_a_link_that_is_there_is_not_doubled() -> None:
    content = with_footer(mail('<a href="{{unsubscribe_url}}">Out</a>'), ADDRESS, transactional=False).content
    assert content.html.count("unsubscribe_url") == 1 and "1 Main St" in content.html and content.text == ""


@pytest.mark.parametrize(("address", "transactional"), [("", False), (ADDRESS, True)])
def test_a_transactional_mail_and_a_workspace_without_address_stay(address: str, transactional: bool) -> None:
    assert with_footer(mail("<p>Hi</p>", "Hi"), address, transactional=transactional) == mail("<p>Hi</p>", "Hi")


def test_an_address_is_no_template() -> None:
    content = with_footer(mail("", "Hi"), "{{#each x}} Ltd", transactional=False).content
    assert "{{#each" not in content.text


@pytest.mark.parametrize("beginning", ["{{{x}}}", "{{{{x", "{% if x %}", "{{#each x}}"])
def test_no_address_begins_a_tag_of_any_language(beginning: str) -> None:
    content = with_footer(mail("", "Hi"), f"{beginning} Ltd", transactional=False).content
    assert not {"{{", "{%", "{#"} & {content.text[at : at + 2] for at in range(content.text.index("Unsubscribe"))}


def test_each_language_has_the_footer() -> None:
    german = LocalParts(html="<body><p>Hallo</p></body>", text="Hallo")
    whole = Content(subject="s", html="<p>Hi</p>", text="Hi", locales={"de": german, "fr": LocalParts(subject="Salut")})
    locales = with_footer(Sending(channel="email", content=whole), ADDRESS, transactional=False).content.locales
    assert "1 Main St<br><a href=" in locales["de"].html and "unsubscribe_url" in locales["de"].text
    assert "1 Main St" in locales["de"].text
    assert locales["fr"] == LocalParts(subject="Salut")


@pytest.mark.parametrize(
    "imprint",
    ["Acme &amp; Sons, 1 Main St", "<td>Acme &amp; Sons</td><td>1 Main\n St</td>", "ACME & SONS<br>1 Main St"],
)
def test_an_imprint_in_other_lines_is_the_same_address(imprint: str) -> None:
    content = with_footer(mail(f"<p>{imprint}</p>", "Acme & Sons | 1 Main  St"), ADDRESS, transactional=False).content
    assert content.html.lower().count("main") == 1 and content.text.count("Main") == 1


def test_an_address_in_an_attribute_is_not_shown() -> None:
    content = with_footer(mail("<p title='Acme & Sons 1 Main St'>Hi</p>"), ADDRESS, transactional=False).content
    assert "1 Main St<br>" in content.html


def test_the_way_out_is_called_in_the_language_of_the_mail() -> None:
    locales = {"de-AT": LocalParts(html="<p>Hallo</p>", text="Hallo"), "pl": LocalParts(text="Witam")}
    given = Sending(channel="email", content=Content(subject="s", html="<p>Salut</p>", text="Salut", locales=locales))
    content = with_footer(given, ADDRESS, "fr", transactional=False).content
    assert ">Se désabonner</a>" in content.html and content.text.endswith("Se désabonner: {{unsubscribe_url}}")
    assert ">Abmelden</a>" in content.locales["de-AT"].html
    assert content.locales["pl"].text.endswith("Se désabonner: {{unsubscribe_url}}")
