"""Was the event worth it? A day or two afterwards."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.branching import Condition
from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, any_of, words

EVENT = Starter(
    "event-nps",
    "nps",
    _("Was the event worth your time?"),
    _("A day or two after a fair, a course or a meeting, while it is still fresh."),
    {
        "en": {
            "title": "How was our event?",
            "intro": "Tell us while it is still fresh.",
            "score-label": "How likely are you to recommend an event by {company} to a friend or colleague?",
            "score-low": "Not at all likely",
            "score-high": "Extremely likely",
            "parts-label": "What did you take part in?",
            "parts-help": "Choose all that apply.",
            "parts-option-talks": "Talks",
            "parts-option-workshops": "Workshops or training",
            "parts-option-stands": "Exhibition or demonstrations",
            "parts-option-people": "Meeting people",
            "parts-option-online": "Online, from afar",
            "parts-option-other": "Something else",
            "best-label": "{parts|All of it}: what of this was most worth your time?",
            "comment-label": "What should we do differently next time?",
            "thanks": "Thank you for coming, and for your answer. The next event will be better for it.",
            "thanks_detractor": (
                "Thank you for coming, and for telling us what was not right. "
                "We are sorry that it was not worth your time. "
                "Someone from our team will get back to you {promise}."
            ),
            "mail_subject": "Was our event worth your time?",
            "mail_intro": "Thank you for being there. Was it what you had hoped for? Tell us while it is still fresh.",
        },
        "zh_Hans": {
            "title": "这次活动，您觉得怎么样？",
            "intro": "趁印象还新鲜，说说您的感受吧。",
            "score-label": "您向朋友或同事推荐{company}的活动的可能性有多大？",
            "score-low": "完全不可能",
            "score-high": "极有可能",
            "parts-label": "您参加了哪些环节？",
            "parts-help": "可以多选。",
            "parts-option-talks": "演讲",
            "parts-option-workshops": "工作坊或培训",
            "parts-option-stands": "展览或演示",
            "parts-option-people": "交流与结识同行",
            "parts-option-online": "线上参与",
            "parts-option-other": "其他",
            "best-label": "您参加了：{parts|整个活动}。其中哪个部分最值得您花时间？",
            "comment-label": "下一次，我们应该有哪些不同？",
            "thanks": "感谢您的到来和反馈！下一次活动会因此办得更好。",
            "thanks_detractor": (
                "感谢您的到来，也谢谢您告诉我们哪里没做好。没能让您觉得不虚此行，非常抱歉。{promise}会有同事与您联系。"
            ),
            "mail_subject": "这次活动，值得您花时间吗？",
            "mail_intro": "感谢您参加我们的活动。它和您期待的一样吗？趁印象还新鲜，说说您的感受吧。",
        },
        "zh_Hant": {
            "title": "這次活動，您覺得如何？",
            "intro": "趁印象還新鮮，說說您的感受吧。",
            "score-label": "您向朋友或同事推薦{company}的活動的可能性有多高？",
            "score-low": "完全不可能",
            "score-high": "非常有可能",
            "parts-label": "您參加了哪些環節？",
            "parts-help": "可以複選。",
            "parts-option-talks": "演講",
            "parts-option-workshops": "工作坊或培訓",
            "parts-option-stands": "展覽或示範",
            "parts-option-people": "交流與結識同行",
            "parts-option-online": "線上參與",
            "parts-option-other": "其他",
            "best-label": "您參加了：{parts|整個活動}。其中哪個部分最值得您花時間？",
            "comment-label": "下一次，我們應該有哪些不同？",
            "thanks": "謝謝您的參與和意見！下一次活動會因此辦得更好。",
            "thanks_detractor": (
                "謝謝您的參與，也謝謝您告訴我們哪裡沒做好。沒能讓您覺得不虛此行，我們非常抱歉。"
                "{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "這次活動，值得您花時間嗎？",
            "mail_intro": "謝謝您參加我們的活動。它和您期待的一樣嗎？趁印象還新鮮，說說您的感受吧。",
        },
    },
    questions=(
        SCORE,
        any_of("parts", ("talks", "workshops", "stands", "people", "online")),
        words("best", Condition("parts")),
        COMMENT,
    ),
)
