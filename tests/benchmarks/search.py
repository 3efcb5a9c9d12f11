"""How long it takes to index verbatims and to find some by their words, and what the index weighs.

    python -m tests.benchmarks.search [--rows 100000] [--postgres]

The texts are one to four of the demo's sentences each, half of them Chinese, with numbers put in: half of the sentences
share their words with thousands of others, which is harder than what customers write. Every query is timed as the page
asks it: the count and the first fifty rows; beside it the same by a look through all texts, as it was before there was
an index. A rare word stands in one verbatim of a thousand.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

import config
from tests.databases import Databases
from tests.factories import a_survey, a_workspace
from tests.postgres import Guardian
from voc import create_app
from voc.core import clock, schema
from voc.core.db import db
from voc.insights.verbatims import indexing, search
from voc.insights.verbatims.search import Filter
from voc.responses.models import Answer, Response, Verbatim
from voc.surveys.models import Survey

WORDS = Path(__file__).parents[2] / "voc" / "demo" / "words"
RARE = ("zebrafish", "犀牛")
QUERIES = (
    "terminal", "deliv", "to", "zebrafish", '"the next day"', "battery fast", "到账", "客服", "服务", "犀牛", "到賬快",
    "机器很稳", "的", "很 好", "no such words",
)  # fmt: skip
REPEATS = 5


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--postgres", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(Path(folder), is_postgres=options.postgres) as url:
        app = create_app(config.load({"VOC_DATA": folder, "VOC_DATABASE_URL": url}))
        with app.app_context():
            measure(db.session(), options.rows)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _database(folder: Path, *, is_postgres: bool) -> Iterator[str]:
    if not is_postgres:
        url = f"sqlite:///{folder}/voc.db"
        schema.upgrade(url)
        yield url
        return
    with Guardian() as guardian:
        databases = Databases(folder, guardian.folder, "benchmark")
        url = databases.new("postgresql")
        yield url
        databases.drop(url)


def measure(session: Session, rows: int) -> None:
    survey = a_survey(workspace=a_workspace())
    session.commit()
    _fill(session, survey, rows)
    size = _size(session)
    session.commit()
    seconds = _timed(lambda: _index(session))
    print(f"indexed {rows:,} in {seconds:.1f} s: {rows / seconds:,.0f} a second")  # noqa: T201
    print(f"size without index {size / 1e6:,.0f} MB, with it {_size(session) / 1e6:,.0f} MB")  # noqa: T201
    print(f"{'query':16} {'found':>8} {'index ms':>10} {'all texts ms':>14}")  # noqa: T201
    for query in QUERIES:
        wanted = Filter(survey.workspace_id, words=query)
        took = statistics.median(_timed(partial(_page, session, wanted)) for _ in range(REPEATS))
        scanned = _timed(partial(_scan, session, survey.workspace_id, query))
        print(  # noqa: T201
            f"{query:16} {search.count(session, wanted):8,} {took * 1000:10.1f} {scanned * 1000:14.1f}"
        )


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _page(session: Session, wanted: Filter) -> None:
    wanted = search.guarded(session, wanted)
    search.count(session, wanted)
    search.find(session, wanted, limit=51)


def _scan(session: Session, workspace_id: int, query: str) -> None:
    """The page's count and its first rows, as they were found before there was an index."""
    like = " AND ".join(f"lower(v.text) LIKE '%' || :w{at} || '%'" for at, _ in enumerate(query.split()))
    matching = f"FROM verbatim v JOIN response r ON r.id = v.response_id WHERE r.workspace_id = :id AND {like}"
    asked = {"id": workspace_id, **{f"w{at}": word for at, word in enumerate(query.split())}}
    session.scalar(text(f"SELECT count(*) {matching}"), asked)
    session.execute(text(f"SELECT v.id {matching} ORDER BY r.answered_at DESC LIMIT 51"), asked).all()


def _index(session: Session) -> None:
    session.commit()
    while indexing.index_waiting(session, clock.now()):
        pass
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
        session.commit()


def _size(session: Session) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, size = session.scalar(text("PRAGMA page_count")) or 0, session.scalar(text("PRAGMA page_size")) or 0
    return int(pages) * int(size)


def _fill(session: Session, survey: Survey, rows: int) -> None:
    english, chinese = _sentences("english.txt"), _sentences("chinese.txt")
    chance, now = random.Random(1), clock.now()
    version = survey.live
    assert version
    for start in range(0, rows, 5_000):
        numbers = range(start + 1, min(start + 5_000, rows) + 1)
        responses = [
            {
                "id": n, "public_id": f"p{n}", "workspace_id": survey.workspace_id, "survey_id": survey.id,
                "version_id": version.id, "client_key": f"k{n}", "metric": "nps", "score": n % 11,
                "band": "detractor" if n % 11 < 7 else "passive" if n % 11 < 9 else "promoter", "channel": "page",
                "state": "final", "answered_at": now - timedelta(minutes=n), "touched_at": now, "final_at": now,
                "is_anonymous": False, "wants_followup": False,
            }
            for n in numbers
        ]  # fmt: skip
        session.execute(insert(Response), responses)
        session.execute(insert(Answer), [{"id": n, "response_id": n, "question_key": "why"} for n in numbers])
        words = [_words(chance, n, english if n % 2 else chinese) for n in numbers]
        verbatims = [
            {"id": n, "answer_id": n, "response_id": n, "text": each} for n, each in zip(numbers, words, strict=True)
        ]
        session.execute(insert(Verbatim), verbatims)
        session.commit()


def _words(chance: random.Random, number: int, sentences: list[str]) -> str:
    chosen = chance.sample(sentences, chance.randint(1, 4))
    return " ".join([*chosen, *(RARE if number % 1000 == 0 else ()), f"#{number}"])


def _sentences(name: str) -> list[str]:
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()
    return [line.partition(" | ")[2] for line in lines if " | " in line]


if __name__ == "__main__":
    main()
