"""Responses from rows: one of a respondent, the first that speaks counts, the same file again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.followups import opening
from voc.intake import columns, importing
from voc.intake.columns import Reader, Unfit, question_key
from voc.intake.dates import Calendar
from voc.intake.files import Raw
from voc.intake.importing import Report, Steps, Wishes
from voc.intake.scales import Scale
from voc.responses.models import Response, Revision
from voc.surveys import publishing, starters
from voc.surveys.models import Question, Survey

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
NHS = r"score=score,comment=text,date=date,id=id,question=q,respondent=id/^(.*) - Q\d+$/"
WHY, BETTER = "FFT Why?", "How could we improve?"


def a_csat_survey(session: Session, *labels: str, is_anonymous: bool = False) -> Survey:
    """A CSAT survey with a comment question of its own for each label."""
    workspace = factories.the_workspace()
    starter = next(starter for starter in starters.STARTERS.values() if starter.metric == "csat")
    survey = publishing.create_from_starter(
        session, workspace.id, starter, NOW, company="Acme", languages=("en",), is_anonymous=is_anonymous
    )
    survey.versions[0].questions += [
        Question(key=question_key(label), position=n, kind="comment", is_required=False, texts={"en": {"label": label}})
        for n, label in enumerate(labels, start=9)
    ]
    session.flush()
    publishing.publish(session, survey.versions[0], NOW, seen=0)
    return survey


def bring_in(
    session: Session,
    survey: Survey,
    rows: Sequence[dict[str, Any]],
    maps: str = "score=score,comment=text,date=date,id=id",
    *,
    since: datetime | None = None,
    after_batch: Any = None,
    **changes: Any,
) -> Report:
    assert survey.live
    reader = Reader(
        **{
            "version": survey.live, "columns": columns.parse([maps]), "file_name": "a.jsonl", "now": NOW,
            "calendar": Calendar(ZoneInfo("UTC")), "scale": Scale.of(survey.metric), "is_table": False, **changes,
        }
    )  # fmt: skip
    raw = (Raw(line, {"date": "2026-03-01", **cells}) for line, cells in enumerate(rows, start=1))
    steps = Steps(after_batch=after_batch or session.commit)
    return importing.responses(session, raw, reader, Wishes(since, "a secret of the server"), steps)


def said(session: Session, survey: Survey) -> list[tuple[str, int | None, dict[str, str]]]:
    """(client key, score, question -> words) of every response, in order."""
    found = session.scalars(select(Response).where(Response.survey_id == survey.id).order_by(Response.id))
    return [
        (row.client_key, row.score, {a.question_key: a.verbatim.text for a in row.answers if a.verbatim})
        for row in found
    ]  # fmt: skip


def reconciles(report: Report) -> bool:
    return report.rows == report.outcomes.total() + report.refused.total()


def test_each_id_is_a_final_response_that_nobody_is_mailed_about(session: Session) -> None:
    survey = a_csat_survey(session)
    report = bring_in(session, survey, [{"id": "7", "score": "1", "text": "Bad."}, {"id": 8, "score": 5.0}])
    assert (report.outcomes, report.refused) == (Counter(new=2), Counter())
    assert said(session, survey) == [("file:7", 1, {"comment": "Bad."}), ("file:8", 5, {})]
    [first, _] = session.scalars(select(Response).order_by(Response.id))
    assert (first.state, first.confirmed_by, first.channel) == ("final", "import", "file")
    assert first.answered_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert not first.wants_followup
    assert not opening.deserves_case(first)
    assert session.scalar(select(func.count(Message.id))) == 0
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    survey = a_csat_survey(session, WHY)
    rows = [
        {"id": f"P {n} - Q{q}", "score": 1 + n % 5, "text": f"words {n} {q}", "q": label}
        for q, label in ((1, WHY), (2, BETTER))
        for n in range(30)
    ]
    first, again = (bring_in(session, survey, rows, NHS) for _ in range(2))
    assert (first.outcomes, again.outcomes) == (Counter(new=60), Counter(unchanged=60))
    assert (first.responses, again.responses) == (Counter(new=30), Counter(unchanged=30))
    assert first.people == again.people == 30
    assert session.scalar(select(func.count(Revision.id))) == 0


def test_rows_of_one_respondent_far_apart_are_one_response(session: Session) -> None:
    survey = a_csat_survey(session, WHY, BETTER)
    between = [{"id": f"X {n} - Q1", "score": 3} for n in range(importing.BATCH + 50)]
    rows = [
        {"id": "P 1 - Q1", "score": 2, "text": "Late.", "q": WHY}, *between,
        {"id": "P 1 - Q2", "score": 2, "text": "Be on time.", "q": "How could we\n  improve? "},
    ]  # fmt: skip
    report = bring_in(session, survey, rows, NHS)
    assert report.responses == Counter(new=importing.BATCH + 51)
    assert said(session, survey)[0] == ("file:P 1", 2, {"fft-why": "Late.", "how-could-we-improve": "Be on time."})
    assert session.scalar(select(func.count(Revision.id))) == 0


def test_words_for_questions_the_survey_lacks_stand_together_under_its_own(session: Session) -> None:
    survey = a_csat_survey(session)
    rows = [
        {"id": "P 1 - Q1", "score": 2, "text": "Late.", "q": WHY},
        {"id": "P 1 - Q2", "score": 2, "text": "Be on time.", "q": BETTER},
    ]
    for outcome in ("new", "unchanged"):
        report = bring_in(session, survey, rows, NHS)
        assert report.outcomes == Counter({outcome: 2})
        assert report.counts["other_questions"] == 2
    assert said(session, survey) == [("file:P 1", 2, {"comment": "Late.\n\nBe on time."})]


def test_a_question_is_known_by_its_label_too(session: Session) -> None:
    survey = a_csat_survey(session)
    assert survey.live
    label = survey.live.comment_question.texts["en"]["label"]  # type: ignore[union-attr]
    report = bring_in(session, survey, [{"id": "P 1 - Q1", "text": "Late.", "q": label.upper()}], NHS)
    assert report.counts["other_questions"] == 0


def test_a_later_row_that_contradicts_is_refused_each_time(session: Session) -> None:
    survey = a_csat_survey(session)
    rows: list[dict[str, Any]] = [
        {"id": "7", "score": 1, "text": "Bad."},
        {"id": "7", "score": 2},
        {"id": "7", "text": "Good."},
        {"id": "7", "score": 1, "text": "Bad."},
        {"id": "7", "date": "2026-04-01", "score": 1},
    ]
    for outcome in ("new", "unchanged"):
        report = bring_in(session, survey, rows)
        assert report.outcomes == Counter({outcome: 3})
        assert report.refused == Counter(other_score=1, other_words=1)
        assert report.counts["dates_differ"] == 1
        assert reconciles(report)
    assert said(session, survey) == [("file:7", 1, {"comment": "Bad."})]


def test_a_corrected_file_updates_and_keeps_what_was_said_before(session: Session) -> None:
    survey = a_csat_survey(session)
    bring_in(session, survey, [{"id": "7", "score": 1, "text": "Bad."}, {"id": "8", "score": 4}])
    report = bring_in(session, survey, [{"id": "7", "score": 2, "text": "Bad."}, {"id": "8", "score": 4}])
    assert report.outcomes == Counter(updated=1, unchanged=1)
    assert session.scalar(select(func.count(Revision.id))) == 1


def test_without_an_id_a_row_is_its_file_and_line(session: Session) -> None:
    survey = a_csat_survey(session)
    for outcome in ("new", "unchanged"):
        report = bring_in(session, survey, [{"score": 1}, {"score": 1}], "score=score,date=date")
        assert report.outcomes == Counter({outcome: 2})
    assert [key for key, *_ in said(session, survey)] == ["file:a.jsonl:1", "file:a.jsonl:2"]


def test_scores_turn_round_and_missing_ones_and_blanks_say_nothing(session: Session) -> None:
    survey = a_csat_survey(session)
    rows = [
        {"id": 1, "score": "1", "text": "did  not answer"},
        {"id": 2, "score": "6", "text": "Rude."},
        {"id": 3, "score": "7", "text": "Did not answer "},
        {"id": 4, "score": "5", "text": ""},
    ]
    report = bring_in(
        session, survey, rows, scale=Scale(5, 1), missing=frozenset({"6", "7"}), blanks=frozenset({"did not answer"})
    )
    assert said(session, survey) == [("file:1", 5, {}), ("file:2", None, {"comment": "Rude."}), ("file:4", 1, {})]
    assert report.refused == Counter(nothing_answered=1)
    counts = report.counts
    assert (counts["blanks"], counts["missing_scores"], counts["scores"], counts["comments"]) == (3, 2, 2, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ""}, "no_id"),
        ({"id": "x" * 1_001}, "too_long"),
        ({"id": "a\x00"}, "unreadable"),
        ({"id": {"a": 1}}, "bad_text"),
        ({"score": "3.5"}, "bad_score"),
        ({"score": True}, "bad_score"),
        ({"score": 6}, "score_off_scale"),
        ({"score": None}, "nothing_answered"),
        ({"text": "\ud800"}, "unreadable"),
        ({"text": "x" * 20_001}, "too_long"),
        ({"text": ["a"]}, "bad_text"),
        ({"date": ""}, "no_date"),
        ({"date": "03/10/2021"}, "ambiguous_date"),
        ({"date": "2031-01-01"}, "implausible_date"),
        ({"date": "soon"}, "bad_date"),
        ({"who": "nobody@"}, "bad_email"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_one_reason(
    session: Session, change: dict[str, Any], reason: str
) -> None:
    survey, maps = a_csat_survey(session), "score=score,comment=text,date=date,id=id,email=who"
    report = bring_in(session, survey, [{"id": 1, "score": 3, **change}, {"id": 2, "score": 3}], maps)
    assert (report.outcomes, report.refused, report.lines) == (Counter(new=1), Counter({reason: 1}), {reason: [1]})


def test_a_respondent_whom_the_pattern_does_not_find_is_refused(session: Session) -> None:
    report = bring_in(session, a_csat_survey(session), [{"id": "P 1", "score": 2}], NHS)
    assert report.refused == Counter(no_respondent=1)


def test_an_address_or_an_id_of_a_person_finds_or_adds_the_contact(session: Session) -> None:
    survey, known = a_csat_survey(session), factories.a_contact(email="ana@example.com", name="Ana")
    rows = [
        {"id": 1, "score": 3, "who": "ANA@example.com", "no": ""},
        {"id": 2, "score": 3, "who": "", "no": 77.0, "called": "Ben"},
        {"id": 3, "score": 3, "called": "A name alone"},
    ]
    for outcome in ("new", "unchanged"):
        report = bring_in(session, survey, rows, "score=score,date=date,id=id,email=who,person=no,name=called")
        assert report.outcomes == Counter({outcome: 3})
    contacts = {contact.key or contact.email: contact for contact in session.scalars(select(Contact))}
    assert set(contacts) == {"ana@example.com", "77"}
    found = session.scalars(select(Response.contact_id).order_by(Response.client_key)).all()
    assert found == [known.id, contacts["77"].id, None]


def test_an_anonymous_survey_keeps_no_trace_of_the_respondent(session: Session) -> None:
    survey = a_csat_survey(session, is_anonymous=True)
    rows = [{"id": "ana", "score": 1, "who": "ana@example.com", "date": "2026-03-01 14:31"}]
    for outcome in ("new", "unchanged"):
        report = bring_in(session, survey, rows, "score=score,date=date,id=id,email=who")
        assert report.outcomes == Counter({outcome: 1})
    [response] = session.scalars(select(Response))
    assert response.client_key.startswith("file:hmac-")
    assert "ana" not in response.client_key.removeprefix("file:hmac-")
    assert response.answered_at.date() == date(2026, 3, 1)
    assert response.answered_at.minute == 0
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_cases_are_opened_only_for_what_was_answered_since(session: Session) -> None:
    survey = a_csat_survey(session)
    rows = [{"id": n, "score": 1, "date": day} for n, day in enumerate(("2026-10-31", "2026-11-01", "2026-11-15"))]
    bring_in(session, survey, rows, since=datetime(2026, 11, 1, tzinfo=UTC))
    assert session.scalars(select(Response.wants_followup).order_by(Response.id)).all() == [False, True, True]


def test_after_close_rows_are_refused_and_no_contact_stays(session: Session) -> None:
    survey = a_csat_survey(session)
    publishing.close(session, survey, datetime(2026, 3, 1, 12, tzinfo=UTC))
    rows = [
        {"id": 1, "score": 1, "date": "2026-03-02", "who": "late@example.com"},
        {"id": 2, "score": 1, "date": "2026-03-01", "who": "early@example.com"},
    ]
    report = bring_in(session, survey, rows, "score=score,date=date,id=id,email=who")
    assert (report.outcomes, report.refused) == (Counter(new=1), Counter(closed=1))
    assert session.scalars(select(Contact.email)).all() == ["early@example.com"]


def test_a_dry_run_says_the_same_and_stores_nothing(session: Session) -> None:
    survey = a_csat_survey(session)
    session.commit()
    survey_id = survey.id
    rows = [{"id": n % 700, "score": 1 + n % 5} for n in range(900)]
    tried = bring_in(session, survey, rows, after_batch=session.rollback)
    survey = session.get_one(Survey, survey_id)
    assert said(session, survey) == []
    done = bring_in(session, survey, rows)
    assert (tried.outcomes, tried.refused, tried.responses) == (done.outcomes, done.refused, done.responses)
    assert len(said(session, survey)) == 700


cells = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["P 1 - Q1", "P 1 - Q2", "P 2 - Q1", "P 2", ""]),
        "score": st.sampled_from([1, "2", 2.0, "", None, "6", 9, "x"]),
        "text": st.sampled_from(["Late.", "Rude.", "", "Did not answer", None, "\x00"]),
        "q": st.sampled_from([WHY, BETTER, "", None]),
        "date": st.sampled_from(["2026-03-01", "2026-03-02", "03/04/2026", ""]),
    }
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cells, max_size=12))
def test_every_row_has_one_fate_and_the_second_run_changes_nothing(
    session: Session, rows: list[dict[str, Any]]
) -> None:
    survey = a_csat_survey(session, WHY)
    first, again = (bring_in(session, survey, rows, NHS, missing=frozenset({"6"})) for _ in range(2))
    assert reconciles(first)
    assert reconciles(again)
    assert (again.refused, again.lines, again.counts) == (first.refused, first.lines, first.counts)
    assert again.outcomes == Counter(unchanged=first.outcomes.total())
    assert first.outcomes == Counter(new=first.outcomes.total())
    assert first.responses["new"] == len(said(session, survey))


def test_the_cost_of_a_response_does_not_grow_with_the_file(session: Session, statements: list[str]) -> None:
    survey, costs = a_csat_survey(session), []
    for count in (20, 40):
        statements.clear()
        bring_in(session, survey, [{"id": f"{count}-{n}", "score": 3, "text": "x"} for n in range(count)])
        costs.append(len(statements))
    assert costs[1] - costs[0] <= 20 * 6


@pytest.mark.parametrize(
    "maps",
    [
        "score=a",
        "date=d",
        "date=d,date=e,score=s",
        "date=d,score=",
        "rating=a,date=d",
        "date=d,score=s,id=i/(/",
        "",
        "x",
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(maps: str) -> None:
    with pytest.raises(Unfit):
        columns.parse([maps])


def test_columns_may_hold_commas_slashes_and_patterns() -> None:
    mapped = columns.parse(["score=Rating, overall,date=Date", "comment=Yes/No", r"respondent=id/^([^,=]+), Q\d+$/"])
    assert mapped["score"].name == "Rating, overall"
    assert (mapped["comment"].name, mapped["comment"].part) == ("Yes/No", None)
    assert mapped["respondent"].of("NEAS 5, Q2") == "NEAS 5"
    assert mapped["respondent"].of("other") == ""
    assert columns.parse(["date=d,score=s,id=id/[0-9]+/"])["id"].of("no 17") == "17"


@given(st.text(max_size=80))
def test_a_question_key_is_short_and_stable(label: str) -> None:
    key = question_key(label)
    assert len(key) <= columns.LONGEST_KEY
    assert question_key(f"  {label}\n ") == key == question_key(key)
