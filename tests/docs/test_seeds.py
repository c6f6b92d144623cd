"""Each story that docs/seeds.md names is told."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NOT_BUILT = "not built"
ROWS = [
    tuple(cell.strip(" `") for cell in line.strip("|").split("|"))
    for line in (ROOT / "docs" / "seeds.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| What"))
]


def stories() -> set[str]:
    """Every story of ours, behind the name of its file."""
    files = sorted((ROOT / "tests" / "stories").glob("*.yaml"))
    told = ((path.stem, yaml.safe_load(path.read_text())["stories"]) for path in files)
    return {f"{stem} / {one['story']}" for stem, found in told for one in found}


STORIES = stories()


@pytest.mark.parametrize(("wish", "story"), ROWS)
def test_a_wish_of_the_seeds_has_its_story(wish: str, story: str) -> None:
    assert wish and (story == NOT_BUILT or story in STORIES)


def test_most_of_them_are_built() -> None:
    assert len(ROWS) > 40 and sum(story == NOT_BUILT for _, story in ROWS) <= 5
