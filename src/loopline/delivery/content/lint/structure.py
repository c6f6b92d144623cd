"""Where MJML elements may stand, and which attributes they have: mrml compiles anything and loses what is misplaced.

The table was made by hand from the MJML 4 documentation, 2026-11.
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
_BOX: Final = (
    "padding padding-top padding-right padding-bottom padding-left css-class mj-class container-background-color"
)
_TYPE: Final = (
    "color font-family font-size font-style font-weight letter-spacing line-height text-decoration text-transform"
)
_GROUND: Final = (
    "background-color background-url background-repeat background-size background-position background-position-x "
    "background-position-y border border-top border-right border-bottom border-left border-radius direction full-width "
    "text-align text-padding gap"
)
ATTRIBUTES: Final = {
    name: frozenset(text.split())
    for name, text in {
        "mj-body": "background-color width css-class mj-class id",
        "mj-wrapper": f"{_BOX} {_GROUND}",
        "mj-section": f"{_BOX} {_GROUND}",
        "mj-group": "background-color direction vertical-align width css-class mj-class",
        "mj-column": f"{_BOX} background-color border border-top border-right border-bottom border-left border-radius "
        "inner-background-color inner-border inner-border-radius vertical-align width direction",
        "mj-hero": f"{_BOX} background-color background-height background-position background-url background-width "
        "border-radius height inner-background-color inner-padding mode vertical-align width",
        "mj-text": f"{_BOX} {_TYPE} align height background-color",
        "mj-button": f"{_BOX} {_TYPE} align background-color border border-top border-right border-bottom border-left "
        "border-radius height href inner-padding name rel target text-align title vertical-align width",
        "mj-image": f"{_BOX} align alt border border-radius fluid-on-mobile font-size height href name rel sizes src "
        "srcset target title usemap width",
        "mj-divider": f"{_BOX} align border-color border-style border-width width",
        "mj-spacer": f"{_BOX} height",
        "mj-table": f"{_BOX} {_TYPE} align border cellpadding cellspacing role table-layout width",
        "mj-social-element": f"{_BOX} {_TYPE} align alt background-color border-radius href icon-height icon-padding "
        "icon-position icon-size name rel src srcset sizes target text-padding title vertical-align",
    }.items()
}


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
    if parent not in ("*", *PARENTS[name]) and not (parent == "" and name in ("mj-head", "mj-body")):
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
