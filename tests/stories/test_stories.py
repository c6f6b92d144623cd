"""The stories beside this file, told by the production loop in virtual time."""

import re
from pathlib import Path

import pytest

from loopline.lab.stories.run import Story, read_stories, read_story, run_story
from loopline.ports import Log, State
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.studio.gallery.read import ALL, load

HERE = Path(__file__).parent
STORIES = [
    pytest.param(story, id=f"{path.stem}: {story.title}")
    for path in sorted(HERE.glob("*.yaml"))
    for story in read_stories(path.read_text(encoding="utf-8"))
]
DOCUMENTS = {name: load(name) for name in ALL}
ENGINE = TemplateEngine()


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


@pytest.mark.parametrize("story", STORIES)
def test_story(story: Story) -> None:
    outcome = run_story(story, DOCUMENTS, stores, ENGINE)
    assert outcome.passed, "\n" + outcome.text


def test_the_story_of_the_guide_goes_as_told() -> None:
    guide = (HERE.parents[1] / "docs" / "howto" / "simulate.md").read_text(encoding="utf-8")
    for text in re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL):
        outcome = run_story(read_story(text), DOCUMENTS, stores, ENGINE)
        assert outcome.passed, "\n" + outcome.text
