"""`loopline prove`: how often the rule in use would be wrong on a data folder's own past, in words or as JSON."""

from pathlib import Path
from urllib.parse import quote

import msgspec
from rich.console import Console

from loopline.cli.answers import Plain
from loopline.cli.local import asked

out = Console(highlight=False)


def show_proofs(journey: str, redraws: int, data: Path, *, as_json: bool) -> int:
    """The A/A proof of one journey, or of all with a holdout; 1 where a rule does not keep its promise."""
    query = {"redraws": str(redraws)}
    if journey:
        path = f"/api/journeys/{quote(journey, safe='')}/proof"
        found = [asked(data, path, query, lambda app: app.studio.reports.proof(journey, redraws))]
    else:
        found = asked(data, "/api/proofs", query, lambda app: app.studio.reports.proofs(redraws))["proofs"]
    if as_json:
        print(msgspec.json.format(msgspec.json.encode({"proofs": found})).decode())
    else:
        _show(found)
    return 0 if all(one["is_kept"] for one in found) else 1


def _show(found: list[Plain]) -> None:
    if not found:
        out.print("No live journey holds anybody out, so no rule is in use.")
    for one in found:
        out.print(one["journey"], markup=False, style="bold")
        out.print(one["text"], markup=False)
        if one["rule"] == "none":
            continue
        people = f"{one['units']:,} people with {one['conversions']:,} conversions"
        kept = "it keeps that" if one["is_kept"] else "IT DOES NOT KEEP THAT"
        out.print(f"{people}; the rule promises at most {one['level']:.0%}, and {kept}.", markup=False)
