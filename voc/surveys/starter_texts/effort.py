"""Did we make it easy? Something the customer had to get done."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import Starter

EFFORT = Starter(
    "effort-ces",
    "ces",
    _("Did we make it easy?"),
    _("Something the customer had to get done: signing up, changing, returning. Shows where it costs effort."),
    {
        "en": {
            "title": "Was it easy?",
            "intro": "Your answer shows us what to make easier.",
            "score-label": "Do you agree? “{company} made it easy for me to get done what I wanted.”",
            "score-low": "Strongly disagree",
            "score-high": "Strongly agree",
            "comment-label": "What made it easy, or what cost you the most effort?",
            "thanks": "Thank you. Your answer shows us what to make simpler.",
            "thanks_detractor": (
                "Thank you for telling us. It should not have been this much work, and we are sorry that it was. "
                "Someone from our team will look into it and get back to you {promise}."
            ),
            "mail_subject": "Did {company} make it easy for you?",
            "mail_intro": "You recently got something done with us. Was it as easy as it should be?",
        },
        "zh_Hans": {
            "title": "办得顺利吗？",
            "intro": "您的回答会告诉我们，哪里还可以更方便。",
            "score-label": "您是否同意：“{company}让我轻松地办好了想办的事”？",
            "score-low": "完全不同意",
            "score-high": "完全同意",
            "comment-label": "哪里让您觉得方便？或者，哪一步最费劲？",
            "thanks": "感谢您的反馈！您的回答让我们知道还有哪些地方可以更简单。",
            "thanks_detractor": (
                "谢谢您告诉我们。这件事本不该让您这么费劲，非常抱歉。"
                "我们会查清问题出在哪里，{promise}会有同事与您联系。"
            ),
            "mail_subject": "在{company}办事，还顺利吗？",
            "mail_intro": "您最近在我们这里办理了一件事，过程顺利吗？",
        },
        "zh_Hant": {
            "title": "辦得順利嗎？",
            "intro": "您的回覆會告訴我們，哪裡還可以更方便。",
            "score-label": "您是否同意「{company}讓我輕鬆辦好了想辦的事」？",
            "score-low": "完全不同意",
            "score-high": "完全同意",
            "comment-label": "哪裡讓您覺得方便？或者，哪個步驟最費力？",
            "thanks": "謝謝您的意見！您的回答讓我們知道還有哪些地方可以更簡單。",
            "thanks_detractor": (
                "謝謝您告訴我們。這件事不該讓您這麼費力，我們非常抱歉。"
                "我們會查明問題出在哪裡，{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "在{company}辦事，還順利嗎？",
            "mail_intro": "您最近在我們這裡辦了一件事，過程順利嗎？",
        },
    },
)
