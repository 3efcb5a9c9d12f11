"""What whoever writes some of our sentences in another language should know of them, in the language of the console.

The comments for translators in the sources say the same to those who fill our catalogues; they read English.
"""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from voc.core import our_words

#: Sentence, as `core.our_words` finds it -> what to know of it.
HINTS: dict[str, LazyString] = {
    "Leave this empty": _("Beside a field that no person sees: what fills it in is a program."),
    our_words.key("Next", "an answer"): _("The button that leads to the next question."),
    our_words.key("Send", "an answer"): _("The button that sends the answer."),
    "by %(day)s, %(time)s (%(zone)s)": _(
        "Needed for {promise}: until it is written, customers read the general thanks. It ends a sentence: "
        "“Someone will get back to you by Monday, 23 November 2026, 17:30 (Berlin time).”"
    ),
    "%(place)s time": _(
        "Needed for {promise}: until it is written, customers read the general thanks. It says whose clock is meant; "
        "{place} is a city: “Berlin time”."
    ),
    "by %(day)s %(time)s": _(
        "Needed for {promise} in the preview. It ends a sentence: “Someone will get back to you by Monday 17:30.”"
    ),
    "Feedback": _("The button at the edge of a page that opens the survey."),
    "Sending …": _("On the button that was pressed, until the answer has arrived."),
    "Your answer has not been sent yet": _(
        "Stands over what tells that there is no connection just now, and that the answer is kept until then."
    ),
    "A short question has appeared at the end of this page: %(title)s": _(
        "Read out by a screen reader when the survey appears at the edge of the page."
    ),
    "%(name)s, %(workspace)s": _("Who a reply comes from: a colleague’s name, and the name of the workspace."),
    "On %(date)s you wrote:": _("Stands above what the customer wrote, below a colleague’s reply."),
    "%(low)s = %(low_words)s, %(high)s = %(high_words)s": _(
        "What the ends of the scale mean: 0 = not at all likely, 10 = extremely likely."
    ),
}
