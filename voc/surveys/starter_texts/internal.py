"""Did you get what you needed from the department before you? On time, in full, at quality."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, words

INTERNAL = Starter(
    "internal-csat",
    "csat",
    _("Does one department serve the next well?"),
    _(
        "Between departments: on time, in full, at quality. "
        "Give the supplying department as the name that its customers know."
    ),
    {
        "en": {
            "title": "Working with us",
            "intro": (
                "Four short questions from one department to another. On time, in full, "
                "at quality: that is what we want to be measured by."
            ),
            "score-label": "How satisfied are you with what you received from {company} last month?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "time-label": "Was it on time? If not: how late, and what did that hold up?",
            "full-label": "Was it complete? If not: what was missing?",
            "comment-label": "Was it of the quality you need? What had to be done again?",
            "thanks": "Thank you. We go through every answer in our next team meeting.",
            "thanks_detractor": (
                "Thank you for telling us. Your work must not suffer from ours. "
                "One of us will talk to you {promise} about how we put it right."
            ),
            "mail_subject": "Did you get what you needed from {company}?",
            "mail_intro": (
                "You rely on our work, so you are our customer. Was it on time, "
                "in full and at the quality you need? One click on a number tells us."
            ),
        },
        "zh_Hans": {
            "title": "我们的配合，做得怎么样？",
            "intro": "部门之间的四个小问题。准时、齐全、合格，是我们希望被衡量的标准。",
            "score-label": "您对上个月从{company}得到的支持满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "time-label": "准时吗？如果没有，晚了多久，耽误了什么？",
            "full-label": "齐全吗？如果没有，缺了什么？",
            "comment-label": "质量合格吗？哪些地方不得不返工？",
            "thanks": "感谢您的反馈！我们会在下次部门例会上逐条讨论。",
            "thanks_detractor": "谢谢您告诉我们。不该让我们的工作拖累您的工作。{promise}会有同事与您沟通如何改正。",
            "mail_subject": "{company}给到您需要的支持了吗？",
            "mail_intro": (
                "您的工作建立在我们的工作之上，您就是我们的客户。我们做到准时、齐全、合格了吗？点一个数字，"
                "就能告诉我们您的感受。"
            ),
        },
        "zh_Hant": {
            "title": "我們的配合，做得如何？",
            "intro": "部門之間的四個小問題。準時、齊全、合格，是我們希望被衡量的標準。",
            "score-label": "您對上個月從{company}得到的支援滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "time-label": "準時嗎？如果沒有，晚了多久，耽誤了什麼？",
            "full-label": "齊全嗎？如果沒有，缺了什麼？",
            "comment-label": "品質合格嗎？哪些地方不得不重做？",
            "thanks": "謝謝您的意見！我們會在下次部門會議上逐項討論。",
            "thanks_detractor": "謝謝您告訴我們。不該讓我們的工作拖累您的工作。{promise}會有同仁與您討論如何改正。",
            "mail_subject": "{company}給了您需要的支援嗎？",
            "mail_intro": (
                "您的工作建立在我們的工作之上，您就是我們的客戶。我們做到準時、齊全、合格了嗎？點選一個數字，"
                "就能讓我們知道您的感受。"
            ),
        },
    },
    questions=(SCORE, words("time"), words("full"), COMMENT),
)
