"""The case to do next stands on top, and everybody sees what is theirs to see."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_case,
    a_contact,
    a_response,
    a_survey,
    a_team,
    a_touchpoint,
    a_user,
    a_workspace,
    an_account,
)
from voc.core.outbox import Message
from voc.followups import closing, inbox, opening, reached
from voc.followups.models import Case, CaseState, Outcome
from voc.insights import reading
from voc.insights.models import Theme
from voc.staff.models import Role


def shown(client: Client, address: str = "/cases") -> list[int]:
    page = client.get(address)
    assert page.status_code == 200
    return [int(number) for number in re.findall(r'open-case" href="/cases/(\d+)"', page.text)]


def due_in(case: Case, hours: float, now: datetime) -> Case:
    case.due_at = now + timedelta(hours=hours)
    return case


def test_what_is_overdue_longest_stands_on_top(session: Session, client: Client, now: datetime) -> None:
    me = a_user()
    hours = (3, -1, 30, -20)
    cases = {h: due_in(a_case(owner=me), h, now) for h in hours}
    client.sign_in(me)
    assert shown(client) == [cases[h].id for h in sorted(hours)]


def test_words_come_first_then_who_and_how_long(session: Session, client: Client, now: datetime) -> None:
    me = a_user()
    account = an_account(name="Hafen GmbH", revenue=184000)
    contact = a_contact(name="李娜", account=account)
    due_in(a_case(owner=me, contact=contact, verbatim="客服完全不理人。<b>", language="zh_Hans"), 2.5, now)
    page = client.sign_in(me).get("/cases").text
    order = [
        "客服完全不理人。&lt;b&gt;",
        "李娜",
        "Hafen GmbH",
        "$184,000",
        "Chinese (Simplified)",
        "2 h 30 min left",
        "UTC",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert 'lang="zh-Hans"' in page


def test_one_stranger_is_told_from_another_by_where_and_what_was_asked(session: Session, client: Client) -> None:
    client.sign_in(a_user())
    counters = a_survey(metric="csat", title="Service counters")
    place = a_touchpoint(survey=counters, name="Counter <1>")
    response = a_response(survey=counters, score=1, verbatim="Nobody was there.", channel="kiosk", touchpoint=place)
    case = opening.follow_up(session, response, response.answered_at)
    assert case
    assert case.contact is None
    a_case(contact=a_contact(name="Ana"), score=1)
    page = client.get("/cases?whose=all").text
    assert "<span><bdi>Counter &lt;1&gt;</bdi> · <bdi>Service counters</bdi></span>" in page
    assert page.count("<bdi>") == 2


def test_each_state_has_its_list_and_its_count(session: Session, client: Client, now: datetime) -> None:
    me = a_user()
    waiting, talking, done = (a_case(owner=me) for _ in range(3))
    closing.log_call(session, talking, me, "They know.", was_reached=True, key="a", now=now)
    closing.close(session, done, me, Outcome.DUPLICATE, root_cause=None, text="See the other.", seen=10**6, now=now)
    client.sign_in(me)
    assert [shown(client, f"/cases?state={state}") for state in inbox.ORDERS] == [[waiting.id], [talking.id], [done.id]]
    a_case(owner=a_user())
    for state, n in ((CaseState.OPEN, "2"), (CaseState.IN_CONTACT, "1"), (CaseState.CLOSED, "1")):
        whose = client.get(f"/cases?whose=mine&state={state}").text.partition("Whose cases")[2].partition("</nav>")[0]
        counted = dict(re.findall(r">([^<>]+) <span class=\"count\">(\d+)<", whose))
        assert (counted["Mine"], counted["Everybody’s"]) == ("1", n)


def the_letter(session: Session, case: Case) -> Message:
    return session.scalars(select(Message).where(Message.reason_key.startswith(f"case-reply:{case.id}:"))).one()


def test_whom_no_letter_has_reached_stays_open(session: Session, client: Client, now: datetime) -> None:
    me = a_user()
    case = a_case(owner=me)
    closing.reply(session, case, me, "Hello", key="a", now=now)
    letter = the_letter(session, case)
    client.sign_in(me)
    for tag, held_at, failed_at in (
        ("Reply waits in the outbox", None, None),
        ("Reply waits in the outbox", now, None),
        ("Reply could not be delivered", None, now),
    ):
        letter.held_at, letter.failed_at = held_at, failed_at
        session.flush()
        assert (shown(client), shown(client, "/cases?state=in_contact")) == ([case.id], [])
        assert tag in client.get("/cases").text
        page = client.get(f"/cases/{case.id}").text
        assert tag in page
        assert '<span class="tag warn">Open</span>' in page
    letter.failed_at, letter.sent_at = None, now
    session.flush()
    assert (shown(client), shown(client, "/cases?state=in_contact")) == ([], [case.id])
    assert "Reply" not in client.get("/cases?state=in_contact").text.partition("<ol")[2].partition("</ol>")[0]


def test_where_a_case_stands_is_the_same_in_the_list_and_in_hand(session: Session, now: datetime) -> None:
    me = a_user()
    viewer = inbox.Viewer(a_case(owner=me).workspace_id, me.id, frozenset(), sees_all=True)
    for letters, calls in itertools.product([(), ("sent",), ("waits",), ("failed",), ("failed", "sent")], (0, 1, 2)):
        case = a_case(owner=me)
        for number, state in enumerate(letters):
            closing.reply(session, case, me, "Hello", key=f"a{number}", now=now)
            letter = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
            letter.sent_at = now if state == "sent" else None
            letter.failed_at = now if state == "failed" else None
        for number in range(calls):
            closing.log_call(session, case, me, "", was_reached=number == 1, key=f"b{number}", now=now)
    session.flush()
    contacts = reached.of(session, Case.owner_id == me.id)
    cases = session.scalars(select(Case).where(Case.owner_id == me.id)).all()
    counted = dict.fromkeys(inbox.ORDERS, 0)
    for case in cases:
        counted[inbox.standing(case, contacts.get(case.id))] += 1
        found = session.scalars(select(Case.id).where(inbox.stands(inbox.standing(case, contacts.get(case.id)))))
        assert case.id in found.all()
    assert counted == {state: inbox.counts(session, viewer)["mine", state] for state in inbox.ORDERS}
    assert counted[CaseState.OPEN] == 1 + 2 + 2 * 2  # Untouched; no contact; and letters that have not left.


def test_who_has_replied_goes_on_with_the_next_and_comes_back_to_what_was_refused(
    session: Session, now: datetime
) -> None:
    me = a_user()
    first, second = due_in(a_case(owner=me), 1, now), due_in(a_case(owner=me), 2, now)
    viewer = inbox.Viewer(first.workspace_id, me.id, frozenset(), sees_all=True)
    closing.reply(session, first, me, "Hello", key="a", now=now)
    assert inbox.next_for(session, viewer, second) is None
    # Without a mail server it leaves as little as one that was refused.
    assert inbox.next_for(session, viewer, second, can_send=False) == first.id
    the_letter(session, first).failed_at = now
    session.flush()
    assert inbox.next_for(session, viewer, second) == first.id


def test_how_a_case_ended_is_said_in_the_width_of_its_column(session: Session, client: Client, now: datetime) -> None:
    me = a_user()
    case = a_case(owner=me)
    closing.close(session, case, me, Outcome.COULD_NOT_REACH, root_cause=None, text="Moved.", seen=10**6, now=now)
    client.sign_in(me)
    assert '<strong class="left">Could not reach them</strong>' in client.get("/cases?state=closed").text
    assert "Could not reach the customer" in client.get(f"/cases/{case.id}").text


def test_an_agent_sees_own_teams_and_own_cases(session: Session, client: Client) -> None:
    here, elsewhere = a_team(), a_team()
    agent = a_user(role=Role.AGENT, team=here)
    colleague, stranger = a_user(role=Role.AGENT, team=here), a_user(role=Role.AGENT, team=elsewhere)
    ours, theirs = a_survey(team=here), a_survey(team=elsewhere)
    of_colleague = a_case(survey=ours, owner=colleague)
    mine = a_case(survey=theirs, owner=agent)
    a_case(survey=theirs, owner=stranger)
    client.sign_in(agent)
    assert shown(client) == [mine.id]
    assert shown(client, "/cases?whose=team") == [of_colleague.id]
    assert shown(client, "/cases?whose=all") == [mine.id]  # Not offered, so it is not taken.


@pytest.mark.parametrize("role", [Role.OWNER, Role.ANALYST])
def test_owners_and_analysts_see_every_case(session: Session, client: Client, role: Role) -> None:
    agent = a_user(role=Role.AGENT, team=a_team())
    a_user()
    case = a_case(owner=agent)
    client.sign_in(a_user(role=role, team=a_team()))
    assert shown(client, "/cases?whose=all") == [case.id]


def test_another_workspaces_cases_are_not_there(session: Session, client: Client) -> None:
    me, other = a_user(), a_workspace()
    a_user(workspace=other)
    a_case(survey=a_survey(workspace=other))
    assert shown(client.sign_in(me), "/cases?whose=all") == []


def test_readers_have_no_inbox_and_the_signed_out_sign_in(session: Session, client: Client) -> None:
    reader = a_user(role=Role.READER)
    answer = client.get("/cases")
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (302, True)
    assert client.sign_in(reader).get("/cases").status_code == 403


def test_pages_follow_each_other_without_gap_or_repetition(
    session: Session, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    me = a_user()
    cases = [due_in(a_case(owner=me), hours, now) for hours in (1, 1, 1, 2, 3)]
    client.sign_in(me)
    seen, address = list[int](), "/cases"
    while address:
        page = client.get(address).text
        seen += [int(number) for number in re.findall(r'open-case" href="/cases/(\d+)"', page)]
        following = re.search(r'class="button quiet" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == [case.id for case in cases]


@pytest.mark.parametrize(
    "after", ["x", "~", "2026-11-16~1", "2026-11-16T09:00:00+00:00~x", "2026-11-16T09:00:00+00:00~" + "9" * 30]
)
def test_a_made_up_page_begins_at_the_top(session: Session, client: Client, after: str) -> None:
    me = a_user()
    case = a_case(owner=me)
    client.sign_in(me)
    page = client.get("/cases", query_string={"after": after})
    assert f"/cases/{case.id}" in page.text


def test_who_answers_again_is_marked_until_we_do_something(session: Session, now: datetime) -> None:
    me = a_user()
    case = a_case(owner=me)
    closing.reply(session, case, me, "Hello", key="a", now=now)
    viewer = inbox.Viewer(case.workspace_id, me.id, frozenset(), sees_all=True)

    def is_unheard() -> bool:
        [row] = inbox.load_page(session, viewer, "mine", CaseState.OPEN, None).rows
        return row.is_unheard

    assert not is_unheard()
    opening.follow_up(session, a_response(survey=a_survey(metric="csat"), score=1, contact=case.contact), now)
    assert is_unheard()
    closing.reply(session, case, me, "Sorry", key="b", now=now)
    assert not is_unheard()


def test_the_number_of_statements_does_not_grow_with_the_cases(
    session: Session, client: Client, statements: list[str]
) -> None:
    me = a_user()
    client.sign_in(me)
    counts = []
    for more in (2, 18):
        for _ in range(more):
            a_case(owner=me, contact=a_contact(account=an_account()))
        session.flush()
        statements.clear()
        assert shown(client)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, statements


def test_the_cases_of_a_theme_are_those_that_its_page_counts(session: Session, client: Client, now: datetime) -> None:
    me = a_user()
    about = a_case(owner=me, verbatim="The courier was late.")
    a_case(owner=me, verbatim="Everything else was odd.")
    session.commit()
    reading.read_waiting(session, now)
    theme = session.scalars(select(Theme).where(Theme.key == "delivery")).one()
    client.sign_in(me)
    page = client.get(f"/themes/{theme.id}").text
    [(address, number)] = re.findall(r'<a href="(/cases\?[^"]+)">(\d+)<', page)
    assert number == "1"
    assert shown(client, address.replace("&amp;", "&")) == [about.id]
    assert len(shown(client, "/cases?whose=all")) == 2
    assert client.get("/cases?theme=999999").status_code == 404
