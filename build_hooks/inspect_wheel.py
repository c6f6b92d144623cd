"""Refuses a wheel or sdist without the engine file and the studio: others have released such a thing by mistake."""

import sys
import tarfile
import zipfile
from pathlib import Path

NEEDED = ("loopline/assets/handlebars.min.js", "loopline/assets/studio/index.html", "loopline/py.typed")


def names(archive: Path) -> list[str]:
    """The file names inside a wheel or an sdist."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.namelist()
    with tarfile.open(archive) as sdist:
        return sdist.getnames()


def main(folder: Path) -> int:
    """Looks into every archive of the folder; exit code 1 when one lacks something."""
    archives = sorted([*folder.glob("*.whl"), *folder.glob("*.tar.gz")])
    faults = 0
    for archive in archives:
        held = names(archive)
        missing = [need for need in NEEDED if not any(name.endswith(need) for name in held)]
        faults += len(missing)
        print(f"{archive.name}: " + (f"lacks {', '.join(missing)}" if missing else "complete"), file=sys.stderr)
    return 1 if faults or not archives else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
