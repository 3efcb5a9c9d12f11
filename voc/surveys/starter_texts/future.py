"""What will you need next? Once a year, before plans are made."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.branching import Condition
from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, any_of, one_of, words

FUTURE = Starter(
    "future-needs-csat",
    "csat",
    _("What will you need next?"),
    _("Once a year, before you plan. Shows where customers are going, and where you would lose them."),
    {
        "en": {
            "title": "What will you need next?",
            "intro": "We are planning the year ahead and would like to begin with you.",
            "score-label": "How satisfied are you with how {company} meets your needs today?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "goals-label": "What will matter more to you in the next twelve months?",
            "goals-help": "Choose all that apply.",
            "goals-option-cost": "Spending less",
            "goals-option-growth": "Growing, or reaching new customers",
            "goals-option-time": "Saving time and effort",
            "goals-option-quality": "Better quality and fewer faults",
            "goals-option-planet": "Doing less harm to the planet",
            "goals-option-rules": "Meeting new rules",
            "goals-option-other": "Something else",
            "volume-label": "Will you need more or less of what we do?",
            "volume-option-more": "More",
            "volume-option-same": "About the same",
            "volume-option-less": "Less",
            "volume-option-unsure": "I do not know yet",
            "comment-label": "What will you need for it that you do not get from us today?",
            "less-label": "Why less, and what will you turn to instead?",
            "thanks": "Thank you. Your answer is on the table when we plan the coming year.",
            "thanks_detractor": (
                "Thank you for telling us. We do not meet your needs as we should, and we are sorry. "
                "Someone from our team will get back to you {promise} to understand what you need."
            ),
            "mail_subject": "What will you need from {company} next year?",
            "mail_intro": (
                "We are planning the coming year and would like to begin with you. What "
                "you write helps us decide where to put our effort."
            ),
        },
        "zh_Hans": {
            "title": "接下来，您需要什么？",
            "intro": "我们正在规划新的一年，想先听听您的想法。",
            "score-label": "{company}目前对您需求的满足程度，您满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "goals-label": "未来十二个月，哪些对您会更重要？",
            "goals-help": "可以多选。",
            "goals-option-cost": "节省开支",
            "goals-option-growth": "业务增长，开拓新客户",
            "goals-option-time": "省时省力",
            "goals-option-quality": "质量更好，少出差错",
            "goals-option-planet": "更环保",
            "goals-option-rules": "符合新的法规要求",
            "goals-option-other": "其他",
            "volume-label": "您对我们的产品或服务，需要会更多还是更少？",
            "volume-option-more": "更多",
            "volume-option-same": "差不多",
            "volume-option-less": "更少",
            "volume-option-unsure": "还不知道",
            "comment-label": "为此，您还需要哪些我们今天没能提供的东西？",
            "less-label": "为什么会减少？您会转而选择什么？",
            "thanks": "感谢您的回答！我们规划新一年的时候，会把它放在桌上。",
            "thanks_detractor": (
                "谢谢您告诉我们。没能满足您的需要，非常抱歉。{promise}会有同事与您联系，了解您真正需要什么。"
            ),
            "mail_subject": "明年，您需要{company}做什么？",
            "mail_intro": "我们正在规划新的一年，想先听听您的想法。您写下的话，会决定我们把力气用在哪里。",
        },
        "zh_Hant": {
            "title": "接下來，您需要什麼？",
            "intro": "我們正在規劃新的一年，想先聽聽您的想法。",
            "score-label": "{company}目前對您需求的滿足程度，您滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "goals-label": "未來十二個月，哪些對您會更重要？",
            "goals-help": "可以複選。",
            "goals-option-cost": "節省開支",
            "goals-option-growth": "業務成長，開拓新客戶",
            "goals-option-time": "省時省力",
            "goals-option-quality": "品質更好，少出差錯",
            "goals-option-planet": "更環保",
            "goals-option-rules": "符合新的法規要求",
            "goals-option-other": "其他",
            "volume-label": "您對我們的產品或服務，需要會更多還是更少？",
            "volume-option-more": "更多",
            "volume-option-same": "差不多",
            "volume-option-less": "更少",
            "volume-option-unsure": "還不知道",
            "comment-label": "為此，您還需要哪些我們今天沒能提供的東西？",
            "less-label": "為什麼會減少？您會轉而選擇什麼？",
            "thanks": "謝謝您的回答！我們規劃新的一年時，會把它放在桌上。",
            "thanks_detractor": (
                "謝謝您告訴我們。沒能滿足您的需要，我們非常抱歉。{promise}會有同仁與您聯繫，了解您真正需要什麼。"
            ),
            "mail_subject": "明年，您需要{company}做什麼？",
            "mail_intro": "我們正在規劃新的一年，想先聽聽您的想法。您寫下的話，會決定我們把力氣用在哪裡。",
        },
    },
    questions=(
        SCORE,
        any_of("goals", ("cost", "growth", "time", "quality", "planet", "rules")),
        COMMENT,
        one_of("volume", ("more", "same", "less", "unsure")),
        words("less", Condition("volume", ("less",))),
    ),
)
