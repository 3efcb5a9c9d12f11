"""Pages of proposed themes: asking for them, the list to decide on, one with its verbatims, and all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from voc.core import clock
from voc.core.db import db
from voc.insights import wording
from voc.insights.models import Theme, live_themes
from voc.insights.pages import PAGE, Row, bp, row_of
from voc.insights.themes import codebook, proposal_forms, proposals
from voc.insights.themes.codebook import NameMissing, NameTaken, NotHere
from voc.insights.themes.proposal_forms import AcceptAllForm, DecisionForm, ScopeForm
from voc.insights.themes.proposal_models import Proposal, ProposalRun
from voc.insights.themes.proposals import Decided, Evidence
from voc.insights.themes.seeds import Unusable
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter
from voc.staff import access
from voc.staff.access import required


@dataclass(frozen=True)
class Shown:
    """A proposal with what speaks for it, as this reader may see it."""

    proposal: Proposal
    evidence: Evidence
    quotes: list[Row]
    #: The theme that many of its verbatims speak of already, and how many.
    alike: tuple[Theme, int] | None
    form: DecisionForm | None


@dataclass(frozen=True)
class Mistaken:
    """What was posted for a proposal, and cannot be done as it is."""

    proposal_id: int
    form: DecisionForm


@bp.get("/themes/proposals")
@required("results")
def theme_proposals() -> ResponseReturnValue:
    return _list_page(_scope_form())


def _scope_form() -> ScopeForm:
    form = ScopeForm()
    form.offer(search.surveys_of(db.session(), access.workspace().id))
    return form


def _list_page(form: ScopeForm, status: int = 200) -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    everything = codebook.themes_of(session, workspace_id)
    live = [theme for theme in everything if theme.is_live]
    run = proposals.last_run(session, workspace_id)
    if not form.is_submitted() and not proposals.is_edited(session, workspace_id):
        form.beside.data = "anew"
    return render_template(
        "insights/proposals.html",
        form=form,
        run=run,
        tally=proposals.tally(session, run) if run else None,
        shown=_shown(proposals.of_state(session, workspace_id, "open"), live),
        dismissed=proposals.of_state(session, workspace_id, "dismissed"),
        names={theme.id: theme.name_in(g.language) for theme in everything},
        labels=wording.labels(),
        zone=g.zone,
        is_late=_is_late(run),
        told=_told(run) if run and run.state == "running" else "",
    ), status


def _is_late(run: ProposalRun | None) -> bool:
    """Whether a run has waited so long that no worker seems to be there."""
    return run is not None and run.state == "waiting" and (clock.now() - run.asked_at).total_seconds() > 60


def _shown(found: Sequence[Proposal], live: Sequence[Theme], mistaken: Mistaken | None = None) -> list[Shown]:
    """Everything about these proposals, in as many statements for many as for one."""
    session = db.session()
    evidence = proposals.evidence(session, [each.id for each in found])
    rows = _quotes(found, evidence)
    edits = access.may("themes")
    alike = proposals.alike(session, evidence) if edits else {}
    themes = {theme.id: theme for theme in live}
    made = []
    for each in found:
        theme_id, number = alike.get(each.id, (0, 0))
        theme = themes.get(theme_id)
        form = None
        if mistaken and mistaken.proposal_id == each.id:
            form = mistaken.form
        elif edits:
            form = proposal_forms.of_proposal(each, live, g.language, alike=theme.id if theme else None)
        mine_evidence = evidence.get(each.id, Evidence())
        made.append(Shown(each, mine_evidence, rows.get(each.id, []), (theme, number) if theme else None, form))
    return made


def _quotes(found: Sequence[Proposal], evidence: dict[int, Evidence]) -> dict[int, list[Row]]:
    """Proposal id -> the few verbatims that stand for it; none of a group that is too small to be shown."""
    session, quoted = db.session(), proposals.quoted(db.session(), [each.id for each in found])
    among = proposals.quoted_among([each.id for each in found])
    wanted = Filter(access.workspace().id, among=among)
    loaded = {each.verbatim.id: each for each in search.find(session, wanted, limit=len(found) * 10)}
    return {
        proposal_id: [
            row_of(loaded[each])
            for each in ids
            if each in loaded and loaded[each].verbatim.response.survey_id not in evidence[proposal_id].hidden_surveys
        ]
        for proposal_id, ids in quoted.items()
        if proposal_id in evidence
    }


@bp.get("/themes/proposals/state")
@required("results")
def proposals_state() -> ResponseReturnValue:
    """How far the last run is, for the page that waits for it."""
    run = proposals.last_run(db.session(), access.workspace().id)
    if run is None:
        return {"state": "", "told": ""}
    return {"state": f"{run.id}:{run.state}", "told": _told(run) if run.state == "running" else ""}


def _told(run: ProposalRun) -> str:
    """How far a run is, in a sentence."""
    done, total = run.looked_at, run.verbatims
    if done is None or total is None:
        said = _("The verbatims are being read.")
    elif done == total:
        said = _("The verbatims are read. What belongs together is being grouped.")
    else:
        numbers = {"done": format_decimal(done), "total": format_decimal(total)}
        said = _("%(done)s of %(total)s verbatims are read.", **numbers)
    return str(said)


@bp.post("/themes/proposals")
@required("themes")
def propose_themes() -> ResponseReturnValue:
    form = _scope_form()
    if not form.validate_on_submit():
        return _list_page(form, 422)
    session = db.session()
    try:
        proposals.ask(session, access.workspace().id, form.scope(g.zone), clock.now(), by=access.user().id)
    except proposals.AlreadyAsked:
        flash(_("Themes are being proposed already."), "wrong")
    else:
        flash(_("Asked for. What is found will stand here in a moment."))
    session.commit()
    return redirect(url_for(".theme_proposals"))


@bp.get("/themes/proposals/<int:proposal_id>")
@required("results")
def theme_proposal(proposal_id: int) -> ResponseReturnValue:
    return _one_page(access.owned(Proposal, proposal_id))


def _one_page(proposal: Proposal, status: int = 200, mistaken: Mistaken | None = None) -> ResponseReturnValue:
    session = db.session()
    wanted = search.guarded(session, Filter(proposal.workspace_id, among=proposals.verbatims_of(proposal)))
    found = search.find(session, wanted, after=request.args.get("after"), limit=PAGE + 1)
    everything = codebook.themes_of(session, proposal.workspace_id)
    [shown] = _shown([proposal], [theme for theme in everything if theme.is_live], mistaken)
    return render_template(
        "insights/proposal.html",
        each=shown,
        rows=[row_of(each) for each in found[:PAGE]],
        count=search.count(session, wanted),
        hides_small_groups=bool(wanted.without),
        older=found[PAGE - 1].cursor if len(found) > PAGE else None,
        names={theme.id: theme.name_in(g.language) for theme in everything},
        labels=wording.labels(),
        channels=wording.channels(),
    ), status


# Decisions


@bp.post("/themes/proposals/<int:proposal_id>/<any(accept, merge, dismiss, take_back):action>")
@required("themes")
def decide_proposal(proposal_id: int, action: str) -> ResponseReturnValue:
    session, proposal = db.session(), access.owned(Proposal, proposal_id)
    following = _following(proposal)
    form = proposal_forms.posted(proposal, live_themes(session, proposal.workspace_id), g.language)
    if action in ("accept", "merge") and not form.validate_on_submit():
        return _one_page(proposal, 422, Mistaken(proposal_id, form))
    try:
        told = _decide(proposal, action, form)
    except Decided:
        session.rollback()
        flash(_("Somebody has decided on this one meanwhile."), "wrong")
        return redirect(url_for(".theme_proposals"))
    except (NameMissing, NameTaken, Unusable, NotHere, _NothingChosen) as mistake:
        session.rollback()
        _explain(form, mistake)
        return _one_page(access.owned(Proposal, proposal_id), 422, Mistaken(proposal_id, form))
    session.commit()
    flash(told)
    return redirect(url_for(".theme_proposals", _anchor=f"p{following}" if following else None))


class _NothingChosen(Exception):
    """No words, or no theme to merge into."""


def _following(proposal: Proposal) -> int | None:
    """The proposal that is decided on next: the one behind this one, else the one before."""
    ids = [each.id for each in proposals.of_state(db.session(), proposal.workspace_id, "open")]
    if proposal.id not in ids:
        return ids[0] if ids else None
    at = ids.index(proposal.id)
    return next(iter([*ids[at + 1 :], *ids[:at][::-1]]), None)


def _decide(proposal: Proposal, action: str, form: DecisionForm) -> str:
    session, by = db.session(), access.user().id
    if action == "dismiss":
        proposals.dismiss(session, proposal, by=by)
        return str(_("“%(name)s” is dismissed, and will not be proposed again.", name=proposal.name))
    if action == "take_back":
        proposals.take_back(session, proposal, by=by)
        return str(_("“%(name)s” waits for a decision again.", name=proposal.name))
    if not form.seeds.data:
        raise _NothingChosen
    if action == "accept":
        name = proposals.accept(session, proposal, proposal_forms.wanted(form, proposal), by=by).name_in(g.language)
        return str(_("“%(name)s” is a theme now. What customers wrote is being read again.", name=name))
    if not form.into.data:
        raise _NothingChosen
    into = access.owned(Theme, form.into.data)
    proposals.merge(session, proposal, into, proposal_forms.seeds_of(form), by=by)
    name = into.name_in(g.language)
    return str(_("Its words belong to “%(name)s” now. What customers wrote is being read again.", name=name))


def _explain(form: DecisionForm, mistake: Exception) -> None:
    """Say at the field what is wrong with it."""
    if isinstance(mistake, _NothingChosen) and form.seeds.data:
        form.into.errors = [_("Choose the theme that it belongs to.")]
    elif isinstance(mistake, _NothingChosen):
        form.seeds.errors = [_("Choose a word at least: by its words a theme is found.")]
    elif isinstance(mistake, NameMissing):
        form.name.errors = [_("Give it a name.")]
    elif isinstance(mistake, NameTaken):
        form.name.errors = [_("Another theme has this name.")]
    elif isinstance(mistake, Unusable):
        form.seeds.errors = [_("These are too many words for one theme. Split it.")]
    else:
        form.parent.errors = [_("This is not there any more. Choose another one.")]


@bp.route("/themes/proposals/all", methods=["GET", "POST"])
@required("themes")
def accept_all_proposals() -> ResponseReturnValue:
    session, workspace_id, form = db.session(), access.workspace().id, AcceptAllForm()
    waiting = proposals.of_state(session, workspace_id, "open")
    old = proposals.untouched(session, workspace_id)
    if not form.validate_on_submit():
        run = proposals.last_run(session, workspace_id)
        form.headings.data, form.retires.data = True, bool(old) and run is not None and run.is_anew
        form.seen.data = ".".join(str(each.id) for each in waiting)
        return render_template(
            "insights/proposals_accept.html",
            form=form,
            waiting=waiting,
            evidence=proposals.evidence(session, [each.id for each in waiting]),
            names={theme.id: theme.name_in(g.language) for theme in live_themes(session, workspace_id)},
            old=[theme for theme in live_themes(session, workspace_id) if theme.id in old],
        )
    seen = set((form.seen.data or "").split("."))
    done = proposals.accept_all(
        session,
        workspace_id,
        [each for each in waiting if str(each.id) in seen],
        by=access.user().id,
        headings=bool(form.headings.data),
        retires=bool(form.retires.data),
    )
    session.commit()
    _tell(done)
    return redirect(url_for(".theme_proposals" if done.name_taken else ".themes"))


def _tell(done: proposals.Accepted) -> None:
    made = ngettext("%(num)s theme was made.", "%(num)s themes were made.", done.themes)
    gone = ngettext("%(num)s was retired.", "%(num)s were retired.", done.retired) if done.retired else ""
    flash(" ".join(filter(None, [made, gone, _("What customers wrote is being read again.")])))
    if done.name_taken:
        listed = _(", ").join(each.name for each in done.name_taken)
        flash(_("Another theme has their name, so these wait on: %(names)s", names=listed), "wrong")
