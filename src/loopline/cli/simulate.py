"""`loopline simulate`: generated worlds full of bad luck, every promise checked in each."""

import sys

from rich.progress import Progress

from loopline.cli.stories import stores
from loopline.lab.simulator.run import simulate_worlds


def simulate(seed: int, worlds: int, shards: int) -> int:
    """0 when everything held in every world; a failing world names the command that repeats it."""
    with Progress(disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("worlds", total=worlds)
        report = simulate_worlds(
            seed, worlds, stores, shards=shards, on_world=lambda done: progress.update(task, completed=done)
        )
    print(report.text())
    return 0 if report.passed else 1
