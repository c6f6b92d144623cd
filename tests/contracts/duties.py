"""What a provider owes to those who run it: a suite, a row, codes that are explained, words that say what to do."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from docs import codes, generate, tables
from loopline.model.errors import Invalid
from loopline.model.message import Deferred, Outcome, Refused
from loopline.ports import ProviderKind
from tests.providers.stand import MakeStand, tools

NOTES: Final[Mapping[str, str]] = tomllib.loads(Path("docs/error_notes.toml").read_text(encoding="utf-8"))
NOBODYS: Final = frozenset({"sandbox", "inbox"})
"""Providers of our own: no account, no key, nobody to pay."""

ADVICE: Final = re.compile(
    r"(?:^|[.;:!?)] |,? and |,? or )(?:then )?"
    r"(activate|add|allow|ask|buy|confirm|correct|enlarge|give|have|leave|let|look up|lower|make|mend|"
    r"pay|publish|put|raise|register|renew|resume|see|send|set|take|top up|turn|upgrade|verify|wait|write)\b(?! not)",
    re.IGNORECASE,
)
"""What an operator is told to do: a clause that begins with the verb. "It does not let us in" tells nobody anything."""

OTHERS: Final = frozenset({"'message'", "'address'", "'consent'"})
"""Scopes, as the source writes them, that are not the operator's; one that is worked out may be."""

LOGINS: Final = frozenset({"key", "login"})
"""The mishap that each provider with an account has: it does not believe our key."""


def is_advised(words: str) -> bool:
    """Whether words say what to do."""
    return ADVICE.search(words) is not None


def note_of(code: str, notes: Mapping[str, str] = NOTES) -> str:
    """What docs/error_notes.toml says of a code, by its own name or by that of its family."""
    return notes.get(code) or notes.get(f"{code.partition('_')[0]}_*", "")


def is_operators(outcome: Outcome) -> bool:
    """Whether it is neither the message's nor the person's fault."""
    return (
        outcome.away if isinstance(outcome, Deferred) else isinstance(outcome, Refused) and outcome.scope == "provider"
    )


@cache
def rows() -> dict[str, list[str]]:
    """The rows of the table of providers, by the provider's name."""
    made = generate.MADE_PART.search(Path("docs/delivery.md").read_text(encoding="utf-8"))
    assert made, "docs/delivery.md has a table of providers"
    return {row[0].strip("`"): row for row in tables.rows_of(made[2])}


def operators_codes(trees: Iterable[ast.Module]) -> Iterator[str]:
    """The codes of refusals that the source calls the operator's; a star for the part that is filled in."""
    for call in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if not (isinstance(call.func, ast.Name) and call.func.id in ("Refused", "Deferred") and call.args):
            continue
        said = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if said.get("scope", "'message'") not in OTHERS or said.get("away", "False") != "False":
            yield from _code(call.args[0])


def _code(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(code)):
            yield code
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case _:
            pass


def row_lacking(kind: ProviderKind) -> list[str]:
    """What its row in docs/delivery.md does not say."""
    row = " ".join(rows().get(kind.name, ()))
    wanted = (kind.name, kind.example, kind.unknown_policy, *kind.channels)
    return [f"docs/delivery.md: {word}" for word in wanted if tables.cell(word) not in row]


def codes_lacking(name: str, said: Iterable[str], notes: Mapping[str, str] = NOTES) -> list[str]:
    """The codes that nobody is told how to mend, and a word when the provider has none of its own."""
    own = sorted({code for code in said if code.startswith(f"{name}_")})
    silent = [f"docs/error_notes.toml: {code}" for code in own if not is_advised(note_of(code, notes))]
    return silent if own or name in NOBODYS else [f"no code begins with {name}_"]


def url_lacking(kind: ProviderKind) -> list[str]:
    """What `provider add` would not say of a URL with an option that there is none of."""
    wrong = f"{kind.name}://?colour=blue"
    try:
        kind.from_url(wrong, tools())
    except Invalid as error:
        is_shown = kind.example in error.text or "take one of" in error.text or "it has none" in error.text
        told = is_advised(error.text) and is_shown and "blue" not in error.text
        return [] if told else [f"the refusal of a wrong URL: {error.text}"]
    return [f"{wrong} is taken"]


async def mishaps_lacking(name: str, make: MakeStand) -> list[str]:
    """What it says when an operator has something to mend, where that does not say how."""
    found: list[str] = []
    async with make() as stand:
        if name not in NOBODYS | {"webhook"} and not stand.mishaps.keys() & LOGINS:
            found.append("its stand does not show how it minds a wrong key (`mishaps`)")
        for what, (provider, message) in stand.mishaps.items():
            await provider.open()
            (outcome,) = await provider.send([message])
            await provider.close()
            found += [f"{what}: {fault}" for fault in _words_lacking(name, outcome)]
    return found


def _words_lacking(name: str, outcome: Outcome) -> Sequence[str]:
    if not isinstance(outcome, Refused | Deferred):
        return [f"is no refusal: {outcome}"]
    faults = [] if is_operators(outcome) or name == "webhook" else ["is not called the operator's"]
    faults += [] if is_advised(outcome.reason) else [f"says not what to do: {outcome.reason}"]
    return faults if outcome.code.startswith(f"{name}_") else [*faults, f"has the code {outcome.code}"]


@cache
def source_codes() -> tuple[str, ...]:
    """The operator's codes of all our providers."""
    found = operators_codes(
        tree for path, tree in codes.trees().items() if path.startswith(("providers/", "delivery/"))
    )
    return tuple(sorted(set(found)))
