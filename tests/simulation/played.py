"""Generated worlds, played one after the other by number: what fails, and how to repeat it."""

import argparse
from collections.abc import Callable, Iterator

Play = Callable[[int], list[str]]
"""Plays the world of a number; what it breaks, nothing where all is well."""


def failed_worlds(play: Play, module: str, seed: int, worlds: int) -> Iterator[str]:
    """Play so many worlds, the first with this seed, the next with the seed after it; names each that fails."""
    for number in range(seed, seed + worlds):
        try:
            found = play(number)
        except Exception as error:
            found = [f"raised {type(error).__name__}: {error}"]
        if found:
            again = f"repeat it with: python -m {module} --seed {number} --worlds 1"
            yield f"world {number} fails; {again}\n" + "\n".join(f"    {one}"[:600] for one in found[:4])


def play_as_asked(play: Play, module: str, about: str | None, shards_max: int) -> int:
    """Play the worlds that the command line asks for; 1 where one fails."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--worlds", type=int, default=2_000)
    asked = parser.parse_args()
    failed = 0
    for text in failed_worlds(play, module, asked.seed, asked.worlds):
        failed += 1
        print(text)
    print(f"{asked.worlds} worlds from seed {asked.seed}, 1 to {shards_max} shards: {failed} failed")
    return 1 if failed else 0
