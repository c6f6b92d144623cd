"""`loopline experiment` as it is typed: a reason is asked for, and a folder that there is not is told."""

from tests.cli.served import loopline


def test_what_is_missing_is_said() -> None:
    told = loopline("experiment", "winner", "hello", "test", "long", "--data", "/nowhere/at/all")
    assert told.returncode == 2 and "--reason" in told.stderr
    told = loopline("experiment", "retire", "hello", "test", "--reason", "x", "--data", "/nowhere/at/all")
    assert told.returncode == 2 and "{arm}" in told.stderr
