"""What `loopline experiment` does: by the server on a data folder where one runs, else by the folder itself."""

from pathlib import Path
from typing import Literal
from urllib.parse import quote

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.studio.experiments.schemas import WinnerChosen

out = Console(highlight=False)
Act = Literal["winner", "retire"]


def end_experiment(act: Act, journey: str, node: str, arm: str, data: Path, reason: str, *, move: bool) -> int:
    """Publish it. Raises Missing `journey_unknown`, `node_unknown`; Invalid `winner_unknown`, `arm_last`, and what a
    publish raises."""
    server = serving(data)
    if server is not None:
        path = f"/api/journeys/{quote(journey, safe='')}/experiments/{quote(node, safe='')}/{act}"
        answer = Remote(server.url, server.key).post(path, {"arm": arm, "reason": reason, "move": move})
        done = msgspec.json.decode(answer, type=WinnerChosen)
    else:
        done = with_app(data, lambda app: _here(app, act, journey, node, arm, reason, move=move))
    out.print(f"{journey} is live in version {done.version}.", markup=False)
    return 0


async def _here(app: App, act: Act, journey: str, node: str, arm: str, reason: str, *, move: bool) -> WinnerChosen:
    ends = app.studio.experiments.choose if act == "winner" else app.studio.experiments.retire
    done = await ends(journey, node, arm, reason=reason, move=move)
    await app.level()
    return done
