"""The arrows between packages hold, and a wrong one would be caught."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = ("voc.analysis.", "nltk", "rjieba")
#: Numbers and patterns alone, with Python's own library: they may be loaded where pages are made.
SMALL_AND_PURE = tuple(
    f"voc.analysis.{name}"
    for name in (
        "scores", "masking", "personal", "agreement", "comparison", "distributions", "quotes", "term_lines", "trends",
    )
)  # fmt: skip

FLOW = "The flow has one direction"
PURE = "Analysis knows text and numbers, nothing of the web or the database"
CALLERS = "Only insights and the command line call the engine"
ON_TOP = "Nobody below imports the application"
ROOMS = "Rooms of insights open one way"

#: The module that gets a line, the line, and what the named contract says of it.
WRONG = [
    ("voc.core.planted", "from voc.staff import models", FLOW, "voc.core.planted -> voc.staff.models"),
    (
        "voc.responses.planted",
        "def late() -> None:\n    from voc.followups import models",
        FLOW,
        "voc.responses.planted -> voc.followups.models",
    ),
    ("voc.surveys.planted", "from voc.customers import models", FLOW, "voc.surveys.planted -> voc.customers.models"),
    ("voc.shipping.__init__", "", FLOW, "voc.shipping"),
    ("voc.analysis.pages", "import flask", PURE, "voc.analysis.pages -> flask"),
    ("voc.analysis.rows", "from sqlalchemy import select", PURE, "voc.analysis.rows -> sqlalchemy"),
    ("voc.analysis.times", "from voc.core import clock", FLOW, "voc.analysis.times -> voc.core.clock"),
    (
        "voc.followups.planted",
        "from voc.analysis.engine import read",
        CALLERS,
        "voc.followups.planted -> voc.analysis.engine",
    ),
    ("voc.staff.planted", "from voc import create_app", ON_TOP, "voc.staff.planted -> voc"),
    (
        "voc.insights.verbatims.planted",
        "from voc.insights.themes import codebook",
        ROOMS,
        "voc.insights.verbatims.planted -> voc.insights.themes.codebook",
    ),
]
RIGHT = [
    ("voc.notify.planted", "from voc.analysis import scores", "voc.notify.planted"),
    ("voc.insights.planted", "from voc.analysis.engine import read", "voc.insights.planted"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts on the tree in `folder`."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--no-cache", "--config", str(folder / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each contract says of a copy of the tree with every wrong and every right line planted in it."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "voc", folder / "voc", ignore=shutil.ignore_patterns("*.mo", "__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("voc.analysis.engine", "voc.analysis.scores"):
        file_of(folder, name).touch()
    for name, line, *_ in [*WRONG, *RIGHT]:
        file_of(folder, name).parent.mkdir(exist_ok=True)
        file_of(folder, name).write_text(line + "\n", encoding="utf-8")
    result = lint_imports(folder)
    assert result.returncode == 1, result.stdout + result.stderr
    # After the overview, each broken contract has a headline of its own.
    sections = re.split(r"^(.+)\n-{3,}$", result.stdout.partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(sections[1::2], sections[2::2], strict=True))


def file_of(folder: Path, module: str) -> Path:
    return folder / f"{module.replace('.', '/')}.py"


def test_the_arrows_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("module", "line", "contract", "finding"), WRONG)
def test_a_planted_wrong_import_is_caught(
    verdicts: dict[str, str], module: str, line: str, contract: str, finding: str
) -> None:
    assert re.search(rf"- +{re.escape(finding)}( \(l\.\d+\))?$", verdicts[contract], flags=re.MULTILINE)


@pytest.mark.parametrize(("module", "line", "importer"), RIGHT)
def test_a_right_import_is_let_through(verdicts: dict[str, str], module: str, line: str, importer: str) -> None:
    assert not any(importer in verdict for verdict in verdicts.values())


def test_a_web_process_never_loads_the_engine(tmp_path: Path) -> None:
    script = f"""
import json, sys
import config, voc
voc.create_app(config.load({{"VOC_DATA": {str(tmp_path)!r}}}))
print(json.dumps(sorted(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = [
        name for name in json.loads(run.stdout) if name.startswith(ENGINE) and not name.startswith(SMALL_AND_PURE)
    ]
    assert loaded == []
