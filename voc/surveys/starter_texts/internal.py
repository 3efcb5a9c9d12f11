"""Did you get what you needed from the department before you? On time, in full, at quality."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, rated

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
                "From one department to another. On time, in full, at quality: that is what we want to be measured by."
            ),
            "score-label": "How satisfied are you with what you received from {company} last month?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "kept-label": "How often was it as you need it?",
            "kept-row-time": "On time",
            "kept-row-full": "In full",
            "kept-row-quality": "At the quality you need",
            "kept-low": "Never",
            "kept-high": "Always",
            "comment-label": "What was late, missing or had to be done again, and what did that hold up?",
            "thanks": "Thank you. We go through every answer in our next team meeting.",
            "thanks_detractor": (
                "Thank you for telling us. Your work must not suffer from ours. "
                "One of us will talk to you {promise} about how we put it right."
            ),
            "mail_subject": "Did you get what you needed from {company}?",
            "mail_intro": (
                "You rely on our work, so you are our customer. Was it on time, in full and at the quality you need?"
            ),
        },
        "zh_Hans": {
            "title": "我们的配合，做得怎么样？",
            "intro": "您就是我们的客户。准时、齐全、合格，是我们希望被衡量的标准。",
            "score-label": "您对上个月从{company}得到的支持满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "kept-label": "以下几点，有多少时候符合您的需要？",
            "kept-row-time": "准时",
            "kept-row-full": "齐全",
            "kept-row-quality": "质量合格",
            "kept-low": "从来没有",
            "kept-high": "每次都是",
            "comment-label": "什么晚了、缺了或不得不返工？耽误了什么？",
            "thanks": "感谢您的反馈！我们会在下次部门例会上逐条讨论。",
            "thanks_detractor": "谢谢您告诉我们。不该让我们的工作拖累您的工作。{promise}会有同事与您沟通如何改正。",
            "mail_subject": "{company}给到您需要的支持了吗？",
            "mail_intro": "您的工作建立在我们的工作之上，您就是我们的客户。我们做到准时、齐全、合格了吗？",
        },
        "zh_Hant": {
            "title": "我們的配合，做得如何？",
            "intro": "您就是我們的客戶。準時、齊全、合格，是我們希望被衡量的標準。",
            "score-label": "您對上個月從{company}得到的支援滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "kept-label": "以下幾點，有多少時候符合您的需要？",
            "kept-row-time": "準時",
            "kept-row-full": "齊全",
            "kept-row-quality": "品質合格",
            "kept-low": "從來沒有",
            "kept-high": "每次都是",
            "comment-label": "什麼晚了、缺了或不得不重做？耽誤了什麼？",
            "thanks": "謝謝您的意見！我們會在下次部門會議上逐項討論。",
            "thanks_detractor": "謝謝您告訴我們。不該讓我們的工作拖累您的工作。{promise}會有同仁與您討論如何改正。",
            "mail_subject": "{company}給了您需要的支援嗎？",
            "mail_intro": "您的工作建立在我們的工作之上，您就是我們的客戶。我們做到準時、齊全、合格了嗎？",
        },
    },
    questions=(SCORE, rated("kept", ("time", "full", "quality")), COMMENT),
)
