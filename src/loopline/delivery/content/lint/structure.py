"""Where MJML elements may stand, and which attributes they have: mrml compiles anything and loses what is misplaced.

The table holds what the packages of mjml 5.4.1 say of their components, 2026-11; a test holds it to them.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from loopline.delivery.content.lint.fault import LintFault
from loopline.delivery.content.mustache import without_markup
from loopline.delivery.html_tokens import Token, attributes, tokens

DEPTH_MAX: Final = 40
BODY: Final = ("mj-body", "mj-wrapper")
CONTENT: Final = ("mj-column", "mj-hero")
HEAD: Final = ("mj-head",)
DEFAULTS: Final = "mj-attributes"
"""Holds elements of every kind, whose attributes are the defaults of that kind."""
PARENTS: Final[dict[str, tuple[str, ...]]] = {
    "mjml": ("",),
    "mj-head": ("mjml",),
    "mj-body": ("mjml",),
    "mj-title": HEAD,
    "mj-preview": HEAD,
    "mj-attributes": HEAD,
    "mj-breakpoint": HEAD,
    "mj-font": HEAD,
    "mj-style": HEAD,
    "mj-all": ("mj-attributes",),
    "mj-class": ("mj-attributes",),
    "mj-wrapper": ("mj-body",),
    "mj-section": BODY,
    "mj-hero": BODY,
    "mj-group": ("mj-section",),
    "mj-column": ("mj-section", "mj-group"),
    "mj-text": CONTENT,
    "mj-button": CONTENT,
    "mj-image": CONTENT,
    "mj-divider": CONTENT,
    "mj-spacer": CONTENT,
    "mj-table": CONTENT,
    "mj-social": CONTENT,
    "mj-social-element": ("mj-social",),
    "mj-navbar": CONTENT,
    "mj-navbar-link": ("mj-navbar",),
    "mj-accordion": CONTENT,
    "mj-accordion-element": ("mj-accordion",),
    "mj-accordion-title": ("mj-accordion-element",),
    "mj-accordion-text": ("mj-accordion-element",),
    "mj-raw": ("mj-head", *BODY, "mj-section", "mj-group", *CONTENT),
}
FORBIDDEN: Final = {
    "mj-include": "Nothing is fetched from elsewhere; use a block, {{> name}}.",
    "mj-html-attributes": "The compiler does not know it; set the attribute where it belongs.",
    "mj-carousel": "Gmail drops all styles of a mail that holds one; show one picture.",
}
VOID: Final = ("mj-image", "mj-divider", "mj-spacer")
_PADDING: Final = "padding padding-bottom padding-left padding-right padding-top"
_BORDER: Final = "border border-bottom border-left border-right border-top border-radius"
_FONT: Final = "font-family font-size font-style font-weight letter-spacing line-height text-decoration text-transform"
_GROUND: Final = (
    "background-color background-position background-position-x background-position-y background-repeat "
    "background-size background-url"
)
_ICO: Final = (
    "icon-align icon-height icon-position icon-unwrapped-alt icon-unwrapped-url icon-width icon-wrapped-alt "
    "icon-wrapped-url"
)
ANYWHERE: Final = frozenset(("css-class", "mj-class"))
ATTRIBUTES: Final = {
    name: ANYWHERE | frozenset(text.split())
    for name, text in {
        "mj-body": "background-color id width",
        "mj-wrapper": f"{_PADDING} {_BORDER} {_GROUND} direction full-width gap text-align text-padding",
        "mj-section": f"{_PADDING} {_BORDER} {_GROUND} direction full-width text-align text-padding",
        "mj-group": "background-color direction vertical-align width",
        "mj-column": f"{_PADDING} {_BORDER} background-color direction inner-background-color inner-border "
        "inner-border-bottom inner-border-left inner-border-radius inner-border-right inner-border-top "
        "vertical-align width",
        "mj-hero": f"{_PADDING} background-color background-height background-position background-url "
        "background-width border-radius height inner-background-color inner-padding inner-padding-bottom "
        "inner-padding-left inner-padding-right inner-padding-top mode vertical-align",
        "mj-text": f"{_PADDING} {_FONT} align background-color color container-background-color height vertical-align",
        "mj-button": f"{_PADDING} {_BORDER} {_FONT} align background-color color container-background-color height "
        "href inner-padding name rel target text-align title vertical-align width",
        "mj-image": f"{_PADDING} {_BORDER} align alt container-background-color fluid-on-mobile font-size height href "
        "max-height name rel sizes src srcset target title usemap width",
        "mj-divider": f"{_PADDING} align border-color border-style border-width container-background-color width",
        "mj-spacer": f"{_PADDING} container-background-color height",
        "mj-table": f"{_PADDING} align border cellpadding cellspacing color container-background-color font-family "
        "font-size font-weight line-height role table-layout vertical-align width",
        "mj-social": f"{_PADDING} align border-radius color container-background-color font-family font-size "
        "font-style font-weight icon-height icon-padding icon-size inner-padding line-height mode "
        "text-decoration text-padding vertical-align",
        "mj-social-element": f"{_PADDING} align alt background-color border-radius color font-family font-size "
        "font-style font-weight href icon-height icon-padding icon-position icon-size line-height name rel sizes "
        "src srcset target text-decoration text-padding title vertical-align",
        "mj-navbar": f"{_PADDING} align base-url hamburger ico-align ico-close ico-color ico-font-family ico-font-size "
        "ico-line-height ico-open ico-padding ico-padding-bottom ico-padding-left ico-padding-right "
        "ico-padding-top ico-text-decoration ico-text-transform",
        "mj-navbar-link": f"{_PADDING} {_FONT} color href name rel target",
        "mj-accordion": f"{_PADDING} {_ICO} border container-background-color font-family",
        "mj-accordion-element": f"{_ICO} background-color border font-family",
        "mj-accordion-title": f"{_PADDING} background-color color font-family font-size font-weight",
        "mj-accordion-text": f"{_PADDING} background-color color font-family font-size font-weight "
        "letter-spacing line-height",
    }.items()
}
"""As mjml 5.4.1 has them, without those of which mrml prints nothing."""


def line_at(source: str, offset: int) -> int:
    """The line of a place in a text, from 1."""
    return source.count("\n", 0, offset) + 1


def structure_faults(source: str, *, inside: bool = False) -> Iterator[LintFault]:
    """Every MJML element that is unknown, stands where it may not, or has an attribute that it does not know.

    `inside`: the source is a part, whose outermost elements may stand anywhere.
    """
    stack: list[str] = []
    rooted = "<mjml" in source or "<mj-body" in source or "<mj-head" in source
    plain = without_markup(source)
    for token in tokens(plain):
        if not token.name.startswith("mj"):
            if token.kind == "start" and stack and stack[-1] in ("mj-section", "mj-body", "mj-wrapper", "mj-group"):
                line = line_at(source, token.start)
                text = f"<{token.name}> stands in <{stack[-1]}> (line {line}); put it into a text, or an mj-raw."
                yield LintFault(code="mjml_parent", text=text, line=line)
            continue
        if token.kind == "end":
            if token.name in stack:
                del stack[len(stack) - 1 - stack[::-1].index(token.name) :]
            continue
        if token.kind != "start":
            continue
        parent = stack[-1] if stack else ("" if rooted else "mj-body")
        yield from _one(plain, token, "*" if inside and not stack else parent)
        if not source.endswith("/>", token.start, token.end):
            stack.append(token.name)
        if len(stack) > DEPTH_MAX:
            yield LintFault(code="mjml_depth", text=f"Elements stand at most {DEPTH_MAX} deep.")
            return
    if stack:
        yield LintFault(code="mjml_syntax", text=f"<{stack[-1]}> is not closed; end it with </{stack[-1]}>.")


def _one(source: str, token: Token, parent: str) -> Iterator[LintFault]:
    name, line = token.name, line_at(source, token.start)
    if name in FORBIDDEN:
        yield LintFault(code="mjml_forbidden", text=f"<{name}> (line {line}): {FORBIDDEN[name]}", line=line)
        return
    if name not in PARENTS:
        near = get_close_matches(name, PARENTS, n=1)
        meant = f" Did you mean <{near[0]}>?" if near else ""
        yield LintFault(code="mjml_tag", text=f"There is no element <{name}> (line {line}).{meant}", line=line)
        return
    if parent not in ("*", DEFAULTS, *PARENTS[name]) and not (parent == "" and name in ("mj-head", "mj-body")):
        allowed = " or ".join(f"<{one}>" for one in PARENTS[name] if one) or "nothing"
        where = f"<{parent}>" if parent else "nothing"
        text = f"<{name}> stands in {where} (line {line}), where it would be lost; it belongs into {allowed}."
        yield LintFault(code="mjml_parent", text=text, line=line)
    known = ATTRIBUTES.get(name)
    for attribute in attributes(source, token) if known else ():
        if known is not None and attribute.name not in known and "{{" not in attribute.name:
            near = get_close_matches(attribute.name, known, n=1)
            meant = f' Did you mean "{near[0]}"?' if near else ""
            text = f'<{name}> has no attribute "{attribute.name[:40]}" (line {line}).{meant}'
            yield LintFault(code="mjml_attribute", text=text, line=line)
