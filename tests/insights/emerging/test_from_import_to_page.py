"""A file of answers, 300 a week: the complaint that nine of them make anew is on the page, and nothing else is."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from flask import Flask

from tests.analysis.simulated import COMPLAINTS, JUDGED, SENTENCES, SUBJECTS
from tests.client import Client
from tests.factories import a_survey, a_user, a_workspace, the_survey
from tests.insights.emerging.planted import MONDAY
from voc.core.db import db
from voc.core.jobs import run_due
from voc.insights.jobs import JOBS
from voc.intake.commands import import_

# What is planted and found does not depend on the database, and reading thousands of verbatims takes its time.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

PEOPLE, WEEKS_BEFORE = 300, 4
READ_AND_INDEX = [job for job in JOBS if job.name.rpartition(".")[2] in ("read_verbatims", "index_verbatims")]
LOOK = [job for job in JOBS if job.name.endswith("look_for_news")]


def ordinary(language: str, draw: np.random.Generator) -> str:
    """A sentence of the made-up business, some subjects and judgements more frequent than others."""

    def word(groups: tuple[str, ...]) -> str:
        return str(draw.choice(groups[min(int(draw.exponential(4)), len(groups) - 1)].split("|")))

    judged = JUDGED[language]
    j, k = (judged[min(int(draw.exponential(9)), len(judged) - 1)] for _ in range(2))
    form = SENTENCES[language][int(draw.integers(7))]
    return form.format(a=word(SUBJECTS[language]), b=word(SUBJECTS[language]), j=j, k=k)


def answers(language: str, *, complaining: int) -> list[tuple[int, int, str, str]]:
    """(id, score, day, comment) of the last full week and those before it; so many of its people complain anew."""
    draw = np.random.default_rng(5)
    rows: list[tuple[int, int, str, str]] = []
    for week in range(WEEKS_BEFORE, -1, -1):
        for number in range(PEOPLE):
            day = MONDAY - timedelta(weeks=week) + timedelta(days=number % 7)
            is_new = not week and number < complaining
            text = str(draw.choice(COMPLAINTS[language])) if is_new else ordinary(language, draw)
            score = 2 if is_new else int(draw.integers(6, 11))
            rows.append((len(rows), score, day.date().isoformat(), text))
    return rows


@pytest.fixture
def client(fresh_app: Flask) -> Client:
    """An analyst's browser, in a workspace with a survey."""
    with fresh_app.app_context():
        workspace = a_workspace(slug="acme")
        a_survey(workspace=workspace)
        analyst = a_user(workspace=workspace, role="analyst")
        db.session.commit()
        client = fresh_app.test_client()
        assert isinstance(client, Client)
        return client.sign_in(analyst)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_complaint_that_three_of_a_hundred_make_anew_is_on_the_page(
    client: Client, fresh_environ: dict[str, str], tmp_path: Path, now: datetime, language: str
) -> None:
    complaining = round(0.03 * PEOPLE)
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = answers(language, complaining=complaining)
        csv.writer(file).writerows([("id", "score", "date", "comment"), *rows])
    with client.application.app_context():
        session, key = db.session(), the_survey().key
        # The command has a connection of its own.
        session.rollback()
        arguments = ["responses", str(path), "--survey", key, "--quiet"]
        mapping = ["--map", "id=id,score=score,date=date,comment=comment"]
        done = CliRunner().invoke(import_, [*arguments, *mapping], env=fresh_environ)
        assert done.exit_code == 0, done.output
        run_due(session, [*READ_AND_INDEX, *LOOK], now, "worker")
    page = client.get("/emerging").text
    assert "300 people wrote, compared with those of 4 weeks before." in page
    assert "1 thing stands out." in page
    [(address, number)] = re.findall(r'<a href="(/verbatims\?emerging=\d+)">Read the (\d+) verbatims', page)
    assert 7 <= int(number) <= complaining
    assert {"en": "elevator", "zh": "电梯"}[language] in client.get(address).text
