"""Sizes follow the scale, with a floor; a folder is gone when it is no longer needed."""

from pathlib import Path

from msgspec.structs import replace

from tests.bench.growth.sane import small_ground


def test_a_part_is_never_less_than_is_needed(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        assert ground.part(5_000) == 5
        assert ground.part(5_000, 50) == 50
        assert (ground.early(5_000), ground.early(100, 50)) == (50, 50)
        assert replace(ground, scale=0.1).early(5_000) == replace(ground, scale=3).early(5_000) == 5_000
        with ground.folder() as folder:
            (folder / "something").touch()
        assert list(tmp_path.iterdir()) == []
