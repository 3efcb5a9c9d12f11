"""Files that wait between upload and confirmation: private, with random names, gone after the import or after a day."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from voc.core import tokens

_NAME = re.compile(r"[\w-]{16}")


def keep(folder: Path, workspace_id: int, content: IO[bytes]) -> str:
    """Store the content where only this workspace finds it again, and give its name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = tokens.public_id()
    with _private(_path(folder, workspace_id, name)) as file:
        shutil.copyfileobj(content, file)
    return name


def find(folder: Path, workspace_id: int, name: str) -> Path | None:
    """Where the upload of this workspace lies; None when there is none of this name, or no more."""
    path = _path(folder, workspace_id, name)
    return path if _NAME.fullmatch(name) and path.is_file() else None


def replace_by_report(path: Path, report: dict[str, Any]) -> None:
    """The import is done: keep what came of it, for a day, and not what was uploaded."""
    # Pressed twice at once: the first one's report tells what was new.
    with contextlib.suppress(FileExistsError), _private(path.with_suffix(".json")) as file:
        file.write(json.dumps(report).encode())
    path.unlink(missing_ok=True)


def report_of(folder: Path, workspace_id: int, name: str) -> dict[str, Any] | None:
    """What came of an import, or None when that is unknown or a day ago."""
    path = _path(folder, workspace_id, name).with_suffix(".json")
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    report: dict[str, Any] = json.loads(path.read_bytes())
    return report


def forget(folder: Path, before: datetime) -> int:
    """Delete what was stored before this instant; gives how many files."""
    old = [path for path in folder.glob("contacts-*") if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(folder: Path, workspace_id: int, name: str) -> Path:
    return folder / f"contacts-{workspace_id}-{name}.upload"


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
