"""MJML made into the HTML of a mail: compiled by mrml, styles inlined, dark colours beside. Once a version."""

import re
from typing import Final

import css_inline
import mrml

from loopline.delivery.content.mustache import Hidden, without_markup
from loopline.delivery.html_tokens import tokens
from loopline.model.content.documents import Brand, Palette
from loopline.model.errors import Invalid

HEAD: Final = re.compile(r"<mj-head\b[^>]*?(?:/>|>(.*?)</mj-head\s*>)", re.DOTALL)
BODY: Final = re.compile(r"<mj-body\b.*?</mj-body\s*>", re.DOTALL)
NESTED_MAX: Final = 200
"""Elements inside each other, of any kind; mails that are nested for Outlook come to 60."""
ALONE: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
SELF_CLOSING: Final = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option"))
"""Elements whose end need not be written before another one of their name."""
RAW_TEXT: Final = re.compile(
    r"<(/?)(textarea|title|style|script|xmp|iframe|noembed|noframes|noscript|plaintext)(?=[\s/>])", re.IGNORECASE
)
METAS: Final = (
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">'
)
ROOT: Final = ":root{color-scheme:light dark;supported-color-schemes:light dark}"
_INLINER: Final = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def compile_mjml(source: str, *, title: str, language: str, brand: Brand) -> str:
    """The HTML of an MJML source, whose tags stay as they are. Raises Invalid `mjml_syntax`, at `mjml`."""
    bounded_depth(source)
    hidden = Hidden(source)
    whole = _framed(hidden.text, hidden.also(title), language, brand)
    try:
        html = mrml.to_html(whole, mrml.ParserOptions(include_loader=mrml.noop_loader())).content
    except OSError as error:
        raise Invalid("mjml_syntax", f"This is no MJML: {_said(str(error))}", at="mjml") from None
    return hidden.shown(with_dark(_inlined(html), brand))


def inline_html(source: str) -> str:
    """HTML with the styles of its sheets in its elements, whose tags stay as they are; a fragment is left alone."""
    if "<style" not in source.lower():
        return source
    bounded_depth(source)
    hidden = Hidden(source)
    return hidden.shown(_inlined(hidden.text))


def bounded_depth(source: str) -> None:
    """Raises Invalid `mjml_depth` where elements nest so deep that a compiler would run out of its stack and take the
    process along: as HTML reads the source, and as XML does, which knows no element whose text is raw.
    """
    plain = without_markup(source)
    for view in (plain, RAW_TEXT.sub(r"<\1x-\2", plain)):
        stack: list[str] = []
        for token in tokens(view):
            if token.kind == "end" and token.name in stack:
                del stack[len(stack) - 1 - stack[::-1].index(token.name) :]
            elif token.kind == "start" and token.name not in ALONE and not view.endswith("/>", token.start, token.end):
                if not (stack and stack[-1] == token.name and token.name in SELF_CLOSING):
                    stack.append(token.name)
                if len(stack) > NESTED_MAX:
                    raise Invalid("mjml_depth", f"Elements stand at most {NESTED_MAX} deep; close them.", at="mjml")


def _inlined(html: str) -> str:
    try:
        return _INLINER.inline(html)
    except (css_inline.InlineError, ValueError) as error:
        raise Invalid("css_syntax", f"Its styles cannot be read: {str(error)[:200]}", at="mjml") from None


def _framed(source: str, title: str, language: str, brand: Brand) -> str:
    """The whole document: a body alone gets its root, and every one its title, its font and its size of text."""
    head = HEAD.search(source)
    own = (head[1] or "") if head else ""
    body = BODY.search(source)
    inner = (
        body.group()
        if body
        else f'<mj-body css-class="ll-canvas" background-color="{brand.light.canvas}">{source}</mj-body>'
    )
    named = "" if "<mj-title" in own else f"<mj-title>{title}</mj-title>"
    rules = (
        f'<mj-attributes><mj-all font-family="{brand.font}" />'
        f'<mj-text font-size="16px" line-height="24px" color="{brand.light.text}" padding="0 32px 16px" />'
        f"</mj-attributes>"
    )
    point = "" if "<mj-breakpoint" in own else '<mj-breakpoint width="480px" />'
    return (
        f'<mjml lang="{language}"><mj-head>{named}{rules}{point}<mj-raw>{METAS}</mj-raw>{own}</mj-head>{inner}</mjml>'
    )


def with_dark(html: str, brand: Brand) -> str:
    """The HTML with dark colours for the classes of the house, once by media query and once for Outlook's apps.

    They stand apart from what is inlined, each in a sheet of its own: Gmail drops a sheet that it dislikes, whole.
    """
    media = f"<style>{ROOT}</style><style>@media (prefers-color-scheme: dark){{{_rules(brand.dark, '')}}}</style>"
    outlook = f"<style>{_rules(brand.dark, '[data-ogsc] ')}</style>"
    return html.replace("</head>", f"{media}{outlook}</head>", 1)


def _rules(dark: Palette, under: str) -> str:
    rules = {
        "body": f"background:{dark.canvas} !important;background-color:{dark.canvas} !important",
        ".ll-canvas,.ll-canvas>table": f"background:{dark.canvas} !important;background-color:{dark.canvas} !important",
        ".ll-card,.ll-card>table": f"background:{dark.card} !important;background-color:{dark.card} !important",
        ".ll-text,.ll-text div,.ll-text td,.ll-text th,.ll-text h1,.ll-text h2": f"color:{dark.text} !important",
        ".ll-muted,.ll-muted div": f"color:{dark.muted} !important",
        ".ll-link,.ll-text a": f"color:{dark.link} !important",
        ".ll-button td": f"background:{dark.button} !important",
        ".ll-button a": f"background:{dark.button} !important;color:{dark.button_text} !important",
        ".ll-line,.ll-line td,.ll-line th": f"border-color:{dark.line} !important",
        ".ll-bar": f"background:{dark.line} !important",
        ".ll-fill": f"background:{dark.link} !important",
    }
    return "".join(
        f"{','.join(under + one for one in selectors.split(','))}{{{style}}}" for selectors, style in rules.items()
    )


def _said(error: str) -> str:
    return " ".join(error.split())[:200]
