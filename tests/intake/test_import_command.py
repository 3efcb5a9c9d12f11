"""`voc import responses`, as somebody at a terminal runs it: on real files, interrupted, and again."""

from __future__ import annotations

import csv
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.flow.mortal import Died, Mortal
from voc.core import clock
from voc.core.db import db, make_engine
from voc.intake import importing
from voc.intake.commands import import_
from voc.responses.models import Answer, Response, Revision, Verbatim
from voc.surveys.models import Survey

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[2]
#: Three batches, the last one not full.
ROWS = 500
MAP = "score=评分,comment=评价,date=日期,id=编号"


@pytest.fixture
def key(fresh_app: Flask) -> str:
    """Key of a CSAT survey that is really there, in Chinese hands."""
    with fresh_app.app_context():
        survey = factories.a_survey(workspace=factories.a_workspace(slug="acme", zone="Asia/Shanghai"), metric="csat")
        db.session.commit()
        return survey.key


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "评价.csv"
    lines = [f"{n},{1 + n % 5},2026-03-{1 + n % 28:02},第{n}次，客服态度很好" for n in range(ROWS)]
    path.write_text("编号,评分,日期,评价\n" + "\n".join(lines), encoding="gb18030")
    return path


def started(environ: dict[str, str], path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "voc", "import", "responses", str(path), *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def run(environ: dict[str, str], path: Path, *arguments: str) -> tuple[int, str, str]:
    process = started(environ, path, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def called(environ: dict[str, str], path: Path, *arguments: str) -> tuple[int, str, str]:
    """The same in this process, where it is not about the process itself."""
    result = CliRunner().invoke(import_, ["responses", str(path), *arguments], env=environ)
    return result.exit_code, result.stdout, result.stderr


def report_of(environ: dict[str, str], path: Path, *arguments: str) -> dict[str, int]:
    _status, out, err = called(environ, path, *arguments, "--json")
    report: dict[str, int] = json.loads(out or "{}")
    assert report, err
    return report


def rows(url: str) -> tuple[int, ...]:
    engine = make_engine(url)
    with Session(engine) as session:
        models = (Response, Answer, Verbatim, Revision)
        counts = tuple(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)
    engine.dispose()
    return counts


def test_a_file_comes_in_once_however_often(
    fresh_environ: dict[str, str], fresh_database_url: str, key: str, table: Path
) -> None:
    status, out, err = run(fresh_environ, table, "--survey", key, "--map", MAP, "--dry-run")
    assert (status, err, rows(fresh_database_url)) == (0, "", (0, 0, 0, 0))
    assert f"{ROWS} rows = {ROWS} new + 0 updated + 0 unchanged + 0 refused." in out
    assert "nothing is stored" in out
    first = report_of(fresh_environ, table, "--survey", key, "--map", MAP)
    again = report_of(fresh_environ, table, "--survey", key, "--map", MAP)
    assert (first["rows"], first["new"], again["unchanged"], again["refused"]) == (ROWS, ROWS, ROWS, 0)
    assert rows(fresh_database_url) == (ROWS, 2 * ROWS, ROWS, 0)
    engine = make_engine(fresh_database_url)
    with Session(engine) as session:
        [response] = session.scalars(select(Response).where(Response.client_key == "file:0"))
        assert response.answered_at.isoformat() == "2026-02-28T16:00:00+00:00"  # Midnight in Shanghai.
    engine.dispose()


@pytest.mark.parametrize("side", ["before", "after"])
def test_killed_in_the_middle_it_goes_on_where_it_was(
    fresh_environ: dict[str, str], mortal: Mortal, key: str, table: Path, side: str
) -> None:
    url = fresh_environ["VOC_DATABASE_URL"]
    kept = importing.BATCH * {"before": 1, "after": 2}[side]
    mortal.begin({**fresh_environ, "VOC_FAILPOINT": f"intake.import_responses:{side}#2"})
    with pytest.raises(Died) as death:
        mortal.ask(clock.now(), "command", args=["import", "responses", str(table), "--survey", key, "--map", MAP])
    assert (death.value.args, rows(url)[0]) == ((signal.SIGKILL,), kept)
    report = report_of(fresh_environ, table, "--survey", key, "--map", MAP)
    assert (report["new"], report["unchanged"]) == (ROWS - kept, kept)
    assert rows(url) == (ROWS, 2 * ROWS, ROWS, 0)


def test_interrupted_by_hand_it_says_how_far_it_came(
    fresh_environ: dict[str, str], fresh_database_url: str, key: str, table: Path
) -> None:
    # Whoever starts the tests in the background has them ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with at_commit(2, lambda: os.kill(os.getpid(), signal.SIGINT)):
            status, _out, err = called(fresh_environ, table, "--survey", key, "--map", MAP)
    finally:
        signal.signal(signal.SIGINT, before)
    [kept, *_] = rows(fresh_database_url)
    assert (status, kept) == (130, importing.BATCH)
    assert f"Stopped. {kept} responses are safe" in err
    assert report_of(fresh_environ, table, "--survey", key, "--map", MAP)["unchanged"] == kept
    assert rows(fresh_database_url) == (ROWS, 2 * ROWS, ROWS, 0)


@contextmanager
def at_commit(number: int, act: Callable[[], None]) -> Iterator[None]:
    """Do something right before a commit of this process."""
    commits = itertools.count(1)

    def listen(_connection: object) -> None:
        if next(commits) == number:
            act()

    event.listen(Engine, "commit", listen)
    yield
    event.remove(Engine, "commit", listen)


def test_two_imports_of_one_file_at_once_make_each_response_once(
    fresh_environ: dict[str, str], fresh_database_url: str, key: str, table: Path
) -> None:
    both = [started(fresh_environ, table, "--survey", key, "--map", MAP, "--json") for _ in range(2)]
    reports = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert [report["refused"] for report in reports] == [0, 0]
    assert sum(report["new"] for report in reports) == ROWS
    assert rows(fresh_database_url) == (ROWS, 2 * ROWS, ROWS, 0)


def test_refused_rows_are_told_and_written_down(fresh_environ: dict[str, str], key: str, tmp_path: Path) -> None:
    table, refused = tmp_path / "a.csv", tmp_path / "refused.csv"
    table.write_text(
        'id,score,date,text\n1,5,2026-03-01,fine\n2,=1+1,2026-03-01,x\n3,4,03/04/2026,x\n4,,2026-03-01,\n5,4,1\n"6,5\n',
        encoding="utf-8",
    )
    maps = ("--map", "score=score,date=date", "--map", "comment=text,id=id")
    status, out, err = called(fresh_environ, table, "--survey", key, *maps, "--refused-to", str(refused))
    assert status == 1
    assert "6 rows = 1 new + 0 updated + 0 unchanged + 5 refused." in out
    assert "1 refused: The date could mean two different days. (line 4)" in err
    with refused.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [(row["line"], row["reason"], row["value"]) for row in found] == [
        ("3", "bad_score", "'=1+1"), ("4", "ambiguous_date", "03/04/2026"), ("5", "nothing_answered", ""),
        ("6", "bad_date", "1"), ("7", "open_quote", ""),
    ]  # fmt: skip
    status, out, err = called(fresh_environ, table, "--survey", key, *maps, "--quiet", "--date-format", "%d/%m/%Y")
    assert (status, out) == (1, "")
    assert "two different days" not in err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--survey", "nope", "--map", MAP], "No survey has the key 'nope'. There are: "),
        (["--survey", "KEY", "--map", "score=评分,date=nope"], "There is no column 'nope'. There are: 编号, 评分"),
        (["--survey", "KEY", "--map", "score=评分"], "Map the date"),
        (["--survey", "KEY", "--map", MAP, "--scale", "1..10"], "has 10 steps and CSAT has 5"),
        (["--survey", "KEY", "--map", MAP, "--zone", "Mars/Base"], "'Mars/Base' is no time zone"),
        (["--survey", "KEY", "--map", MAP, "--date-format", "%d/%m"], "no format of a whole date"),
        (["--survey", "KEY", "--map", MAP, "--workspace", "nope"], "Say which workspace"),
        (["--survey", "KEY", "--map", MAP, "--encoding", "klingon"], "unknown encoding"),
        (["--survey", "KEY"], "Missing option '--map'"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_wrong_usage_is_one_sentence_and_status_two(
    fresh_environ: dict[str, str], key: str, table: Path, arguments: list[str], why: str
) -> None:
    arguments = [key if argument == "KEY" else argument for argument in arguments]
    status, out, err = called(fresh_environ, table, *arguments)
    assert (status, out) == (2, "")
    assert why in err
    assert "Traceback" not in err


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_terminal_sees_how_far_it_is(fresh_environ: dict[str, str], key: str, table: Path) -> None:
    terminal, behind = os.openpty()
    command = [sys.executable, "-m", "voc", "import", "responses", str(table), "--survey", key, "--map", MAP]
    environ = {**fresh_environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=behind) as process:
        os.close(behind)
        shown = b""
        while part := _read(terminal):
            shown += part
        assert process.stdout
        assert f"{ROWS} new".encode() in process.stdout.read()
    assert process.returncode == 0
    assert b"Storing" in shown
    os.close(terminal)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the other side is closed.
        return b""


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_demo_is_never_meant_unless_it_is_named(
    fresh_app: Flask, fresh_environ: dict[str, str], key: str, table: Path
) -> None:
    with fresh_app.app_context():
        demo = factories.a_workspace(slug="demo", is_demo=True)
        theirs = factories.a_survey(workspace=demo, metric="csat")
        db.session.scalars(select(Survey).filter_by(id=theirs.id)).one().key = "only-in-the-demo"
        db.session.commit()
    status, _out, err = called(fresh_environ, table, "--survey", "only-in-the-demo", "--map", MAP)
    assert (status, "No survey has the key" in err) == (2, True)
    status, _out, _err = called(
        fresh_environ, table, "--survey", "only-in-the-demo", "--map", MAP, "--workspace", "demo"
    )
    assert status == 0
