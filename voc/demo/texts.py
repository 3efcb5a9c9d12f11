"""What the demo's surveys are called, and what they say where their starter would say something else."""

from __future__ import annotations

from collections.abc import Mapping

from voc.demo.elsewhere import BOX, COUNTER, LEAVING
from voc.demo.story import CES, CSAT, NPS

#: What the console calls each survey, by the reader's language.
TITLES: Mapping[str, Mapping[str, str]] = {
    NPS: {"en": "Relationship", "zh_Hans": "客户关系", "zh_Hant": "客戶關係"},
    CSAT: {"en": "After support", "zh_Hans": "客服回访", "zh_Hant": "客服回訪"},
    CES: {"en": "Onboarding", "zh_Hans": "上手体验", "zh_Hant": "上手體驗"},
    COUNTER: {"en": "Service counters", "zh_Hans": "服务柜台", "zh_Hant": "服務櫃檯"},
    BOX: {"en": "Unboxing", "zh_Hans": "开箱体验", "zh_Hant": "開箱體驗"},
    LEAVING: {"en": "Leaving", "zh_Hans": "离开原因", "zh_Hant": "離開原因"},
}
#: Whoever stands at a counter came for something, and opened no request.
AT_A_COUNTER: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Your visit to our service counter",
        "intro": "Tell us how it went.",
        "score-label": "How satisfied are you with the service at our counter?",
        "solved-label": "Did you get what you came for?",
        "left-label": "What is still missing?",
        "thanks": "Thank you. We will pass your answer on to the people at the counter.",
        "thanks_detractor": (
            "Thank you for telling us. We are sorry that your visit was not what it should have been. "
            "Someone from our team will look into it and get back to you {promise}."
        ),
        "mail_subject": "How was your visit?",
        "mail_intro": "You were at one of our service counters. Did we do a good job?",
    },
    "zh_Hans": {
        "title": "您在服务柜台的体验",
        "intro": "这次办事顺利吗？我们想听听您的感受。",
        "score-label": "您对柜台的服务满意吗？",
        "solved-label": "您要办的事办好了吗？",
        "solved-yes": "办好了",
        "left-label": "还有什么没办好？",
        "thanks": "感谢您的反馈！我们会转告柜台的同事。",
        "thanks_detractor": (
            "谢谢您告诉我们。这次没能让您满意，非常抱歉。我们会了解您遇到的情况，{promise}会有同事与您联系。"
        ),
        "mail_subject": "这次来访，您还满意吗？",
        "mail_intro": "您最近来过我们的服务柜台。这次服务做得怎么样？",
    },
    "zh_Hant": {
        "title": "您在服務櫃檯的體驗",
        "intro": "這次辦事順利嗎？我們想聽聽您的感受。",
        "score-label": "您對櫃檯的服務滿意嗎？",
        "solved-label": "您要辦的事辦好了嗎？",
        "solved-yes": "辦好了",
        "left-label": "還有什麼沒辦好？",
        "thanks": "謝謝您的意見！我們會轉達給櫃檯的同仁。",
        "thanks_detractor": (
            "謝謝您告訴我們。這次沒能讓您滿意，我們非常抱歉。我們會了解您遇到的情況，{promise}會有同仁與您聯繫。"
        ),
        "mail_subject": "這次來訪，您還滿意嗎？",
        "mail_intro": "您最近來過我們的服務櫃檯。這次服務做得如何？",
    },
}
