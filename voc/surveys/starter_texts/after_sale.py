"""How has it been since you bought it? Months after the sale."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.branching import Condition
from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, any_of, one_of, yes_no

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
            "title": "How has it been since you bought it?",
            "intro": "You have had it for a while now. We would like to know how it is going.",
            "score-label": "How satisfied are you today with what you bought from {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "used-label": "Do you still use it?",
            "used-yes": "Yes",
            "used-no": "No, or hardly ever",
            "wrong-label": "Is anything wrong with it, or annoying?",
            "wrong-help": "Choose all that apply.",
            "wrong-option-quality": "It wears out or breaks",
            "wrong-option-handling": "It is awkward to use",
            "wrong-option-missing": "It cannot do something I need",
            "wrong-option-upkeep": "It costs too much to keep running",
            "wrong-option-help": "Help is hard to get",
            "wrong-option-nothing": "No, all is well",
            "wrong-option-other": "Something else",
            "stopped-label": "Why do you no longer use it?",
            "stopped-option-need": "I do not need it any more",
            "stopped-option-broken": "It is broken or worn out",
            "stopped-option-hard": "It is too awkward to use",
            "stopped-option-promise": "It does not do what I bought it for",
            "stopped-option-replaced": "I use something else now",
            "stopped-option-other": "Another reason",
            "comment-label": "What should we improve first?",
            "again-label": "Would you buy it again?",
            "again-option-yes": "Yes",
            "again-option-perhaps": "Perhaps",
            "again-option-no": "No",
            "thanks": "Thank you. What you know after months of use, nobody else can tell us.",
            "thanks_detractor": (
                "Thank you for telling us. What you bought from us should still be worth it today, "
                "and we are sorry that it is not. Someone from our team will get back to you {promise}."
            ),
            "thanks_promoter": (
                "Thank you. We are glad that it still serves you well. "
                "If somebody asks you what to buy, we would be happy if you told them."
            ),
            "mail_subject": "Would you buy it again from {company}?",
            "mail_intro": (
                "Some time ago you bought something from us. Do you still use it, and is it as good as you hoped?"
            ),
        },
        "zh_Hans": {
            "title": "购买之后，用得怎么样？",
            "intro": "您已经用了一段时间，我们想听听您的真实感受。",
            "score-label": "到今天为止，您对在{company}购买的产品满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "used-label": "您现在还在用吗？",
            "used-yes": "还在用",
            "used-no": "不用了，或很少用",
            "wrong-label": "有没有哪里不好用，或者让您心烦？",
            "wrong-help": "可以多选。",
            "wrong-option-quality": "容易坏，不耐用",
            "wrong-option-handling": "用起来不顺手",
            "wrong-option-missing": "缺少我需要的功能",
            "wrong-option-upkeep": "后续花费太高",
            "wrong-option-help": "有问题时很难找到人帮忙",
            "wrong-option-nothing": "没有，一切都好",
            "wrong-option-other": "其他问题",
            "stopped-label": "您为什么不再使用了？",
            "stopped-option-need": "已经不需要了",
            "stopped-option-broken": "坏了，或者用旧了",
            "stopped-option-hard": "用起来太麻烦",
            "stopped-option-promise": "达不到当初购买的目的",
            "stopped-option-replaced": "换成了别的产品",
            "stopped-option-other": "其他原因",
            "comment-label": "您觉得我们最应该先改进什么？",
            "again-label": "如果再选一次，您还会买吗？",
            "again-option-yes": "会",
            "again-option-perhaps": "说不准",
            "again-option-no": "不会",
            "thanks": "感谢您的反馈！长期使用才知道的事，只有您能告诉我们。",
            "thanks_detractor": "谢谢您告诉我们。买回去的东西没能一直让您满意，非常抱歉。{promise}会有同事与您联系。",
            "thanks_promoter": "感谢您的反馈！很高兴它一直好用。如果身边有朋友也想买，欢迎您把我们介绍给他们。",
            "mail_subject": "再选一次，您还会选{company}吗？",
            "mail_intro": "您之前买过我们的产品。现在还在用吗？和当初期待的一样好吗？",
        },
        "zh_Hant": {
            "title": "購買之後，用得如何？",
            "intro": "您已經用了一段時間，我們想聽聽您真實的感受。",
            "score-label": "到今天為止，您對在{company}購買的產品滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "used-label": "您現在還在用嗎？",
            "used-yes": "還在用",
            "used-no": "不用了，或很少用",
            "wrong-label": "有沒有哪裡不好用，或者讓您心煩？",
            "wrong-help": "可以複選。",
            "wrong-option-quality": "容易壞，不耐用",
            "wrong-option-handling": "用起來不順手",
            "wrong-option-missing": "缺少我需要的功能",
            "wrong-option-upkeep": "後續花費太高",
            "wrong-option-help": "有問題時很難找到人幫忙",
            "wrong-option-nothing": "沒有，一切都好",
            "wrong-option-other": "其他問題",
            "stopped-label": "您為什麼不再使用了？",
            "stopped-option-need": "已經不需要了",
            "stopped-option-broken": "壞了，或者用舊了",
            "stopped-option-hard": "用起來太麻煩",
            "stopped-option-promise": "達不到當初購買的目的",
            "stopped-option-replaced": "換成了別的產品",
            "stopped-option-other": "其他原因",
            "comment-label": "您覺得我們最應該先改善什麼？",
            "again-label": "如果再選一次，您還會買嗎？",
            "again-option-yes": "會",
            "again-option-perhaps": "說不準",
            "again-option-no": "不會",
            "thanks": "謝謝您的意見！長期使用才知道的事，只有您能告訴我們。",
            "thanks_detractor": (
                "謝謝您告訴我們。買回去的東西沒能一直讓您滿意，我們非常抱歉。{promise}會有同仁與您聯繫。"
            ),
            "thanks_promoter": "謝謝您的意見！很高興它一直好用。如果身邊有朋友也想買，歡迎您把我們介紹給他們。",
            "mail_subject": "再選一次，您還會選{company}嗎？",
            "mail_intro": "您之前買過我們的產品。現在還在用嗎？和當初期待的一樣好嗎？",
        },
    },
    questions=(
        SCORE,
        yes_no("used"),
        any_of("wrong", ("quality", "handling", "missing", "upkeep", "help", "nothing"), Condition("used", (1,))),
        one_of(
            "stopped",
            ("need", "broken", "hard", "promise", "replaced"),
            Condition("used", (0,)),
            has_other=True,
        ),
        COMMENT,
        one_of("again", ("yes", "perhaps", "no")),
    ),
)
