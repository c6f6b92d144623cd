"""The rules themselves are tested: a breach of each is planted and seen, and its good twin is left alone."""

import pytest

from tests.house import checks
from tests.house.ratchet import Check, grown, stale
from tests.house.source import Module, read


def planted(text: str, path: str = "model/planted.py") -> Module:
    return read(path, text)


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (checks.docstring, "x = 1\n", '"""Holds x."""\nx = 1\n'),
        (checks.docstring, '"""Holds\nx."""\n', '"""Holds x.\n\nAnd more.\n"""\n'),
        (checks.docstring, '"""Holds x"""\n', '"""Holds x."""\n'),
        (checks.calls, "shard = hash(person) % 8\n", "shard = stable_hash(person) % 8\n"),
        (checks.calls, "def f(x): return hash(x)\n", "class A:\n    def __hash__(self): return hash(self.x)\n"),
        (checks.calls, "at = datetime.now()\n", "at = now\n"),
        (checks.calls, "at = Instant.now()\n", "at = signal.now\n"),
        (checks.calls, "key = uuid.uuid4()\n", "key = derived(enrollment, node)\n"),
        (checks.calls, "text = open(path).read()\n", "text = read(path)\n"),
        (checks.calls, "eval(text)\n", "evaluate(text)\n"),
        (checks.calls, "import os\nport = os.environ['PORT']\n", "port = settings.port\n"),
        (checks.calls, "import os\nport = os.getenv('PORT')\n", "port = settings.port\n"),
        (checks.calls, "await asyncio.wait_for(x, 1)\n", "await self.wait_for(x, 1)\n"),
        (checks.unordered_loops, "for x in {1, 2}: pass\n", "for x in sorted({1, 2}): pass\n"),
        (checks.unordered_loops, "y = [x for x in set(xs)]\n", "y = [x for x in sorted(set(xs))]\n"),
        (checks.unordered_loops, "y = tuple(x for x in {1, 2})\n", "y = frozenset(x for x in {1, 2})\n"),
        (checks.unordered_loops, "y = {x: 1 for x in {1, 2}}\n", "y = {x for x in {1, 2}}\n"),
    ],
)
def test_a_rule_sees_its_breach_and_leaves_its_twin_alone(check: Check, bad: str, good: str) -> None:
    assert list(check(planted(bad))), f"the rule did not see: {bad}"
    assert not list(check(planted(good))), f"the rule refused: {good}"


def test_a_module_without_a_meaning_in_its_name_is_seen() -> None:
    assert list(checks.empty_name(planted("", "model/utils.py")))
    assert list(checks.empty_name(planted("", "helpers/ids.py")))
    assert not list(checks.empty_name(planted("", "model/ids.py")))


@pytest.mark.parametrize("name", ["user_id", "userId", "UserState", "CampaignRun", "run_id", "Run", "load_contacts"])
def test_other_words_are_seen(name: str) -> None:
    assert list(checks.other_words(planted(f"{name} = 1\n")))
    assert list(checks.other_words(planted(f"def find({name}: int) -> None: ...\n")))
    assert list(checks.other_words(planted(f"class Thing:\n    {name}: int\n")))
    assert not list(checks.other_words(planted(f"{name} = 1\n", "api/dialects/segment.py")))


@pytest.mark.parametrize("name", ["person_id", "run", "run_until", "user_agent", "overflow", "username", "_USER_AGENT"])
def test_our_words_are_left_alone(name: str) -> None:
    assert not list(checks.other_words(planted(f"{name} = 1\n")))


def test_the_words_of_a_library_that_we_only_read_are_left_alone() -> None:
    assert not list(checks.other_words(planted("x = message.userId\n")))


def test_the_edges_may_ask_for_the_time_and_the_core_may_not() -> None:
    text = "at = clock.now()\n"
    assert list(checks.calls(planted(text, "decisions/walk.py")))
    assert list(checks.calls(planted(text, "ports.py")))
    assert not list(checks.calls(planted(text, "runtime/engine/loop.py")))


def test_settings_are_the_one_door_of_the_environment() -> None:
    text = "import os\nx = os.environ\n"
    assert list(checks.calls(planted(text, "api/server.py")))
    assert not list(checks.calls(planted(text, "settings.py")))


def test_a_long_function_is_measured_without_its_docstring() -> None:
    body = "\n".join(f"    x{n} = {n}" for n in range(checks.FUNCTION_LINES))
    assert checks.long_functions(planted(f"def long() -> None:\n{body}\n")) == {
        "model/planted.py::long": checks.FUNCTION_LINES + 1
    }
    shorter = body.removeprefix("    x0 = 0\n")
    promise = '    """Says much.\n\n    In many lines.\n    """\n'
    assert checks.long_functions(planted(f"def long() -> None:\n{promise}{shorter}\n")) == {}


def test_a_method_and_a_nested_function_have_their_own_names() -> None:
    body = "\n".join(f"            x{n} = {n}" for n in range(checks.FUNCTION_LINES))
    text = f"class A:\n    def b(self) -> None:\n        def c() -> None:\n{body}\n"
    assert set(checks.long_functions(planted(text))) == {"model/planted.py::A.b", "model/planted.py::A.b.c"}


@pytest.mark.parametrize(
    ("path", "mirror"),
    [
        ("model/ids.py", "tests/model/test_ids.py"),
        ("api/dialects/segment.py", "tests/api/dialects/test_segment.py"),
        ("__main__.py", "tests/test_main.py"),
        ("model/_tree.py", "tests/model/test_tree.py"),
    ],
)
def test_the_mirrored_path(path: str, mirror: str) -> None:
    assert checks.mirror_of(path) == mirror


@pytest.mark.parametrize(
    ("path", "test", "proved"),
    [
        ("model/ids.py", "tests/model/test_ids.py", True),
        ("model/ids.py", "tests/model/test_ids_wide.py", True),
        ("providers/email/smtp_dialogue.py", "tests/providers/email/test_smtp.py", True),
        ("decisions/documents/check.py", "tests/decisions/test_checkers.py", False),
        ("decisions/documents/check.py", "tests/delivery/test_check.py", False),
        ("decisions/walk.py", "tests/decisions/documents/test_check.py", False),
    ],
)
def test_which_test_file_proves_a_module(path: str, test: str, proved: bool) -> None:
    assert checks.is_mirrored(path, {test}) is proved


def test_nouns_and_promises_need_no_test_file_of_their_own() -> None:
    assert not checks.needs_mirror(planted('class Clock:\n    def now(self) -> int:\n        """Ms."""\n        ...\n'))
    assert checks.needs_mirror(planted("def double(x: int) -> int:\n    return 2 * x\n"))


def test_the_ratchet_lets_shrink_and_never_grow() -> None:
    assert not grown({"a": 310}, {"a": 320}, 300)
    assert grown({"a": 321}, {"a": 320}, 300)
    assert grown({"b": 301}, {"a": 320}, 300)
    assert stale({"a"}, set(), "module_lines")
    assert not stale({"a"}, {"a"}, "module_lines")
