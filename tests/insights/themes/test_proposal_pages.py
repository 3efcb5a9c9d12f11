"""The pages of proposed themes: asked for with one press, decided with one press, and who may what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import a_contact, a_response, a_survey, a_user, a_workspace, recorded, the_workspace, values
from tests.insights.themes.proposed import SUBJECTS, about, all_about, customers_write, propose, read
from voc.insights.models import Theme
from voc.insights.themes import codebook, discovering, proposals
from voc.insights.themes.proposal_models import Proposal, ProposalRun
from voc.insights.themes.proposals import Scope

PHONE = "13800138000"


def written(session: Session, now: datetime) -> None:
    """Customers speak of the planted subjects, and all of it is read."""
    customers_write(now)
    read(session, now)


def proposed(session: Session, now: datetime) -> None:
    """What they propose, nothing decided."""
    propose(session, now)


@pytest.fixture
def found(session: Session) -> list[Proposal]:
    """The proposals of `proposed`."""
    return list(proposals.of_state(session, the_workspace().id, "open"))


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.text


def shown_count(page: str) -> int:
    match = re.search(r'<p class="count">([\d,]+) ', page)
    assert match
    return int(match[1].replace(",", ""))


def decide(client: Client, proposal: Proposal, action: str, **given: object) -> tuple[int, str]:
    """Press a button of the proposal's form as it stands there, with these fields changed."""
    fields: dict[str, object] = {
        "name": proposal.name,
        "parent": 0,
        "seeds": [f"{seed['language']}:{seed['seed']}" for seed in proposal.seeds if seed["is_chosen"]],
        "into": 0,
    }
    data = {f"p{proposal.id}-{name}": value for name, value in (fields | given).items()}
    answer = client.post(f"/themes/proposals/{proposal.id}/{action}", data=data)
    return answer.status_code, answer.text if answer.status_code != 302 else get(client, answer.location)


@planted(written)
def test_one_press_asks_the_worker_does_it_and_the_page_says_how_far_it_is(
    client: Client, session: Session, now: datetime
) -> None:
    client.sign_in(a_user(role="analyst"))
    assert "No themes have been proposed yet" in get(client, "/themes/proposals")
    assert client.get("/themes/proposals/state").json == {"state": "", "told": ""}
    asked = client.post("/themes/proposals", data={"beside": "themes"})
    assert asked.location == "/themes/proposals"
    page = get(client, "/themes/proposals")
    assert "Waiting" in page
    assert "data-run=" in page
    again = client.post("/themes/proposals", data={"beside": "themes"})
    assert "Themes are being proposed already." in get(client, again.location)
    session.commit()
    discovering.discover_asked(session, now)
    page = get(client, "/themes/proposals")
    assert re.search(r"Done.*Looked at all 36 verbatims", page, re.DOTALL)
    assert page.count("<article") == proposals.count_open(session, the_workspace().id) > 2
    run = proposals.last_run(session, the_workspace().id)
    assert run
    assert client.get("/themes/proposals/state").json == {"state": f"{run.id}:done", "told": ""}
    assert "proposed themes wait for a decision" in get(client, "/themes")


@planted(written, proposed)
def test_what_the_last_run_found_adds_up_to_what_waits_and_what_was_decided(
    client: Client, session: Session, now: datetime, found: list[Proposal]
) -> None:
    client.sign_in(a_user(role="analyst"))
    decide(client, found[0], "accept")
    decide(client, found[1], "dismiss")
    page = get(client, "/themes/proposals")
    told = re.search(r"Found (\d+) proposals: (\d+) waits? for a decision, (\d+) accepted, (\d+) dismissed\.", page)
    assert told
    number, waiting, accepted, dismissed = map(int, told.groups())
    assert (waiting, accepted, dismissed) == (page.count("<article"), 1, 1)
    assert number == len(found) == waiting + accepted + dismissed
    # A later run over other days finds none of them: they wait on, as those of an earlier run.
    propose(session, now, survey=a_survey(title="Nobody answered this one"))
    page = get(client, "/themes/proposals")
    assert "Found nothing to propose." in page
    assert re.search(rf"{waiting} of (an )?earlier runs? waits? too\.", page)


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ((None, None), "The verbatims are being read."),
        ((250, 6000), "250 of 6,000 verbatims are read."),
        ((6000, 6000), "The verbatims are read. What belongs together is being grouped."),
    ],
)
def test_a_run_says_how_far_it_is(
    client: Client, session: Session, now: datetime, read: tuple[int | None, int | None], told: str
) -> None:
    run = proposals.ask(session, the_workspace().id, Scope("UTC"), now, by=None)
    run.started_at, (run.looked_at, run.verbatims) = now, read
    session.commit()
    client.sign_in(a_user())
    assert f"<span data-told>{told}</span>" in get(client, "/themes/proposals")
    assert client.get("/themes/proposals/state").json == {"state": f"{run.id}:running", "told": told}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"started_at": None, "asked_at": timedelta(minutes=-5)}, "voc doctor"),
        ({"started_at": timedelta()}, "Running"),
        ({"started_at": timedelta(), "finished_at": timedelta(), "failure": "died"}, "want of memory"),
        ({"started_at": timedelta(), "finished_at": timedelta(), "failure": "error"}, "its log says where"),
    ],
)
def test_what_to_do_is_said_where_it_does_not_go_on(
    client: Client, session: Session, now: datetime, values: dict[str, timedelta | str | None], told: str
) -> None:
    run = proposals.ask(session, the_workspace().id, Scope("UTC"), now, by=None)
    for name, value in values.items():
        setattr(run, name, now + value if isinstance(value, timedelta) else value)
    session.commit()
    assert told in get(client.sign_in(a_user()), "/themes/proposals")


def test_the_scope_that_is_asked_for_is_the_one_of_the_run(client: Client, session: Session) -> None:
    survey = a_survey(title="Shop")
    client.sign_in(a_user(zone="Asia/Shanghai"))
    given = {"survey": survey.key, "from": "2026-11-01", "to": "2026-11-10", "beside": "anew", "zone": "Asia/Shanghai"}
    assert client.post("/themes/proposals", data=given).status_code == 302
    run = session.scalars(select(ProposalRun)).one()
    assert (run.survey_id, str(run.first_on), str(run.last_on)) == (survey.id, "2026-11-01", "2026-11-10")
    assert (run.zone, run.is_anew) == ("Asia/Shanghai", True)
    for wrong in (
        {"survey": "nothing"}, {"from": "2026-11-11"}, {"beside": "x"}, {"zone": "Nowhere/Town"}, {"to": "soon"},
    ):  # fmt: skip
        assert client.post("/themes/proposals", data={**given, **wrong}).status_code == 422


@planted(written, proposed)
def test_a_count_opens_the_very_verbatims(client: Client, session: Session, found: list[Proposal]) -> None:
    client.sign_in(a_user())
    told = re.findall(r'<a href="(/themes/proposals/\d+)">(\d+) verbatims', get(client, "/themes/proposals"))
    assert len(told) == len(found)
    for address, number in told:
        page = get(client, address)
        assert shown_count(page) == int(number) == page.count("<article")


def test_small_anonymous_groups_are_in_no_count_and_no_quote(client: Client, session: Session, now: datetime) -> None:
    customers_write(now, subjects=("热气球", "trampoline"))
    hidden = a_survey(is_anonymous=True, title="Staff")
    customers_write(now, 4, subjects=("aquarium",), survey=hidden)
    one = about(propose(session, now), "aquarium")
    client.sign_in(a_user())
    page = get(client, "/themes/proposals")
    assert f'<a href="/themes/proposals/{one.id}">0 verbatims' in page
    # A name may be one of its words, as those that are shown as such; a quote may not.
    assert "goldfish" not in " ".join(re.findall("<blockquote.*?</blockquote>", page, flags=re.DOTALL)).lower()
    assert shown_count(get(client, f"/themes/proposals/{one.id}")) == 0


@planted(written)
def test_readers_see_it_masked_and_without_buttons(client: Client, session: Session, now: datetime) -> None:
    recorded(values(verbatim=f"The {SUBJECTS['trampoline'][number % 4]}, and {PHONE}.") for number in range(12))
    one = all_about(propose(session, now), "trampoline")[0]
    for role, sees in (("analyst", True), ("reader", False), ("agent", True)):
        client.sign_in(a_user(role=role))
        for address in ("/themes/proposals", f"/themes/proposals/{one.id}"):
            page = get(client, address)
            assert (PHONE in page) is sees
            assert ("Dismiss" in page) is (role == "analyst")
        assert ("Propose themes" in get(client, "/themes")) is (role == "analyst")


@planted(written, proposed)
def test_accepting_with_another_name_place_and_fewer_words(
    client: Client, session: Session, found: list[Proposal]
) -> None:
    one = about(found, "aquarium")
    parent = session.scalars(select(Theme).where(Theme.key == "quality")).one()
    client.sign_in(a_user(role="analyst"))
    status, page = decide(client, one, "accept", name="Fish tank", parent=parent.id, seeds=["en:goldfish", "en:turtle"])
    assert (status, "Fish tank” is a theme now" in page) == (302, True)
    theme = session.scalars(select(Theme).where(Theme.parent_id == parent.id)).one()
    assert (theme.names, theme.seeds) == ({"en": "Fish tank"}, {"en": ["goldfish", "turtle"], "zh": []})
    assert one.state == "accepted"
    assert "It was accepted as a theme." in get(client, f"/themes/proposals/{one.id}")
    assert f'id="p{one.id}"' not in get(client, "/themes/proposals")


@planted(written, proposed)
def test_a_heading_is_made_once_and_holds_what_belongs_together(
    client: Client, session: Session, found: list[Proposal]
) -> None:
    client.sign_in(a_user())
    for one in found[:2]:
        one.heading = "Playground"
        session.commit()
        assert decide(client, one, "accept", parent=-1)[0] == 302
    heading = session.scalars(select(Theme).where(Theme.key == "playground")).one()
    assert session.scalars(select(Theme.parent_id).where(Theme.parent_id == heading.id)).all() == [heading.id] * 2


@planted(written, proposed)
def test_merging_dismissing_and_taking_back(client: Client, session: Session, found: list[Proposal]) -> None:
    into = session.scalars(select(Theme).where(Theme.key == "quality")).one()
    fish, jump = about(found, "aquarium"), about(found, "trampoline")
    client.sign_in(a_user(role="analyst"))
    decide(client, fish, "merge", into=into.id)
    assert into.seeds
    assert "goldfish" in into.seeds["en"]
    assert fish.state == "merged"
    decide(client, jump, "dismiss")
    assert jump.state == "dismissed"
    page = get(client, "/themes/proposals")
    assert "1 dismissed proposal" in page
    assert "Somebody has decided on this one meanwhile." in decide(client, jump, "dismiss")[1]
    decide(client, jump, "take_back")
    assert jump.state == "open"


@planted(written, proposed)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "x" * 81}, "longer than 80"),
        ({"name": "DELIVERY"}, "Another theme has this name."),
        ({"seeds": []}, "Choose a word at least"),
        ({"seeds": ["en:unheard"]}, "valid choice"),
        ({"parent": 2**31 - 1}, "valid choice"),
        ({"into": 2**31 - 1}, "valid choice"),
        ({"action": "merge"}, "Choose the theme that it belongs to."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_decided(
    client: Client, session: Session, found: list[Proposal], given: dict[str, object], told: str
) -> None:
    themes = len(codebook.themes_of(session, the_workspace().id))
    changed = dict(given)
    action = str(changed.pop("action", "accept"))
    status, page = decide(client.sign_in(a_user()), found[0], action, **changed)
    assert status == 422
    assert told in page
    assert len(codebook.themes_of(session, the_workspace().id)) == themes
    session.refresh(found[0])
    assert found[0].state == "open"


@planted(written)
def test_all_at_once_after_a_page_that_says_what_will_happen(client: Client, session: Session, now: datetime) -> None:
    found = propose(session, now, is_anew=True)
    client.sign_in(a_user())
    page = get(client, "/themes/proposals/all")
    for one in found:
        assert one.name in page
    seen = re.search(r'name="seen"[^>]*value="([\d.]+)"', page)
    assert seen
    assert 'name="retires" type="checkbox" value="y"' in page.replace(" checked", "")
    later = propose_one_more(session, now)
    done = client.post("/themes/proposals/all", data={"seen": seen[1], "headings": "y", "retires": "y"})
    assert done.location == "/themes"
    told = get(client, "/themes")
    assert f"{len(found)} themes were made" in told
    assert later.state == "open"
    names = {theme.name_in("en") for theme in codebook.themes_of(session, the_workspace().id) if theme.is_live}
    assert {each.name for each in found} <= names
    assert "Delivery" not in names


def propose_one_more(session: Session, now: datetime) -> Proposal:
    row = Proposal(
        workspace_id=the_workspace().id, found_at=now, position=99, name="Later", language="en", terms=[],
        seeds=[{"language": "en", "seed": "later", "verbatims": 3, "share": 1.0, "is_chosen": True}], state="open",
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


READING = ("/themes/proposals", "/themes/proposals/{id}", "/themes/proposals/state")
ACTIONS = tuple(f"/themes/proposals/{{id}}/{action}" for action in ("accept", "merge", "dismiss", "take_back"))


@planted(written, proposed)
def test_everybody_reads_analysts_and_owners_decide(client: Client, found: list[Proposal]) -> None:
    of = found[0].id
    for address in (*READING, "/themes/proposals/all"):
        answer = client.get(address.format(id=of))
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for role in ("agent", "reader"):
        client.sign_in(a_user(role=role))
        assert {client.get(address.format(id=of)).status_code for address in READING} == {200}
        assert client.get("/themes/proposals/all").status_code == 403
        posts = (*ACTIONS, "/themes/proposals", "/themes/proposals/all")
        assert {client.post(address.format(id=of)).status_code for address in posts} == {403}
    client.sign_in(a_user(role="analyst"))
    assert {client.get(address.format(id=of)).status_code for address in ACTIONS} == {405}


@planted(written, proposed)
def test_other_workspaces_know_nothing_of_it(client: Client, found: list[Proposal]) -> None:
    client.sign_in(a_user(workspace=a_workspace()))
    of = found[0].id
    assert client.get(f"/themes/proposals/{of}").status_code == 404
    assert {client.post(address.format(id=of)).status_code for address in ACTIONS} == {404}
    page = get(client, "/themes/proposals")
    assert found[0].name not in page
    assert client.get("/themes/proposals/state").json == {"state": "", "told": ""}
    assert client.get("/themes/proposals/99999999999").status_code == 404


@planted(written, proposed)
def test_the_list_takes_as_many_statements_for_many_rows_as_for_few(
    client: Client, session: Session, now: datetime, found: list[Proposal], statements: list[str]
) -> None:
    def count(address: str) -> int:
        get(client, address)
        statements.clear()
        get(client, address)
        return len(statements)

    client.sign_in(a_user())
    addresses = ("/themes/proposals", "/themes/proposals/all", f"/themes/proposals/{found[0].id}", "/themes")
    few = [count(address) for address in addresses]
    for number in range(18):
        words = tuple(f"{name}{number}" for name in ("zeppelin", "gondola", "airship"))
        for _ in range(3):
            a_response(verbatim=f"The {words[0]}, the {words[1]} and the {words[2]}.", contact=a_contact())
        propose_one_more(session, now).name = f"Later {number}"
    session.commit()
    propose(session, now + timedelta(minutes=1))
    assert [count(address) for address in addresses] == few
