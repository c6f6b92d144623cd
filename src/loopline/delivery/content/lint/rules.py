"""The rules of a whole template: its size, its subject and preheader, the way out, and the colours of a brand."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import fields, replace

from loopline.delivery.content.lint.contrast import contrast
from loopline.delivery.content.lint.fault import LintFault, LintSeverity
from loopline.delivery.content.lint.markup import markup_faults
from loopline.delivery.content.lint.structure import structure_faults
from loopline.delivery.email.text import text_of_html
from loopline.model.content.documents import Brand, Palette, Template
from loopline.model.content.library import ContentLibrary
from loopline.model.nodes.message import Content, LocalParts

HTML_BYTES_MAX: Final = 100_000
HTML_BYTES_MANY: Final = 75_000
STYLE_BYTES_MAX: Final = 16_384
SUBJECT_LONGEST: Final = 150
SUBJECT_LONG: Final = 60
PREHEADER_LONG: Final = 140
WORDS_FEW: Final = 200
CONTRAST_LEAST: Final = 4.5
UNSUBSCRIBE: Final = "unsubscribe_url"
LOCAL: Final = tuple(field.name for field in fields(LocalParts) if field.type is str)
_STYLE: Final = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)


def lint_block(source: str, at: str, *, whole: bool = False) -> list[LintFault]:
    """The faults of a source; `whole`: it is a body, and no part of one."""
    found: list[LintFault] = []
    if "<mj" in source:
        for one in structure_faults(source, inside=not whole):
            found.append(LintFault(code=one.code, text=one.text, line=one.line, at=at))
    return [*found, *markup_faults(source, at)]


def lint_template(template: Template, content: Content, library: ContentLibrary) -> list[LintFault]:
    """The faults of what a template becomes without a person in it, as it is and in each of its locales."""
    if template.channel != "email":
        return []
    known = library.brand_of(template)
    brand = known[1] if known else Brand()
    found = _faults(template, content, brand)
    for tag, parts in content.locales.items():
        read = replace(content, **{name: text for name in LOCAL if (text := getattr(parts, name))})
        found += _of_locale(_faults(template, read, brand), parts, f"content.locales.{tag}")
    return found


def _faults(template: Template, content: Content, brand: Brand) -> list[LintFault]:
    return [*_size(content), *_head(template, content), *_ways(template, content, brand)]


def _of_locale(faults: list[LintFault], parts: LocalParts, at: str) -> list[LintFault]:
    """Those that are about what is written in the locale itself."""
    named = [(one, "html" if one.at == "mjml" else one.at.removeprefix("content.")) for one in faults]
    return [replace(one, at=f"{at}.{part}") for one, part in named if getattr(parts, part, "")]


def _size(content: Content) -> Iterator[LintFault]:
    size = len(content.html.encode())
    if size > HTML_BYTES_MANY:
        text = f"This mail is {size:,} bytes, and Gmail cuts off what is over about 102,000; make it shorter."
        yield _fault("mail_size", text, "error" if size > HTML_BYTES_MAX else "warning")
    styles = sum(len(one.encode()) for one in _STYLE.findall(content.html))
    if styles > STYLE_BYTES_MAX:
        text = f"The sheets of styles are {styles:,} bytes, and Gmail drops what is over {STYLE_BYTES_MAX:,}."
        yield _fault("style_size", text, "error")
    for sheet in _STYLE.findall(content.html):
        if "@import" in sheet:
            yield _fault("host_foreign", "A mail loads no styles from elsewhere; take @import away.", "error")
    if "fonts.googleapis.com" in content.html:
        yield _fault(
            "host_foreign", "A mail loads no font from the host of others; name a font of the system.", "error"
        )


def _head(template: Template, content: Content) -> Iterator[LintFault]:
    subject, preheader = content.subject.strip(), content.preheader.strip()
    if len(subject) > SUBJECT_LONG:
        text = f"The subject has {len(subject)} characters; phones show about {SUBJECT_LONG}."
        yield _fault("subject_long", text, "error" if len(subject) > SUBJECT_LONGEST else "warning", "content.subject")
    letters = re.sub(r"\{\{.*?\}\}|[^A-Za-z]", "", subject)
    if "!!" in subject or "$$" in subject or (len(letters) > 8 and letters.isupper()):
        yield _fault("subject_shout", "Spam filters take a subject that shouts for spam.", "warning", "content.subject")
    if not preheader:
        text = "Write a preheader: inboxes show it behind the subject, and else the first words of the body."
        yield _fault("preheader_missing", text, "warning", "content.preheader")
    elif preheader == subject or len(preheader) > PREHEADER_LONG:
        text = f"The preheader adds to the subject, in {PREHEADER_LONG} characters or less."
        yield _fault("preheader_form", text, "warning", "content.preheader")
    if "<h1" not in content.html:
        text = "Give the mail one <h1>: people who hear it find their way by headings."
        yield _fault("heading_missing", text, "warning", _body(template))
    words = text_of_html(content.html)
    if len(words.encode()) < WORDS_FEW and ("<img" in content.html):
        text = "This mail is pictures with few words: filters take it for spam, and many see no pictures."
        yield _fault("words_few", text, "warning", _body(template))


def _ways(template: Template, content: Content, brand: Brand) -> Iterator[LintFault]:
    if template.transactional:
        if UNSUBSCRIBE in content.html:
            text = "A transactional mail offers no way out of marketing; take the link away, or `transactional`."
            yield _fault("unsubscribe_unused", text, "warning", _body(template))
        return
    for part, text in (("html", content.html), ("text", content.text)):
        if text and UNSUBSCRIBE not in text:
            words = "Marketing needs a way out: {{> footer}}, or a link to {{unsubscribe_url}}."
            yield _fault("unsubscribe_missing", words, "error", "content.text" if part == "text" else _body(template))
    if not brand.address:
        text = "Marketing names its sender's postal address in most countries; publish a brand with one."
        yield _fault("postal_missing", text, "warning", "brand")


def lint_brand(brand: Brand) -> list[LintFault]:
    """Pairs of colours that too few people can read."""
    return [*_pairs(brand.light, "light"), *_pairs(brand.dark, "dark")]


def _pairs(palette: Palette, name: str) -> Iterator[LintFault]:
    for front, ground in (
        ("text", "card"),
        ("text", "canvas"),
        ("muted", "card"),
        ("muted", "canvas"),
        ("link", "card"),
        ("button_text", "button"),
    ):
        ratio = contrast(getattr(palette, front), getattr(palette, ground))
        if ratio < CONTRAST_LEAST:
            text = f"{front} on {ground} has a contrast of {ratio:.1f}; people need {CONTRAST_LEAST} (WCAG 1.4.3)."
            yield _fault("contrast_low", text, "warning", f"{name}.{front}")


def _body(template: Template) -> str:
    return "mjml" if template.mjml else "content.html"


def _fault(code: str, text: str, severity: LintSeverity, at: str = "mjml") -> LintFault:
    return LintFault(code=code, text=text, severity=severity, at=at)
