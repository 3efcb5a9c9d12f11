"""Shapes of what people say about a campaign."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length


class CampaignForm(FlaskForm):
    name = StringField(_("Name of the campaign"), [DataRequired(), Length(max=120)])
    survey_id = SelectField(_("Survey"), coerce=int)
    #: The empty choice is everyone.
    segment = SelectField(_("Who is asked"))


class SendForm(FlaskForm):
    #: Only asked for where customers would get links that they cannot open.
    is_meant = BooleanField(
        _("Send it all the same, with links that only this machine can open"),
        [InputRequired(_("Nothing was sent. Tick this if you mean it, or set VOC_PUBLIC_URL first."))],
    )

    def __init__(self, *, reaches_customers: bool):
        super().__init__()
        if reaches_customers:
            del self.is_meant
