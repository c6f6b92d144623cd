"""`loopline test`: stories told in virtual time, with an exit code that a pipeline can believe."""

from pathlib import Path

import pytest

from loopline.cli.stories import test as tell_all
from loopline.model.errors import LooplineError, Missing
from tests.cli.served import JOURNEY, loopline, written

STORY = """
journeys: [hello]
person: {traits: {email: ann@example.test}}
stories:
  - story: A greeting at once
    when:
      - day 0 10:00: signed_up
    expect:
      - day 0 10:00: [gets mail by email, "leaves hello: completed"]
"""


def test_a_story_that_goes_as_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, journey = written(tmp_path, STORY, "story.yaml"), written(tmp_path, JOURNEY)
    assert tell_all([path], [journey]) == 0
    assert "1 of 1 stories passed." in capsys.readouterr().err


def test_a_story_that_does_not_shows_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = STORY.replace("gets mail by email", "gets mail by sms")
    assert tell_all([written(tmp_path, wrong, "story.yaml")], [written(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "gets mail by sms" in told and "gets mail by email" in told
    assert "0 of 1" in told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        tell_all([tmp_path / "nowhere.yaml"], [])


def test_a_file_that_is_no_story(tmp_path: Path) -> None:
    with pytest.raises(LooplineError):
        tell_all([written(tmp_path, "hello: there", "odd.yaml")], [])


def test_the_stories_of_this_house_by_the_command_line() -> None:
    stories = Path(__file__).parents[1] / "stories" / "onboarding.yaml"
    done = loopline("test", stories)
    assert done.returncode == 0, done.stderr
    assert "stories passed" in done.stderr
