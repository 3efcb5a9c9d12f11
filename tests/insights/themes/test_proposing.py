"""Themes that the customers' words propose: found by the worker, once, and decided on by people for good."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.databases import planted
from tests.factories import a_response, a_survey, a_user, a_workspace, recorded, the_workspace, values
from tests.insights.themes.proposed import SUBJECTS, about, all_about, customers_write, propose, read
from voc.analysis import discovery, masking
from voc.analysis.discovery import Discovery, Text
from voc.core.db import db
from voc.insights import jobs, reading
from voc.insights.models import Mention, Reading, Theme, live_themes
from voc.insights.themes import codebook, discovering, finding, gathering, proposals
from voc.insights.themes.proposal_models import Proposal, ProposalRun, ProposalVerbatim, ThemeSuggestion
from voc.insights.themes.proposals import Scope, as_proposed
from voc.responses.models import Response, Verbatim
from voc.staff.models import AuditEvent


def written(session: Session, now: datetime) -> None:
    """Customers speak of the planted subjects, and all of it is read."""
    customers_write(now)
    read(session, now)


def texts_of(session: Session, proposal: Proposal) -> list[str]:
    mine = select(Verbatim.text).join(ProposalVerbatim, ProposalVerbatim.verbatim_id == Verbatim.id)
    return list(session.scalars(mine.where(ProposalVerbatim.proposal_id == proposal.id)))


@planted(written)
def test_each_planted_subject_is_proposed_with_its_words_and_its_verbatims(session: Session, now: datetime) -> None:
    found = propose(session, now)
    for subject, subject_words in SUBJECTS.items():
        mine = all_about(found, subject)
        assert {each.language for each in mine} == {"en" if subject.isascii() else "zh"}
        texts = [text for each in mine for text in texts_of(session, each)]
        assert len(texts) >= 12
        assert all(any(word in text for word in subject_words) for text in texts)
        for one in mine:
            assert 1 <= len(proposals.quoted(session, [one.id])[one.id]) <= finding.QUOTED
            assert proposals.evidence(session, [one.id])[one.id].verbatims == len(texts_of(session, one))
    run = proposals.last_run(session, the_workspace().id)
    assert run
    assert (run.state, run.verbatims, run.looked_at, run.new, run.again) == ("done", 36, 36, len(found), 0)


def test_what_is_undecided_keeps_its_row_and_only_a_new_subject_is_added(session: Session, now: datetime) -> None:
    customers_write(now, subjects=("trampoline", "热气球"))
    before = propose(session, now)
    customers_write(now, 4, subjects=("trampoline", "热气球"))
    again = propose(session, now + timedelta(minutes=1))
    assert {each.id for each in again} == {each.id for each in before}
    assert len(texts_of(session, about(again, "trampoline"))) == 16
    customers_write(now, subjects=("aquarium",))
    after = propose(session, now + timedelta(minutes=2))
    new = {each.id for each in after} - {each.id for each in before}
    assert new
    assert new == {each.id for each in all_about(after, "aquarium")}


@planted(written)
def test_the_same_words_propose_the_same_themes(session: Session, now: datetime) -> None:
    first = [(each.name, each.seeds) for each in propose(session, now)]
    session.query(Proposal).delete()
    assert [(each.name, each.seeds) for each in propose(session, now)] == first


@planted(written)
def test_what_the_codebook_knows_is_not_proposed(session: Session, now: datetime) -> None:
    codebook.add(session, the_workspace().id, names={"en": "Play"}, seeds={"en": [*SUBJECTS["trampoline"]]})
    found = propose(session, now)
    words = {seed["seed"] for each in found for seed in each.seeds}
    assert not words & set(SUBJECTS["trampoline"])
    assert len(all_about(found, "aquarium")) == 1


def test_begun_anew_the_untouched_starter_does_not_count(session: Session, now: datetime) -> None:
    recorded(
        values(verbatim=("The courier was late with the parcel.", "A rude waiter, an unkind cook.")[number % 2])
        for number in range(30)
    )
    beside = propose(session, now)
    assert not any("parcel" in each.name.lower() for each in beside)
    anew = propose(session, now + timedelta(minutes=1), is_anew=True)
    assert any(seed["seed"] in ("parcel", "courier", "late") for each in anew for seed in each.seeds)
    delivery = session.scalars(select(Theme).where(Theme.key == "delivery")).one()
    assert delivery.id in proposals.untouched(session, the_workspace().id)
    codebook.rename(session, delivery, {"en": "Shipping"})
    assert delivery.id not in proposals.untouched(session, the_workspace().id)


@planted(written)
def test_a_dismissed_one_does_not_return_until_it_is_taken_back(session: Session, now: datetime) -> None:
    analyst = a_user(role="analyst")
    one = about(propose(session, now), "aquarium")
    proposals.dismiss(session, one, by=analyst.id)
    customers_write(now, 3)
    found = propose(session, now + timedelta(minutes=1))
    words = {seed["seed"] for each in found for seed in each.seeds}
    assert not words & set(SUBJECTS["aquarium"])
    with pytest.raises(proposals.Decided):
        proposals.dismiss(session, one, by=analyst.id)
    proposals.take_back(session, one, by=analyst.id)
    assert about(propose(session, now + timedelta(minutes=2)), "aquarium").id == one.id
    noted = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("proposal"))).all()
    assert sorted(noted) == ["proposal.dismissed", "proposal.taken_back"]


@planted(written)
def test_an_accepted_one_is_a_theme_that_finds_what_it_was_proposed_for(session: Session, now: datetime) -> None:
    analyst = a_user(role="analyst")
    one = about(propose(session, now), "aquarium")
    theme = proposals.accept(session, one, as_proposed(one), by=analyst.id)
    session.commit()
    reading.reread_edited(session, now)
    speaks = select(func.count(Reading.verbatim_id.distinct())).join(Mention)
    assert session.scalar(speaks.where(Reading.is_current, Mention.theme_id == theme.id)) == 12
    assert (one.state, one.theme_id, one.decided_by_id) == ("accepted", theme.id, analyst.id)
    session.commit()
    found = propose(session, now + timedelta(minutes=1))
    assert not {seed["seed"] for each in found for seed in each.seeds} & set(SUBJECTS["aquarium"])


@planted(written)
def test_a_merged_one_gives_its_chosen_words_away(session: Session, now: datetime) -> None:
    analyst = a_user(role="analyst")
    one = about(propose(session, now), "aquarium")
    into = session.scalars(select(Theme).where(Theme.key == "quality")).one()
    proposals.merge(session, one, into, {"en": ["goldfish"], "zh": []}, by=analyst.id)
    assert into.seeds
    assert "goldfish" in into.seeds["en"]
    assert "algae" not in into.seeds["en"]
    assert (one.state, one.theme_id) == ("merged", into.id)


@planted(written)
def test_accepting_all_makes_the_codebook_and_retires_the_untouched_starter(session: Session, now: datetime) -> None:
    analyst = a_user(role="analyst")
    found = propose(session, now, is_anew=True)
    kept = session.scalars(select(Theme).where(Theme.key == "delivery")).one()
    codebook.assign(session, kept, analyst.id)
    workspace_id = the_workspace().id
    codebook.add(session, workspace_id, names={"en": found[0].name, "zh_Hans": found[0].name}, seeds={})
    done = proposals.accept_all(session, workspace_id, found, by=analyst.id, headings=False, retires=True)
    assert (done.themes, done.name_taken) == (len(found) - 1, [found[0]])
    assert found[0].state == "open"
    live = {theme.name_in("en") for theme in live_themes(session, workspace_id)}
    assert live == {"Delivery", *(each.name for each in found)}


def test_it_looks_at_the_survey_and_the_days_that_were_asked_for(session: Session, now: datetime) -> None:
    customers_write(now, subjects=("trampoline",))
    other = a_survey(title="Other")
    customers_write(now, subjects=("aquarium",), survey=other)
    found = propose(session, now, survey=other)
    assert {subject for subject in SUBJECTS if any(subject in str(each.seeds) for each in found)} == {"aquarium"}
    today = now.date()
    scope = Scope("Asia/Shanghai", first_on=today - timedelta(days=30), last_on=today - timedelta(days=20))
    proposals.ask(session, the_workspace().id, scope, now, by=None)
    session.commit()
    assert discovering.discover_asked(session, now) == 1
    run = proposals.last_run(session, the_workspace().id)
    assert run
    assert (run.state, run.verbatims, run.new, run.again) == ("done", 0, 0, 0)


def test_of_too_many_an_even_part_is_looked_at_and_the_same_one(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST", 20)
    customers_write(now)
    parts = []
    for minutes in (0, 1):
        propose(session, now + timedelta(minutes=minutes))
        run = proposals.last_run(session, the_workspace().id)
        assert run
        assert (run.looked_at, run.verbatims) == (20, 36)
        parts.append(set(session.scalars(select(ProposalVerbatim.verbatim_id))))
    assert parts[0] == parts[1]
    assert parts[0]


def test_words_that_tell_who_somebody_is_are_no_words_of_a_theme(session: Session, now: datetime) -> None:
    rng = random.Random(1)
    for number in range(30):
        word = rng.choice(["trampoline", "springs", "bouncing"])
        a_response(verbatim=f"The {word} broke. Write to jane.roe@example.org, number {number}.")
    for each in propose(session, now):
        assert "example.org" not in str(each.seeds) + str(each.terms) + each.name


def test_a_name_that_tells_who_somebody_is_gives_way_to_the_words() -> None:
    assert masking.find("Dr Sarah Miller")
    assert finding._unidentified("Dr Sarah Miller", ["ward", "nurse"]) == "Ward, nurse"
    assert finding._unidentified("Ward, nurse", ["ward"]) == "Ward, nurse"


def test_words_near_a_theme_are_suggested_and_not_added(session: Session, now: datetime) -> None:
    mine = ["trampoline", "springs", "bouncing"]
    theme = codebook.add(session, the_workspace().id, names={"en": "Play"}, seeds={"en": mine})
    customers_write(now, 24)
    for minutes in (0, 1):
        propose(session, now + timedelta(minutes=minutes))
        terms = select(ThemeSuggestion.term).where(ThemeSuggestion.theme_id == theme.id)
        assert list(session.scalars(terms)) == ["somersault"]
        session.commit()
    assert theme.seeds == {"en": mine, "zh": []}


# One run, once


def test_one_run_at_a_time_in_each_workspace(session: Session, now: datetime) -> None:
    mine, theirs = the_workspace().id, a_workspace().id
    proposals.ask(session, mine, Scope("UTC"), now, by=None)
    with pytest.raises(proposals.AlreadyAsked):
        proposals.ask(session, mine, Scope("UTC"), now, by=None)
    proposals.ask(session, theirs, Scope("UTC"), now, by=None)
    session.commit()
    assert discovering.discover_asked(session, now) == 2
    assert discovering.discover_asked(session, now) == 0
    session.commit()
    proposals.ask(session, mine, Scope("UTC"), now, by=None)


@planted(written)
def test_workspaces_do_not_see_one_anothers_words(session: Session, now: datetime) -> None:
    elsewhere = a_workspace()
    proposals.ask(session, elsewhere.id, Scope("UTC"), now, by=None)
    session.commit()
    discovering.discover_asked(session, now)
    assert proposals.of_state(session, elsewhere.id, "open") == []


def test_two_workers_discover_once_and_a_dead_one_is_followed(fresh_app: Flask, now: datetime) -> None:
    with fresh_app.app_context():
        customers_write(now)
        workspace_id = the_workspace().id
        proposals.ask(db.session(), workspace_id, Scope("UTC"), now, by=None)
        db.session.commit()
        first, second = Session(db.engine, expire_on_commit=False), Session(db.engine, expire_on_commit=False)
        mine = discovering._claim(first, now)
        assert mine
        assert discovering.discover_asked(second, now) == 0
        # The first one seems dead: after its lease the second one takes over, and what the first one brings is late.
        later = now + discovering.LEASE + timedelta(seconds=1)
        assert discovering.discover_asked(second, later) == 1
        count = second.scalar(select(func.count(Proposal.id)))
        second.commit()
        assert discovering._discover(first, mine) is False
        assert first.scalar(select(func.count(Proposal.id))) == count
        first.close()
        second.close()


def test_a_run_that_ends_every_worker_fails_and_says_so(session: Session, now: datetime) -> None:
    proposals.ask(session, the_workspace().id, Scope("UTC"), now, by=None)
    session.commit()
    for number in range(discovering.TRIES):
        assert discovering._claim(session, now + number * timedelta(minutes=11))
    assert discovering.discover_asked(session, now + timedelta(hours=1)) == 0
    run = proposals.last_run(session, the_workspace().id)
    assert run
    assert (run.state, run.failure) == ("failed", "died")


@planted(written)
def test_an_error_ends_the_run_and_keeps_nothing(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposals.ask(session, the_workspace().id, Scope("UTC"), now, by=None)
    session.commit()
    monkeypatch.setattr(discovering, "_suggest", lambda *_: 1 / 0)
    assert discovering.discover_asked(session, now) == 0
    run = proposals.last_run(session, the_workspace().id)
    assert run
    assert (run.state, run.failure, run.new) == ("failed", "error", None)
    assert session.scalar(select(func.count(Proposal.id))) == 0


@planted(written)
def test_what_was_erased_while_it_worked_is_not_kept(session: Session, now: datetime) -> None:
    proposals.ask(session, the_workspace().id, Scope("UTC"), now, by=None)
    session.commit()
    run = discovering._claim(session, now)
    assert run
    given, known = gathering.verbatims(session, run), gathering.known(session, run)
    made, near = finding.made(given, known, discovery.discover(given.texts, known=known.book))
    gone = session.scalars(select(Response).order_by(Response.id).limit(5)).all()
    for response in gone:
        session.delete(response)
    session.commit()
    assert discovering._keep(session, run, given, made, near)
    kept = set(session.scalars(select(ProposalVerbatim.verbatim_id)))
    assert len(kept) == 36 - 5


def test_a_decision_without_its_time_is_refused_by_the_database(session: Session, now: datetime) -> None:
    customers_write(now, 4)
    one = propose(session, now)[0]
    without = update(Proposal).where(Proposal.id == one.id).values(state="dismissed")
    with pytest.raises(IntegrityError, match="decided_proposal_has_its_time"), session.begin_nested():
        session.execute(without)


def test_it_is_a_job() -> None:
    assert jobs.propose_themes in jobs.JOBS


def test_it_says_how_far_it_is_and_keeps_nobody_from_the_database(
    fresh_app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int | None, int | None]] = []
    told: list[bool] = []
    discover = discovery.discover

    def watched(texts: Sequence[Text], **options: Any) -> Discovery:
        advance = options.pop("advance")

        def advanced(number: int) -> None:
            told.append(db.session().in_transaction())
            advance(number)
            with Session(db.engine) as other:
                run = other.scalars(select(ProposalRun)).one()
                seen.append((run.state, run.looked_at, run.verbatims))

        return discover(texts, advance=advanced, **options)

    monkeypatch.setattr(discovering, "TOLD_EVERY", 10)
    monkeypatch.setattr(discovery, "discover", watched)
    with fresh_app.app_context():
        customers_write(now)
        proposals.ask(db.session(), the_workspace().id, Scope("UTC"), now, by=None)
        db.session.commit()
        assert discovering.discover_asked(db.session(), now) == 1
    assert [seen[k] for k in (8, 9, 29)] == [("running", None, None), ("running", 10, 36), ("running", 30, 36)]
    assert not any(told)
