"""The evaluation pages: a random sample, labels of one or two people who see no reading, and what came out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import a_response, a_survey, a_user, a_workspace, recorded, the_workspace, values
from voc.core import clock as house_clock
from voc.insights import reading
from voc.insights.evaluation import measuring, sampling
from voc.insights.evaluation.sampling import Said
from voc.insights.models import Label, Reading, Sample, SampleItem, Theme
from voc.insights.themes import codebook
from voc.responses.models import Response
from voc.staff.models import User
from voc.surveys.models import Survey

WORDS = (
    "The delivery was late and the courier rude.",
    "Fast delivery, thank you.",
    "物流太慢了，没人理。",
    "服务很好",
    "The price is terrible.",
    "Lovely staff, great value.",
)


def twelve_verbatims(session: Session, now: datetime) -> None:
    recorded(
        values(score=5, verbatim=words, answered_at=now - timedelta(minutes=number))
        for number, words in enumerate(WORDS * 2)
    )
    session.commit()
    reading.read_waiting(session, now)


def a_sample(session: Session, now: datetime, *, size: int = 12, seed: int = 7, is_by_language: bool = False) -> Sample:
    sample = sampling.draw(session, the_workspace().id, None, now, size=size, seed=seed, is_by_language=is_by_language)
    session.commit()
    return sample


def says(session: Session, sample: Sample, user: User, now: datetime, *, wrong: int = 0) -> None:
    """Let a person label all of a sample as the engine did, but the first few the other way round."""
    for judged in measuring.load(session, sample):
        said = judged.machine
        if judged.item.position <= wrong:
            said = Said("positive" if said.sentiment == "negative" else "negative", frozenset())
        sampling.put(session, sample, judged.item, user.id, said=said, now=now)
    session.commit()


@planted(twelve_verbatims)
def test_the_same_seed_draws_the_same_sample_and_each_verbatim_once(session: Session, now: datetime) -> None:
    drawn = [[item.verbatim_id for item in a_sample(session, now, size=6, seed=seed).items] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len(set(each)) == 6 for each in drawn)


@planted(twelve_verbatims)
def test_by_language_draws_as_many_of_each(session: Session, now: datetime) -> None:
    sample = a_sample(session, now, size=8, is_by_language=True)
    ids = [item.verbatim_id for item in sample.items]
    languages = session.execute(
        select(Reading.language, func.count()).where(Reading.verbatim_id.in_(ids)).group_by(Reading.language)
    )
    assert dict(languages.all()) == {"en": 4, "zh-Hans": 4}


def test_nothing_read_is_nothing_to_draw(client: Client, session: Session) -> None:
    answer = client.sign_in(a_user()).post("/evaluation", data={"size": "100"})
    assert answer.status_code == 422
    assert "Nothing has been read there yet" in answer.text


@planted(twelve_verbatims)
def test_labelling_goes_from_one_to_the_next_without_a_script(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    address = client.post("/evaluation", data={"size": "10"}).location
    theme = session.scalars(select(Theme)).first()
    assert theme
    for number in range(10):
        page = client.get(address)
        assert f"{number} of 10 labelled" in page.text
        for said in ('class="tag', "<mark", "<strong class"):
            assert said not in page.text  # What the machine made of it is not there.
        assert ("Take the last one back" in page.text) is (number > 0)
        action = re.search(r'action="(/evaluation/\d+/label/\d+)"', page.text)
        assert action
        answer = client.post(action[1], data={"sentiment": "negative", "theme": str(theme.id)})
        assert answer.status_code == 302
    finished = client.get(address, follow_redirects=True)
    assert "The figures are being worked out" in finished.text
    assert session.scalar(select(func.count(Label.id))) == 10


@planted(twelve_verbatims)
def test_themes_stand_as_the_codebook_groups_them_and_as_a_dictionary_has_them(
    client: Client, session: Session, now: datetime
) -> None:
    sample = a_sample(session, now)
    client.sign_in(a_user(language="zh_Hans"))
    for theme in session.scalars(select(Theme)):
        theme.retired_at = now
    made = [
        Theme(workspace_id=sample.workspace_id, key=f"k{number}", names={"en": name, "zh_Hans": name})
        for number, name in enumerate(("员工", "价格", "包装", "快递", "安全"))
    ]
    session.add_all(made)
    session.flush()
    made[3].parent_id = made[2].id
    session.flush()
    page = client.get(f"/evaluation/{sample.id}/label").text
    assert re.findall(r'name="theme"[^>]*> (\S+) <kbd>(.)<', page) == [
        ("安全", "a"), ("包装", "b"), ("快递", "c"), ("价格", "d"), ("员工", "e"),
    ]  # fmt: skip


@planted(twelve_verbatims)
def test_a_label_can_be_taken_back_and_given_anew(client: Client, session: Session, now: datetime) -> None:
    user, sample = a_user(), a_sample(session, now)
    client.sign_in(user)
    here = f"/evaluation/{sample.id}"
    assert client.post(f"{here}/label/1", data={}).status_code == 422
    client.post(f"{here}/label/1", data={"sentiment": "positive"})
    client.post(f"{here}/label/1", data={"sentiment": "unclear"})
    assert session.scalars(select(Label.sentiment)).all() == ["unclear"]
    assert client.post(f"{here}/take-back").location.endswith("/label?at=1")
    assert session.scalars(select(Label.sentiment)).all() == []
    assert "nothing to take back" in client.post(f"{here}/take-back", follow_redirects=True).text


@planted(twelve_verbatims)
@pytest.mark.parametrize("data", [{"sentiment": "angry"}, {"sentiment": "positive", "theme": "999999"}])
def test_a_label_that_makes_no_sense_is_refused(
    client: Client, session: Session, now: datetime, data: dict[str, str]
) -> None:
    sample = a_sample(session, now)
    assert client.sign_in(a_user()).post(f"/evaluation/{sample.id}/label/1", data=data).status_code == 422
    assert session.scalar(select(func.count(Label.id))) == 0


@planted(twelve_verbatims)
def test_figures_say_where_the_engine_and_the_people_differ(client: Client, session: Session, now: datetime) -> None:
    user, sample = a_user(), a_sample(session, now)
    says(session, sample, user, now, wrong=3)
    measuring.measure_due(session, now)
    session.expire_all()
    figures = sample.figures
    assert figures
    assert figures["all"]["sentiment"]["accuracy"][0] == 0.75
    low, high = figures["all"]["sentiment"]["accuracy"][1:]
    assert low < 0.75 < high
    assert set(figures["languages"]) <= {"en", "zh-Hans"}
    page = client.sign_in(user).get(f"/evaluation/{sample.id}").text
    assert "75%" in page
    assert page.count("<article") == 3
    session.commit()
    assert measuring.measure_due(session, now) == 0


@planted(twelve_verbatims)
def test_two_people_label_independently_and_their_agreement_is_shown(
    client: Client, session: Session, now: datetime
) -> None:
    one, other, sample = a_user(name="Ana"), a_user(name="Bo"), a_sample(session, now)
    says(session, sample, one, now)
    says(session, sample, other, now, wrong=2)
    measuring.measure_due(session, now)
    session.expire_all()
    assert sample.figures
    [pair] = sample.figures["people"]
    assert (pair["n"], pair["users"]) == (12, sorted([one.id, other.id]))
    assert 0 < pair["sentiment"][0] < 1
    # What the two see differently counts neither for the engine nor against it.
    assert sample.figures["all"]["sentiment"]["n"] == 10
    assert sample.figures["all"]["sentiment"]["accuracy"][0] == 1
    page = client.sign_in(one).get(f"/evaluation/{sample.id}").text
    assert "Ana and Bo" in page
    assert "On 2 verbatims the people differ" in page


@planted(twelve_verbatims)
def test_who_is_labelling_sees_no_result(client: Client, session: Session, now: datetime) -> None:
    one, other, sample = a_user(), a_user(), a_sample(session, now)
    says(session, sample, one, now, wrong=3)
    measuring.measure_due(session, now)
    client.sign_in(other).post(f"/evaluation/{sample.id}/label/1", data={"sentiment": "neutral"})
    page = client.get(f"/evaluation/{sample.id}").text
    assert "You are in the middle of labelling" in page
    assert "<article" not in page
    assert "Precision" not in page


@planted(twelve_verbatims)
def test_who_may_label_sees_no_result_before_beginning_either(client: Client, session: Session, now: datetime) -> None:
    one, other, sample = a_user(), a_user(role="agent"), a_sample(session, now)
    says(session, sample, one, now, wrong=3)
    measuring.measure_due(session, now)
    client.sign_in(other)
    here = f"/evaluation/{sample.id}"
    page = client.get(here).text
    assert "Label it yourself first" in page
    assert "so that it cannot sway you" in page
    assert f'<a class="button" href="{here}/label">Label it too</a>' in page
    for said in ("<article", "blockquote", "Precision", "75%"):
        assert said not in page
    # Whoever only wants to know need not label; once begun, nobody sees them before the end.
    results = client.get(f"{here}?results=yes").text
    assert "Precision" in results
    assert f"{here}/label" not in results
    client.post(f"{here}/label/1", data={"sentiment": "neutral"})
    assert "Precision" not in client.get(f"{here}?results=yes").text
    for position in range(1, 13):
        client.post(f"{here}/label/{position}", data={"sentiment": "neutral"})
    assert "Precision" in client.get(here).text
    # Whoever may not label is swayed by nothing.
    assert "75%" in client.sign_in(a_user(role="reader")).get(here).text


@planted(twelve_verbatims)
def test_a_label_given_while_figures_are_worked_out_keeps_the_sample_due(session: Session, now: datetime) -> None:
    user, sample = a_user(), a_sample(session, now)
    says(session, sample, user, now)
    assert measuring.measure_due(session, now) == 1
    sampling.put(session, sample, sample.items[0], user.id, said=Said("unclear"), now=now)
    session.commit()
    assert measuring.measure_due(session, now) == 1
    # Read anew since: the figures are of other readings.
    for each in session.scalars(select(Reading)):
        each.made_at = now + timedelta(hours=1)
    session.commit()
    assert measuring.measure_due(session, now + timedelta(hours=2)) == 1
    assert measuring.measure_due(session, now + timedelta(hours=2)) == 0


@planted(twelve_verbatims)
def test_an_erased_verbatim_leaves_its_sample(client: Client, session: Session, now: datetime) -> None:
    sample = a_sample(session, now)
    session.delete(sample.items[0].verbatim.response)
    session.commit()
    assert session.scalar(select(func.count(SampleItem.id))) == 11
    client.sign_in(a_user())
    assert client.get(f"/evaluation/{sample.id}/label?at=1").status_code == 404
    assert client.get(f"/evaluation/{sample.id}/label").status_code == 200


@planted(twelve_verbatims)
def test_figures_count_no_answer_that_was_withdrawn(client: Client, session: Session, now: datetime) -> None:
    sample = a_sample(session, now)
    says(session, sample, a_user(), now, wrong=3)
    measuring.measure_due(session, now)
    assert measuring.notice_withdrawn(session) == measuring.measure_due(session, now) == 0
    client.sign_in(a_user(role="reader"))
    here = f"/evaluation/{sample.id}"
    assert "of 12 verbatims" in client.get(here).text
    for item in sample.items[:3]:
        session.delete(item.verbatim.response)
    session.commit()
    session.expire_all()
    # The page does not wait for the job: nine are left, and the three that were wrong are gone.
    page = client.get(here).text
    assert ("of 9 verbatims" in page, "of 12 verbatims" in page, "100%" in page) == (True, False, True)
    session.commit()
    assert measuring.notice_withdrawn(session) == measuring.measure_due(session, now) == 1
    assert measuring.notice_withdrawn(session) == measuring.measure_due(session, now) == 0
    session.expire_all()
    assert sample.figures
    assert sample.figures["n"] == 9
    assert "of 9 verbatims" in client.get(here).text


@planted(twelve_verbatims)
def test_figures_count_no_answer_that_is_hidden_since(session: Session, now: datetime, secret: Survey) -> None:
    sample = a_sample(session, now, size=50)
    says(session, sample, a_user(), now)
    measuring.measure_due(session, now)
    withdraw_one(session, secret)
    session.commit()
    assert measuring.notice_withdrawn(session) == measuring.measure_due(session, now) == 1
    session.expire_all()
    assert sample.figures
    assert sample.figures["n"] == 12
    session.commit()
    assert measuring.notice_withdrawn(session) == 0


@planted(twelve_verbatims)
def test_who_may_see_and_do_what(client: Client, session: Session, now: datetime) -> None:
    sample = a_sample(session, now)
    pages = ["/evaluation", f"/evaluation/{sample.id}", f"/evaluation/{sample.id}/label"]
    actions = ["/evaluation", f"/evaluation/{sample.id}/label/1", f"/evaluation/{sample.id}/take-back"]
    for page in pages:
        assert client.get(page).location.startswith("/sign-in")
    client.sign_in(a_user(role="reader"))
    assert [client.get(page).status_code for page in pages] == [200, 200, 403]
    assert [client.post(action).status_code for action in actions] == [403, 403, 403]
    client.sign_in(a_user(workspace=a_workspace()))
    assert [client.get(page).status_code for page in pages] == [200, 404, 404]
    assert [client.post(action).status_code for action in actions[1:]] == [404, 404]
    client.sign_in(a_user(role="agent"))
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert [client.get(action).status_code for action in actions[1:]] == [405, 405]
    assert client.get("/evaluation/99999999999").status_code == 404


@planted(twelve_verbatims)
def test_lists_take_as_many_statements_for_many_rows(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    def count(address: str) -> int:
        client.get(address)
        statements.clear()
        client.get(address)
        return len(statements)

    user = a_user()
    client.sign_in(user)
    small, large = a_sample(session, now, size=2), a_sample(session, now, size=12)
    for sample in (small, large):
        says(session, sample, user, now, wrong=12)
    measuring.measure_due(session, now)
    assert count(f"/evaluation/{small.id}") == count(f"/evaluation/{large.id}")
    few = count("/evaluation")
    for _ in range(8):
        says(session, a_sample(session, now, size=2), user, now)
    assert count("/evaluation") == few


@planted(twelve_verbatims)
def test_a_survey_can_be_chosen(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(metric="csat", title="Support")
    a_response(survey=survey, score=1, verbatim="Nobody called back.")
    session.commit()
    reading.read_waiting(session, now)
    client.sign_in(a_user()).post("/evaluation", data={"size": "10", "survey": survey.key})
    assert session.scalar(select(func.count(SampleItem.id))) == 1


@pytest.fixture
def secret(session: Session, now: datetime) -> Survey:
    """An anonymous survey that five people answered, beside the one that all know."""
    survey = a_survey(is_anonymous=True, title="Staff")
    recorded(values(survey=survey, score=1, verbatim=f"Secret {number}") for number in range(5))
    session.commit()
    reading.read_waiting(session, now)
    return survey


def withdraw_one(session: Session, survey: Survey) -> None:
    session.delete(session.scalars(select(Response).where(Response.survey_id == survey.id)).first())
    session.commit()
    session.expire_all()


@planted(twelve_verbatims)
def test_an_anonymous_survey_of_fewer_than_five_answers_is_not_drawn(
    client: Client, session: Session, now: datetime, secret: Survey
) -> None:
    def drawn() -> set[str]:
        return {item.verbatim.text for item in a_sample(session, now, size=50).items}

    assert "Secret 0" in drawn()
    withdraw_one(session, secret)
    assert drawn() == set(WORDS)
    answer = client.sign_in(a_user()).post("/evaluation", data={"size": "10", "survey": secret.key})
    assert answer.status_code == 422
    assert "anonymous and has fewer than five answers" in answer.text


@planted(twelve_verbatims)
def test_a_sample_hides_an_anonymous_survey_of_which_fewer_than_five_answers_are_left(
    client: Client, session: Session, now: datetime, secret: Survey
) -> None:
    user, other, sample = a_user(), a_user(), a_sample(session, now, size=50)
    places = [item.position for item in sample.items if item.verbatim.text.startswith("Secret")]
    says(session, sample, user, now, wrong=17)
    measuring.measure_due(session, now)
    client.sign_in(user)
    here = f"/evaluation/{sample.id}"
    assert "Secret" in client.get(here).text
    withdraw_one(session, secret)
    assert "Secret" not in client.get(here).text
    assert ": 12 of 12" in client.get(here).text
    assert [client.get(f"{here}/label?at={place}").status_code for place in places] == [404] * 5
    assert client.post(f"{here}/label/{places[0]}", data={}).status_code == 404
    client.sign_in(other)
    for _ in range(12):
        page = client.get(f"{here}/label").text
        assert "Secret" not in page
        [action] = re.findall(r'action="(/evaluation/\d+/label/\d+)"', page)
        client.post(action, data={"sentiment": "neutral"})
    assert client.get(f"{here}/label").location == here
    assert ": 12 of 12" in client.get("/evaluation").text


# The codebook changes after people have labelled

HOUR = timedelta(hours=1)


def labelled_themes(session: Session, now: datetime) -> None:
    """A sample that a person labelled as the engine did."""
    recorded(
        values(verbatim=words, answered_at=now)
        for words in ("The delivery was late.", "Fast delivery.", "The price is terrible.", "The staff are lovely.") * 3
    )
    session.commit()
    reading.read_waiting(session, now)
    sample = a_sample(session, now)
    says(session, sample, a_user(), now)
    figures_of(session, sample, now)


@pytest.fixture
def on_themes(session: Session) -> tuple[Sample, Theme, Theme]:
    """The sample of `labelled_themes`, and two themes that both the person and the engine see in it."""
    sample = session.scalars(select(Sample)).one()
    themes = {theme.key: theme for theme in session.scalars(select(Theme))}
    delivery, price = themes["delivery"], themes["price"]
    assert sample.figures
    assert {str(delivery.id), str(price.id)} <= set(sample.figures["all"]["themes"])
    return sample, delivery, price


def figures_of(session: Session, sample: Sample, now: datetime) -> dict[str, Any]:
    """The figures of all, once everything is read again and measured."""
    session.commit()
    reading.reread_edited(session, now)
    measuring.measure_due(session, now)
    session.expire_all()
    assert sample.figures
    return dict(sample.figures["all"])


@planted(labelled_themes)
def test_labels_of_a_merged_theme_count_for_the_one_that_has_its_mentions(
    client: Client, session: Session, on_themes: tuple[Sample, Theme, Theme], clock: time_machine.Traveller
) -> None:
    sample, delivery, price = on_themes
    clock.shift(HOUR)
    codebook.merge(session, delivery, price)
    themes = figures_of(session, sample, house_clock.now())["themes"]
    assert str(delivery.id) not in themes
    of_price = themes[str(price.id)]
    assert (of_price["there"], of_price["found"]) == (9, 9)
    assert (of_price["precision"][0], of_price["recall"][0]) == (1, 1)
    session.commit()
    assert measuring.measure_due(session, house_clock.now()) == 0
    user = session.scalars(select(User).where(User.id.in_(select(Label.user_id)))).one()
    at = next(each.item.position for each in measuring.load(session, sample) if "delivery" in each.item.verbatim.text)
    page = client.sign_in(user).get(f"/evaluation/{sample.id}/label?at={at}").text
    assert re.search(rf'name="theme" value="{price.id}"[^>]* checked', page)
    assert f'name="theme" value="{delivery.id}"' not in page


@planted(labelled_themes)
def test_a_theme_made_after_labelling_is_not_measured_but_on_later_labels(
    session: Session, on_themes: tuple[Sample, Theme, Theme], clock: time_machine.Traveller
) -> None:
    sample, *_ = on_themes
    clock.shift(HOUR)
    new = codebook.add(session, sample.workspace_id, names={"en": "Courtesy"}, seeds={"en": ["staff"]})
    assert str(new.id) not in figures_of(session, sample, house_clock.now())["themes"]
    assert not any(each.wrong_themes for each in measuring.load(session, sample))
    clock.shift(HOUR)
    judged = next(each for each in measuring.load(session, sample) if new.id in each.machine.themes)
    sampling.put(session, sample, judged.item, a_user().id, said=judged.machine, now=house_clock.now())
    figure = figures_of(session, sample, house_clock.now())["themes"][str(new.id)]
    assert (figure["there"], figure["found"], figure["precision"][0]) == (1, 1, 1)


@planted(labelled_themes)
def test_a_theme_that_is_not_looked_for_any_more_is_not_measured_until_it_is_again(
    client: Client, session: Session, on_themes: tuple[Sample, Theme, Theme], clock: time_machine.Traveller
) -> None:
    sample, delivery, _ = on_themes
    clock.shift(HOUR)
    codebook.retire(session, delivery)
    assert str(delivery.id) not in figures_of(session, sample, house_clock.now())["themes"]
    assert not any(each.missed_themes for each in measuring.load(session, sample))
    # Nobody who labels now can choose it, so these labels say nothing of it later.
    late = a_user()
    here = f"/evaluation/{sample.id}/label"
    client.sign_in(late)
    assert f'name="theme" value="{delivery.id}"' not in client.get(here).text
    answer = client.post(f"{here}/1", data={"sentiment": "neutral", "theme": str(delivery.id)})
    assert answer.status_code == 422
    assert "is not looked for any more. Choose again." in answer.text
    for judged in measuring.load(session, sample):
        sampling.put(session, sample, judged.item, late.id, said=judged.machine, now=house_clock.now())
    clock.shift(HOUR)
    codebook.restore(session, delivery)
    figure = figures_of(session, sample, house_clock.now())["themes"][str(delivery.id)]
    assert (figure["there"], figure["found"], figure["recall"][0], figure["precision"][0]) == (6, 6, 1, 1)
