"""Are you satisfied with your purchase? One order, a few days after it arrived."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import Starter

PURCHASE = Starter(
    "purchase-csat",
    "csat",
    _("Are you satisfied with your purchase?"),
    _("One order, a few days after it arrived. Shows what goes wrong between click and doorstep."),
    {
        "en": {
            "title": "Your recent purchase",
            "intro": "Tell us how your order went.",
            "score-label": "How satisfied are you with your purchase from {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "comment-label": "What did you like, and what should we have done better?",
            "thanks": "Thank you. Your answer helps us get the next order right.",
            "thanks_detractor": (
                "Thank you for letting us know. We are sorry that your purchase did not turn out as it should. "
                "Someone from our team will look into it and get back to you {promise}."
            ),
            "thanks_promoter": "Thank you. We are glad that all went well, and look forward to your next visit.",
            "mail_subject": "Are you happy with your order from {company}?",
            "mail_intro": "Thank you for your order. Is everything as you expected?",
        },
        "zh_Hans": {
            "title": "您最近的购物体验",
            "intro": "关于这次购物，我们想听听您的感受。",
            "score-label": "您对这次在{company}的购物满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "comment-label": "哪些地方让您满意？哪些地方我们还可以做得更好？",
            "thanks": "感谢您的反馈！您的意见会帮助我们把下一次做得更好。",
            "thanks_detractor": (
                "谢谢您告诉我们。这次购物没能让您满意，非常抱歉。我们会尽快核实情况，{promise}会有同事与您联系。"
            ),
            "thanks_promoter": "感谢您的好评！很高兴一切顺利，期待您再次光临。",
            "mail_subject": "这次在{company}购物，您还满意吗？",
            "mail_intro": "感谢您的订购。收到的商品和您期待的一样吗？",
        },
        "zh_Hant": {
            "title": "您最近的購物體驗",
            "intro": "關於這次購物，我們想聽聽您的感受。",
            "score-label": "您對這次在{company}的購物經驗滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "comment-label": "哪些地方讓您滿意？哪些地方我們可以做得更好？",
            "thanks": "謝謝您的意見！您的回饋會幫助我們把下一次做得更好。",
            "thanks_detractor": (
                "謝謝您告訴我們。這次購物沒能讓您滿意，我們非常抱歉。我們會盡快了解情況，{promise}會有同仁與您聯繫。"
            ),
            "thanks_promoter": "謝謝您的好評！很高興一切順利，期待您再次光臨。",
            "mail_subject": "這次在{company}購物，您還滿意嗎？",
            "mail_intro": "謝謝您的訂購。收到的商品和您期待的一樣嗎？",
        },
    },
)
