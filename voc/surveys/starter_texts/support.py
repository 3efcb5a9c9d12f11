"""Are you satisfied with our help? One request, when it has been solved."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.branching import Condition
from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, words, yes_no

SUPPORT = Starter(
    "support-csat",
    "csat",
    _("Are you satisfied with our help?"),
    _("One request to support, after the last answer. Shows where help falls short, and what is still open."),
    {
        "en": {
            "title": "Your support request",
            "intro": "Tell us about the help you received.",
            "score-label": "How satisfied are you with the help you received from {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "solved-label": "Is your problem solved?",
            "solved-yes": "Yes",
            "solved-no": "Not yet",
            "comment-label": "What went well, and what should we have done differently?",
            "left-label": "What is still open?",
            "left-help": "We read this first.",
            "thanks": "Thank you. We will pass your answer on to the people who helped you.",
            "thanks_detractor": (
                "Thank you for telling us. We are sorry that our help fell short. "
                "Someone from our team will take another look and get back to you {promise}."
            ),
            "mail_subject": "How did we handle your request?",
            "mail_intro": "You recently asked us for help. Did we do a good job?",
        },
        "zh_Hans": {
            "title": "您最近的服务体验",
            "intro": "关于这次服务，我们想听听您的感受。",
            "score-label": "您对{company}这次提供的帮助满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "solved-label": "您的问题解决了吗？",
            "solved-yes": "解决了",
            "solved-no": "还没有",
            "comment-label": "这次服务哪里做得好？哪里还需要改进？",
            "left-label": "还有什么没有解决？",
            "left-help": "我们会最先看这一项。",
            "thanks": "感谢您的反馈！我们会转告为您服务的同事。",
            "thanks_detractor": (
                "谢谢您告诉我们。这次没能帮好您，非常抱歉。我们会重新查看您的问题，{promise}会有同事与您联系。"
            ),
            "mail_subject": "这次的服务，您还满意吗？",
            "mail_intro": "您最近联系过我们的客服。这次服务做得怎么样？",
        },
        "zh_Hant": {
            "title": "您最近的客服體驗",
            "intro": "關於這次服務，我們想聽聽您的感受。",
            "score-label": "您對{company}這次提供的協助滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "solved-label": "您的問題解決了嗎？",
            "solved-yes": "解決了",
            "solved-no": "還沒有",
            "comment-label": "這次服務哪裡做得好？哪裡還需要改進？",
            "left-label": "還有什麼沒有解決？",
            "left-help": "我們會最先看這一項。",
            "thanks": "謝謝您的意見！我們會轉達給為您服務的同仁。",
            "thanks_detractor": (
                "謝謝您告訴我們。這次沒能幫上您的忙，我們非常抱歉。我們會重新檢視您的問題，{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "這次的服務，您還滿意嗎？",
            "mail_intro": "您最近聯繫過我們的客服。這次服務做得如何？",
        },
    },
    questions=(SCORE, yes_no("solved"), COMMENT, words("left", Condition("solved", (0,)))),
)
