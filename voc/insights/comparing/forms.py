"""The shape of a comparison: two filters of the explorer side by side. A GET form: its address can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field

from voc.insights.verbatims.forms import FilterForm, Known

#: What a group may be made of. Words and the order of a list are not: they would be compared with themselves.
PARTS = (
    "survey", "theme", "label", "band", "from", "to", "lowest", "highest", "segment", "account", "channel", "language",
)  # fmt: skip
FIRST, SECOND = "a-", "b-"


class GroupForm(FilterForm):
    """One of the two groups, its arguments behind a prefix."""

    def __init__(self, asked: Mapping[str, str], known: Known, language: str, prefix: str):
        given = {f"{prefix}{part}": asked[f"{prefix}{part}"] for part in PARTS if f"{prefix}{part}" in asked}
        # Both groups have the days of one clock.
        zone = {f"{prefix}zone": asked["zone"]} if asked.get("zone") else {}
        super().__init__(MultiDict({**given, **zone}), known, language, prefix=prefix)

    def is_asked(self) -> bool:
        """Whether it is more than everything."""
        return bool(self.arguments())

    def arguments(self) -> dict[str, Any]:
        """What stands in this page's address for it, without the zone."""
        return {f"{self._prefix}{name}": value for name, value in self.address("").items() if name != "zone"}

    def in_words(self) -> list[str]:
        """What the group is, each part in words; empty for everything."""
        fields = {field.short_name: field for field in self}
        told = [_in_words(name, fields[name]) for name in PARTS if fields[name].data not in (None, "")]
        return [str(each) for each in told]


def _in_words(name: str, field: Field) -> str:
    value = field.data
    if isinstance(value, date):
        said = {"from": _("from %(day)s", day=format_date(value)), "to": _("until %(day)s", day=format_date(value))}
        return str(said[name])
    if name in ("lowest", "highest"):
        said = {"lowest": _("score from %(score)s", score=value), "highest": _("score to %(score)s", score=value)}
        return str(said[name])
    choices = {choice.value: str(choice.label) for choice in getattr(field, "choices", None) or ()}
    return choices.get(value, str(value))


def suggestions(known: Known, today: date) -> list[tuple[str, dict[str, str]]]:
    """Comparisons that anybody may begin with: (what it compares, its arguments)."""
    month, before = today - timedelta(days=27), today - timedelta(days=28)
    quarter = before - timedelta(days=90)
    found = [
        (_("Detractors and promoters"), {"a-band": "detractor", "b-band": "promoter"}),
        (
            _("The last 28 days and the 91 days before"),
            {
                "a-from": month.isoformat(), "a-to": today.isoformat(),
                "b-from": quarter.isoformat(), "b-to": before.isoformat(),
            },
        ),
    ]  # fmt: skip
    if len(known.segments) > 1:
        one, other = known.segments[:2]
        found.append((f"{one} / {other}", {"a-segment": one, "b-segment": other}))
    return [(str(name), arguments) for name, arguments in found]
