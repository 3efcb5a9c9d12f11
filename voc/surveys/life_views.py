"""What is done to a survey as a whole: copied, put away, taken out again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock, i18n
from voc.core.db import db
from voc.staff import access
from voc.surveys import archiving, duplicating, views
from voc.surveys.forms import LONGEST_TITLE
from voc.surveys.views import bp


@bp.post("/<int:survey_id>/duplicate")
@access.required("surveys")
def duplicate(survey_id: int) -> ResponseReturnValue:
    survey = views.survey_in_reach(survey_id)
    titles = i18n.in_every_language(lambda: str(_("Copy of %(survey)s", survey=survey.title))[:LONGEST_TITLE])
    copy = duplicating.duplicate(
        db.session(), survey, clock.now(), title=titles[i18n.reader()], titles=titles, by=access.user().id
    )
    db.session.commit()
    flash(_("This is the copy: a draft that customers do not see yet."))
    return redirect(url_for(".show", survey_id=copy.id))


@bp.post("/<int:survey_id>/archive")
@access.required("surveys")
def archive(survey_id: int) -> ResponseReturnValue:
    archiving.archive(db.session(), views.survey_in_reach(survey_id), clock.now(), by=access.user().id)
    db.session.commit()
    flash(
        _(
            "The survey is in the archive. Its answers and results stay, "
            "and whoever opens its address is told that it has ended."
        )
    )
    return redirect(url_for(".index"))


@bp.post("/<int:survey_id>/take-out")
@access.required("surveys")
def take_out(survey_id: int) -> ResponseReturnValue:
    archiving.take_out(db.session(), views.survey_in_reach(survey_id), clock.now(), by=access.user().id)
    db.session.commit()
    flash(_("The survey is out of the archive."))
    return redirect(url_for(".show", survey_id=survey_id))
