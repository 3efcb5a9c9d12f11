"""What is suddenly spoken of, from a file of answers to the page: planted complaints, quiet weeks, and who may what."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.analysis.simulated import COMPLAINTS, JUDGED, SUBJECTS
from tests.client import Client
from tests.databases import planted
from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    a_workspace,
    recorded,
    the_survey,
    the_workspace,
    values,
)
from tests.insights.emerging.planted import MONDAY, complain, read, some_weeks, told
from voc.insights.emerging import news, weekly
from voc.insights.emerging.due import Due
from voc.insights.models import EmergingSubject, EmergingVerbatim, EmergingWeek, Theme, VerbatimWords
from voc.insights.verbatims import indexing
from voc.responses.models import Response, Verbatim
from voc.staff.models import AuditEvent
from voc.surveys.models import Survey


def usual_weeks(session: Session, now: datetime) -> None:
    """Weeks that are alike, read and indexed; nobody has looked at the last one yet."""
    some_weeks()
    read(session, now)


def new_complaint(session: Session, now: datetime) -> None:
    """It is made in the last week and told."""
    complain()
    told(session, now)


@pytest.fixture
def elevators(session: Session) -> EmergingSubject:
    """What emerged of `new_complaint`."""
    return session.scalars(select(EmergingSubject)).one()


@planted(usual_weeks, new_complaint)
def test_what_emerged_is_kept_with_its_verbatims(session: Session, elevators: EmergingSubject) -> None:
    [week] = session.scalars(select(EmergingWeek))
    assert (week.week, week.people, week.people_before, week.weeks_before) == ("2026-W46", 33, 120, 5)
    assert week.is_enough
    assert "elevator" in elevators.words
    assert elevators.expected < 0.05
    evidence = select(Verbatim.text).join(EmergingVerbatim, EmergingVerbatim.verbatim_id == Verbatim.id)
    texts = session.scalars(evidence.where(EmergingVerbatim.subject_id == elevators.id)).all()
    assert len(texts) == 9
    assert set(texts) == set(COMPLAINTS["en"])


@planted(usual_weeks, new_complaint)
def test_the_same_week_is_looked_at_once(session: Session, now: datetime, elevators: EmergingSubject) -> None:
    session.commit()
    assert weekly.look_at_due(session, now + timedelta(minutes=5)) == 0
    assert weekly.look_at_due(session, now + timedelta(days=6)) == 0
    assert session.scalars(select(func.count(EmergingSubject.id))).one() == 1


@planted(usual_weeks)
def test_of_two_workers_one_keeps_what_it_found(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    complain()
    read(session, now)
    alone = weekly.look

    def overtaken(session: Session, due: Due) -> weekly.Looked:
        found = alone(session, due)
        monkeypatch.setattr(weekly, "look", alone)
        session.rollback()
        assert weekly.look_at_due(session, now) == 1
        return found

    monkeypatch.setattr(weekly, "look", overtaken)
    assert weekly.look_at_due(session, now) == 0
    assert session.scalars(select(func.count(EmergingSubject.id))).one() == 1


@planted(usual_weeks, new_complaint)
def test_answers_that_come_later_are_looked_at_and_nothing_is_told_twice(
    session: Session, now: datetime, elevators: EmergingSubject
) -> None:
    complain(times=3)
    recorded(
        values(verbatim="The escalator squeaks.", answered_at=MONDAY + timedelta(hours=number)) for number in range(8)
    )
    told(session, now)
    subjects = session.scalars(select(EmergingSubject).order_by(EmergingSubject.id)).all()
    assert subjects[0] is elevators
    assert [("escalator" in each.words, "elevator" in each.words) for each in subjects] == [
        (False, True),
        (True, False),
    ]
    evidence = select(func.count()).where(EmergingVerbatim.subject_id == elevators.id)
    assert session.scalars(evidence).one() == 12


def say(words: str, *, times: int, survey: Survey | None = None) -> None:
    """So many people say these words in the last full week."""
    recorded(
        values(survey=survey, verbatim=words, answered_at=MONDAY + timedelta(hours=number)) for number in range(times)
    )


@planted(usual_weeks)
def test_one_subject_that_becomes_two_keeps_its_row_and_each_is_told_once(session: Session, now: datetime) -> None:
    say("gondola turnstile", times=7)
    say("gondola", times=3)
    told(session, now)
    gondola = session.scalars(select(EmergingSubject)).one()
    assert (gondola.key, set(gondola.words)) == ("gondola", {"gondola", "turnstile", "gondola turnstile"})
    say("turnstile", times=16)
    say("gondola", times=6)
    told(session, now)
    subjects = session.scalars(select(EmergingSubject).order_by(EmergingSubject.id)).all()
    assert [(each.key, each.speaking) for each in subjects] == [("gondola", 16), ("turnstile", 23)]
    assert subjects[0] is gondola


@planted(usual_weeks)
def test_a_subject_that_another_term_leads_stays_the_same(session: Session, now: datetime) -> None:
    say("gondola turnstile", times=7)
    say("gondola", times=1)
    told(session, now)
    gondola = session.scalars(select(EmergingSubject)).one()
    say("gondola turnstile", times=4)
    say("turnstile", times=4)
    told(session, now)
    assert session.scalars(select(EmergingSubject)).all() == [gondola]
    assert (gondola.key, set(gondola.words)) == ("turnstile", {"gondola", "turnstile", "gondola turnstile"})


@pytest.mark.parametrize("breaks", ["zone", "row"])
def test_a_workspace_that_cannot_be_looked_at_stops_nobody_behind_it(
    session: Session, now: datetime, caplog: pytest.LogCaptureFixture, breaks: str
) -> None:
    broken = the_workspace()
    behind = a_survey(workspace=a_workspace(name="Behind it"))
    for survey in (the_survey(), behind):
        some_weeks(survey=survey)
        complain(survey=survey)
    if breaks == "zone":
        broken.zone = "Mars/Olympus"
    else:
        odd = EmergingSubject(workspace_id=broken.id, key="odd", terms=[{}], speaking=5, expected=0, p_value=0)
        known = {"zone": "UTC", "verbatims": 0, "people": 0, "people_before": 0, "weeks_before": 0, "is_enough": True}
        session.add(EmergingWeek(workspace_id=broken.id, week="2026-W46", looked_at=now, subjects=[odd], **known))
    told(session, now)
    found = session.scalars(select(EmergingSubject.workspace_id).where(EmergingSubject.key != "odd")).all()
    assert found == [behind.workspace_id]
    [logged] = [record for record in caplog.records if record.message == "emerging_failed"]
    assert vars(logged)["workspace"] == broken.id


def test_unread_words_are_waited_for_but_not_for_ever(session: Session, now: datetime) -> None:
    some_weeks()
    complain()
    session.commit()
    assert weekly.look_at_due(session, now) == 0
    assert weekly.look_at_due(session, now + timedelta(hours=16)) == 1


@planted(usual_weeks)
def test_an_index_of_an_earlier_version_is_waited_for(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(session, now)
    monkeypatch.setattr(indexing, "VERSION", indexing.VERSION + 1)
    assert weekly.look_at_due(session, now) == 0
    indexing.reindex_outdated(session, now)
    assert weekly.look_at_due(session, now) == 1


@planted(usual_weeks)
def test_a_week_that_is_not_over_or_empty_is_not_looked_at(session: Session, now: datetime) -> None:
    told(session, now)
    assert session.scalars(select(EmergingWeek.week)).all() == ["2026-W46"]
    session.commit()
    assert weekly.look_at_due(session, now + timedelta(days=7)) == 0


def test_weeks_are_those_of_the_workspace(session: Session) -> None:
    the_workspace().zone = "America/Los_Angeles"
    some_weeks()
    sunday_evening_there = datetime(2026, 11, 16, 5, tzinfo=UTC)
    told(session, sunday_evening_there)
    assert session.scalars(select(EmergingWeek.week)).all() == ["2026-W45"]
    told(session, sunday_evening_there + timedelta(hours=4))
    assert session.scalars(select(EmergingWeek.week).order_by(EmergingWeek.week)).all() == ["2026-W45", "2026-W46"]


@planted(usual_weeks)
def test_a_person_who_complains_often_is_one(session: Session, now: datetime) -> None:
    nagging = a_contact()
    recorded(
        values(contact=nagging, verbatim="The elevator is stuck.", answered_at=MONDAY + timedelta(hours=number))
        for number in range(9)
    )
    told(session, now)
    assert session.scalars(select(EmergingSubject.key)).all() == []


def test_a_theme_that_rises_in_many_words_is_flagged_as_a_theme(
    client: Client, session: Session, now: datetime
) -> None:
    some_weeks(people=60)
    delivery = SUBJECTS["en"][0].split("|") + SUBJECTS["zh"][0].split("|")
    for number in range(24):
        word, how = delivery[number % 10], JUDGED["en" if number % 10 < 5 else "zh"][number]
        text = f"The {word} was {how}." if number % 10 < 5 else f"{word}{how}。"
        a_response(verbatim=text, answered_at=MONDAY + timedelta(hours=number))
    told(session, now)
    subject = session.scalars(select(EmergingSubject)).one()
    assert subject.theme
    assert (subject.key, subject.theme.key) == (f"#{subject.theme.id}", "delivery")
    assert subject.words == []
    page = get(client.sign_in(a_user()))
    assert f"{subject.speaking} of 84 people spoke of this theme" in page
    assert "Make it a theme" not in page


@planted(usual_weeks)
def test_four_answers_of_an_anonymous_survey_tell_nothing(session: Session, now: datetime) -> None:
    secret = a_survey(is_anonymous=True, title="Staff")
    complain(times=3, survey=the_survey())
    complain(times=4, survey=secret)
    told(session, now)
    assert session.scalars(select(EmergingSubject.key)).all() == []


@planted(usual_weeks)
def test_no_figure_tells_of_people_whose_words_are_hidden(client: Client, session: Session, now: datetime) -> None:
    secret = a_survey(is_anonymous=True, title="Staff")
    say("gondola", times=5)
    say("gondola", times=4, survey=secret)
    # As many as may be shown wrote, but of another thing; and too few to be counted.
    say("turnstile", times=6, survey=secret)
    say("gondola", times=4, survey=a_survey(is_anonymous=True, title="Managers"))
    told(session, now)
    subjects = session.scalars(select(EmergingSubject).order_by(EmergingSubject.key)).all()
    assert [(each.key, each.speaking, each.week.people) for each in subjects] == [
        ("gondola", 5, 39),
        ("turnstile", 6, 39),
    ]
    client.sign_in(a_user())
    assert "5 of 39 people said “gondola”" in get(client)
    assert [count_of(client, f"/verbatims?emerging={each.id}") for each in subjects] == [5, 6]


@planted(usual_weeks)
def test_how_many_are_negative_is_what_opens_where_few_anonymous_ones_are(
    client: Client, session: Session, now: datetime
) -> None:
    secret = a_survey(is_anonymous=True, title="Staff")
    say("gondola", times=4)
    say("This gondola is terrible and awful", times=2)
    say("gondola", times=3, survey=secret)
    say("This gondola is terrible and awful", times=3, survey=secret)
    told(session, now)
    page = get(client.sign_in(a_user()))
    [(address, number)] = re.findall(r'<a href="(/verbatims\?emerging=\d+&amp;label=negative)">(\d+) of them', page)
    assert (count_of(client, unescape(address)), number) == (2, "2")


@planted(usual_weeks)
def test_what_counts_people_whose_words_are_hidden_since_is_not_told(
    client: Client, session: Session, now: datetime
) -> None:
    secret = a_survey(is_anonymous=True, title="Staff")
    say("gondola", times=5)
    say("gondola", times=5, survey=secret)
    told(session, now)
    assert "10 of 34 people said “gondola”" in get(client.sign_in(a_user()))
    session.delete(session.scalars(select(Response).where(Response.survey_id == secret.id)).first())
    session.commit()
    assert "gondola" not in get(client)


@planted(usual_weeks)
def test_what_mainly_hidden_people_say_is_no_word_that_rose(session: Session, now: datetime) -> None:
    secret = a_survey(is_anonymous=True, title="Staff")
    say("gondola", times=7)
    say("gondola turnstile", times=4, survey=secret)
    say("gondola turnstile", times=2)
    say("gondola", times=1, survey=secret)
    told(session, now)
    subject = session.scalars(select(EmergingSubject)).one()
    assert [(term["key"], term["speaking"]) for term in subject.terms] == [("gondola", 14)]
    evidence = select(func.count()).where(EmergingVerbatim.subject_id == subject.id)
    assert session.scalars(evidence).one() == 14


@planted(usual_weeks)
def test_what_few_say_each_week_is_hidden_in_the_weeks_before_as_one_figure(session: Session, now: datetime) -> None:
    secret = a_survey(is_anonymous=True, title="Staff")
    for week in range(1, 4):
        for word in ("gondola", "turnstile")[: 2 if week == 1 else 1]:
            at = MONDAY - timedelta(weeks=week)
            recorded(values(survey=secret, verbatim=f"{word} {number}", answered_at=at) for number in range(4))
    say("gondola", times=27)
    say("turnstile", times=9)
    told(session, now)
    expected = {each.key: each.expected for each in session.scalars(select(EmergingSubject))}
    assert expected == {"gondola": pytest.approx(12 / 136 * 60), "turnstile": 0}


def test_no_personal_data_becomes_a_term(session: Session, now: datetime) -> None:
    a_response(verbatim="Ask for Cleo Customer at 13800138000, she knows.", contact=a_contact(name="Cleo Customer"))
    told(session, now)
    lines = session.execute(select(VerbatimWords.audience, VerbatimWords.terms)).all()
    kept = {audience: line for audience, line in lines}  # noqa: C416  A row is a tuple only at run time.
    assert kept["raw"] is None
    assert "cleo" not in (kept["masked"] or "")
    assert "13800138000" not in (kept["masked"] or "")
    assert " know " in (kept["masked"] or "")


def test_terms_follow_the_words(session: Session, now: datetime) -> None:
    response = a_response(verbatim="The elevator is stuck.")
    told(session, now)
    [verbatim] = [answer.verbatim for answer in response.answers if answer.verbatim]
    verbatim.text, verbatim.read_at, verbatim.indexed_at = "电梯卡住了", None, None
    told(session, now)
    assert session.scalars(select(VerbatimWords.terms)).all() == [" 电梯 卡住 "]


# The page


def get(client: Client, address: str = "/emerging") -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.text


def count_of(client: Client, address: str) -> int:
    match = re.search(r'<p class="count">([\d,]+) ', get(client, address))
    assert match
    return int(match[1])


@planted(usual_weeks, new_complaint)
def test_the_page_tells_what_is_new_and_opens_its_verbatims(client: Client, elevators: EmergingSubject) -> None:
    page = get(client.sign_in(a_user()))
    assert "elevator" in page
    assert "; before, hardly anybody did." in page
    assert "one or two weeks are flagged all the same" in page
    [(address, number)] = re.findall(r'<a href="(/verbatims\?emerging=\d+)">Read the (\d+) verbatims', page)
    assert (count_of(client, address), number) == (9, "9")
    [(worse, number)] = re.findall(r'<a href="(/verbatims\?emerging=\d+&amp;label=negative)">(\d+) of them', page)
    assert count_of(client, unescape(worse)) == int(number)
    assert "emerged" in get(client, address)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_the_page_speaks_chinese_of_chinese_words(
    client: Client, session: Session, now: datetime, language: str
) -> None:
    some_weeks("zh")
    complain("zh")
    told(session, now)
    page = get(client.sign_in(a_user(language=language)))
    assert "电梯" in page


@planted(usual_weeks)
def test_who_may_not_see_personal_data_sees_it_masked(client: Client, session: Session, now: datetime) -> None:
    for number in range(9):
        text = f"The elevator got stuck, call 1380013800{number}."
        a_response(verbatim=text, answered_at=MONDAY + timedelta(hours=number))
    told(session, now)
    page = get(client.sign_in(a_user(role="reader")))
    assert "The elevator" in re.sub(r"<[^>]+>", "", page)
    assert "1380013800" not in page
    assert "Make it a theme" not in page
    assert "1380013800" in get(client.sign_in(a_user(role="analyst")))


@planted(usual_weeks, new_complaint)
def test_it_becomes_a_theme_by_the_form_that_is_filled_in(
    client: Client, session: Session, elevators: EmergingSubject
) -> None:
    page = get(client.sign_in(a_user(role="analyst")))
    [address] = re.findall(r'href="(/themes/new\?[^"]+)"', page)
    form = get(client, unescape(address))
    assert re.search(r'name="name_en"[^>]*value="\w+', form)
    assert re.search(r"<textarea[^>]*seeds_en[^>]*>\s*[^<]*elevator", form)
    made = client.post("/themes/new", data={"name_en": "Lifts", "seeds_en": "elevator", "parent": 0, "owner": 0})
    assert made.status_code == 302
    assert session.scalars(select(Theme.seeds).where(Theme.key == "lifts")).one()["en"] == ["elevator"]


@planted(usual_weeks, new_complaint)
def test_dismissed_is_kept_noted_and_can_be_brought_back(
    client: Client, session: Session, elevators: EmergingSubject
) -> None:
    analyst = a_user(role="analyst")
    client.sign_in(analyst)
    for _ in range(2):
        assert client.post(f"/emerging/{elevators.id}/dismiss").status_code == 302
    assert elevators.dismissed_by_id == analyst.id
    page = get(client)
    assert "1 dismissed" in page
    assert "Nothing stands out" in page
    assert client.post(f"/emerging/{elevators.id}/restore").status_code == 302
    assert elevators.dismissed_at is None
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject == f"emerging:{elevators.id}"))
    assert sorted(actions) == ["emerging.brought_back", "emerging.dismissed"]


def test_a_first_look_that_is_still_to_come_is_said(client: Client, session: Session, now: datetime) -> None:
    client.sign_in(a_user())
    some_weeks(people=2, weeks=1)
    session.commit()
    page = get(client)
    assert "The last week is being looked through" in page
    assert "4 of 4 verbatims have still to be read" in page
    read(session, now)
    page = get(client)
    assert "Its words are read" in page
    assert "No week has been looked at yet" not in page
    told(session, now)
    assert "being looked through" not in get(client)


def test_too_little_is_said(client: Client, session: Session, now: datetime) -> None:
    client.sign_in(a_user())
    assert "No week has been looked at yet" in get(client)
    some_weeks(weeks=2)
    complain()
    told(session, now)
    assert "There is too little before it" in get(client)


@planted(usual_weeks)
def test_a_quiet_week_is_said_to_be_one(client: Client, session: Session, now: datetime) -> None:
    told(session, now)
    page = get(client.sign_in(a_user()))
    assert "Nothing stands out." in page
    assert "Nothing new to show" in page


@planted(usual_weeks, new_complaint)
def test_roles_and_other_workspaces(client: Client, session: Session, elevators: EmergingSubject) -> None:
    answer = client.get("/emerging")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    assert client.post(f"/emerging/{elevators.id}/dismiss").status_code == 302
    for role in ("owner", "analyst", "agent", "reader"):
        assert client.sign_in(a_user(role=role)).get("/emerging").status_code == 200
    assert client.post(f"/emerging/{elevators.id}/dismiss").status_code == 403
    assert client.get(f"/emerging/{elevators.id}/dismiss").status_code == 405
    elsewhere = a_user(workspace=a_workspace())
    assert "elevator" not in get(client.sign_in(elsewhere))
    assert client.post(f"/emerging/{elevators.id}/dismiss").status_code == 404
    assert client.get(f"/verbatims?emerging={elevators.id}").status_code == 422
    assert client.get("/verbatims?emerging=x").status_code == 422
    assert elevators.dismissed_at is None


@planted(usual_weeks, new_complaint)
def test_the_page_takes_as_many_statements_for_many_as_for_one(
    client: Client, session: Session, now: datetime, elevators: EmergingSubject, statements: list[str]
) -> None:
    def number() -> int:
        get(client)
        statements.clear()
        get(client)
        return len(statements)

    client.sign_in(a_user())
    few = number()
    for word in ("escalators", "carousels", "turnstiles", "balconies"):
        for hours in range(7):
            at = MONDAY + timedelta(hours=hours)
            a_response(verbatim=f"Those {word}.", contact=a_contact(), answered_at=at)
    told(session, now)
    assert session.scalars(select(func.count(EmergingSubject.id))).one() >= 4
    assert number() == few


@planted(usual_weeks)
def test_what_stands_for_it_is_in_the_readers_language(session: Session, now: datetime) -> None:
    texts = {"en": "The elevator is stuck.", "zh_Hans": "你们的 elevator 又坏了，真让人失望。"}
    for number in range(14):
        text = list(texts.values())[number % 2]
        a_response(verbatim=text, answered_at=MONDAY + timedelta(hours=number), score=2)
    told(session, now)
    for language, text in texts.items():
        found = next(
            each for each in news.shown(session, the_workspace().id, language) if "elevator" in each.subject.words
        )
        assert found.verbatims == 14
        assert [each.verbatim.text for each in found.samples] == [text] * 2
