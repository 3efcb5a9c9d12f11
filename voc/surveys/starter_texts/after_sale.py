"""How has it been since you bought it? Months after the sale."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, words

AFTER_SALE = Starter(
    "after-sale-csat",
    "csat",
    _("How has it been since you bought it?"),
    _(
        "Three to twelve months after the sale: used? how is it? what is wrong? "
        "what should improve? would you buy again?"
    ),
    {
        "en": {
            "title": "How has it been since?",
            "intro": "You have had it for a while now. Five short questions; answer those you like.",
            "score-label": "How satisfied are you today with what you bought from {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "use-label": "How often do you use it, and for what? If you no longer do: why not?",
            "comment-label": "What is wrong with it, or annoys you?",
            "improve-label": "What should we improve first?",
            "again-label": "Would you buy it again? Why, or why not?",
            "thanks": "Thank you. What you know after months of use, nobody else can tell us.",
            "thanks_detractor": (
                "Thank you for telling us. What you bought from us should still be worth it today, "
                "and we are sorry that it is not. Someone from our team will get back to you {promise}."
            ),
            "mail_subject": "Would you buy it again from {company}?",
            "mail_intro": (
                "Some time ago you bought something from us. Do you still use it, "
                "and is it as good as you hoped? One click on a number is enough; "
                "a few words help us even more."
            ),
        },
        "zh_Hans": {
            "title": "用了一段时间，感觉怎么样？",
            "intro": "您已经用了一段时间。五个小问题，挑您愿意回答的就好。",
            "score-label": "到今天为止，您对在{company}购买的产品满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "use-label": "您多久用一次，主要用来做什么？如果不再用了，是什么原因？",
            "comment-label": "哪里不好用，或者让您心烦？",
            "improve-label": "您觉得我们最应该先改进什么？",
            "again-label": "如果再选一次，您还会买吗？为什么？",
            "thanks": "感谢您的反馈！长期使用才知道的事，只有您能告诉我们。",
            "thanks_detractor": "谢谢您告诉我们。买回去的东西没能一直让您满意，非常抱歉。{promise}会有同事与您联系。",
            "mail_subject": "再选一次，您还会选{company}吗？",
            "mail_intro": (
                "您之前买过我们的产品。现在还在用吗？和当初期待的一样好吗？点一个数字就能完成评分；"
                "如果愿意再写几句，对我们帮助更大。"
            ),
        },
        "zh_Hant": {
            "title": "用了一段時間，感覺如何？",
            "intro": "您已經用了一段時間。五個小問題，挑您願意回答的就好。",
            "score-label": "到今天為止，您對在{company}購買的產品滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "use-label": "您多久用一次，主要用來做什麼？如果不再使用，是什麼原因？",
            "comment-label": "哪裡不好用，或者讓您心煩？",
            "improve-label": "您覺得我們最應該先改善什麼？",
            "again-label": "如果再選一次，您還會買嗎？為什麼？",
            "thanks": "謝謝您的意見！長期使用才知道的事，只有您能告訴我們。",
            "thanks_detractor": (
                "謝謝您告訴我們。買回去的東西沒能一直讓您滿意，我們非常抱歉。{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "再選一次，您還會選{company}嗎？",
            "mail_intro": (
                "您之前買過我們的產品。現在還在用嗎？和當初期待的一樣好嗎？點選一個數字就能完成評分；"
                "若您願意多寫幾句，對我們的幫助更大。"
            ),
        },
    },
    questions=(SCORE, words("use"), COMMENT, words("improve"), words("again")),
)
