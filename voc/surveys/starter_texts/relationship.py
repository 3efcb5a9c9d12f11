"""Would you recommend us? The relationship as a whole."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import Starter

RELATIONSHIP = Starter(
    "relationship-nps",
    "nps",
    _("Would you recommend us?"),
    _("The relationship as a whole, two to four times a year. Tells promoters from detractors."),
    {
        "en": {
            "title": "How are we doing?",
            "intro": "Please be frank: a person reads every answer.",
            "score-label": "How likely are you to recommend {company} to a friend or colleague?",
            "score-low": "Not at all likely",
            "score-high": "Extremely likely",
            "comment-label": "What is the main reason for your score?",
            "thanks": "Thank you. A person on our team will read every word of it.",
            "thanks_detractor": (
                "Thank you for telling us so plainly. This is not the experience we want you to have. "
                "Someone from our team will read your answer and get back to you {promise}."
            ),
            "thanks_promoter": (
                "Thank you. That makes our day. If a friend or colleague comes to mind who could use us as well, "
                "we would be glad if you told them."
            ),
            "mail_subject": "How likely are you to recommend {company}?",
            "mail_intro": (
                "You have been with us for a while, and we would like to know how it is "
                "going. A few words help us even more than a number."
            ),
        },
        "zh_Hans": {
            "title": "您觉得我们做得怎么样？",
            "intro": "请您直言，每一条回答都有专人阅读。",
            "score-label": "您向朋友或同事推荐{company}的可能性有多大？",
            "score-low": "完全不可能",
            "score-high": "极有可能",
            "comment-label": "您打这个分数，最主要的原因是什么？",
            "thanks": "感谢您的回答！我们的同事会认真阅读您写下的每一个字。",
            "thanks_detractor": (
                "谢谢您坦率地告诉我们。没能让您满意，我们很抱歉。您的意见已转给专人处理，{promise}会有同事与您联系。"
            ),
            "thanks_promoter": (
                "感谢您的认可，这是对我们最大的鼓励！如果身边有朋友或同事也用得上，欢迎您把我们介绍给他们。"
            ),
            "mail_subject": "您愿意把{company}推荐给朋友吗？",
            "mail_intro": "感谢您一直以来的支持，我们想听听您的真实感受。除了分数，如果愿意再写几句，对我们帮助更大。",
        },
        "zh_Hant": {
            "title": "您覺得我們做得如何？",
            "intro": "請您直言，每一則回覆都有專人閱讀。",
            "score-label": "您向朋友或同事推薦{company}的可能性有多高？",
            "score-low": "完全不可能",
            "score-high": "非常有可能",
            "comment-label": "您給這個分數，最主要的原因是什麼？",
            "thanks": "謝謝您的回覆！我們的同仁會仔細閱讀您寫下的每一個字。",
            "thanks_detractor": (
                "謝謝您坦白告訴我們。沒能讓您滿意，我們深感抱歉。您的意見已轉交專人處理，{promise}會有同仁與您聯繫。"
            ),
            "thanks_promoter": (
                "謝謝您的肯定，這是對我們最大的鼓勵！如果身邊有朋友或同事也用得上，歡迎您把我們介紹給他們。"
            ),
            "mail_subject": "您願意把{company}推薦給朋友嗎？",
            "mail_intro": (
                "謝謝您一直以來的支持，我們想聽聽您真實的感受。除了分數，若您願意多寫幾句，對我們的幫助更大。"
            ),
        },
    },
)
