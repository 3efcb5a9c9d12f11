"""The page that compares two groups. It adds itself to the blueprint of this package when it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock, weeks
from voc.core.db import db
from voc.insights.comparing import forms, groups
from voc.insights.comparing.forms import GroupForm
from voc.insights.pages import bp
from voc.insights.verbatims import views as explorer
from voc.insights.verbatims.search import Filter
from voc.staff import access
from voc.staff.access import required


@bp.get("/compare")
@required("results")
def compare() -> ResponseReturnValue:
    known = explorer.known()
    one, other = (GroupForm(request.args, known, g.language, prefix) for prefix in (forms.FIRST, forms.SECOND))
    is_usable = one.validate() & other.validate()
    zone = (is_usable and one.zone.data) or g.zone
    shown: dict[str, Any] = {"one": one, "other": other, "zone": zone, "compared": None, "mistake": None}
    today = weeks.local(clock.now(), zone).date()
    shown["suggestions"] = forms.suggestions(known, today)
    if not is_usable:
        return render_template("insights/compare.html", **shown), 422
    if not (one.is_asked() or other.is_asked()):
        return render_template("insights/compare.html", **shown)
    if _without_prefix(one) == _without_prefix(other):
        shown["mistake"] = _("These are the same group twice. Change one of them.")
        return render_template("insights/compare.html", **shown), 422
    first, second = (_filter(each, zone) for each in (one, other))
    shown["compared"] = groups.compare(db.session(), first, second)
    addresses = {"one_address": _address(one, zone), "other_address": _address(other, zone)}
    return render_template("insights/compare.html", **shown, **addresses)


def _without_prefix(form: GroupForm) -> dict[str, Any]:
    return form.address("")


def _filter(form: GroupForm, zone: str) -> Filter:
    wanted = form.filter(access.workspace().id, zone, sees_raw=access.may("raw"))
    return replace(wanted, words="", inside=False)


def _address(form: GroupForm, zone: str) -> Callable[..., str]:
    """How a number of this group becomes the address of its verbatims."""

    def address(**narrowed: str) -> str:
        arguments: dict[str, Any] = {**form.address(zone), **narrowed}
        return url_for("insights.verbatims", **arguments)

    return address
