"""Why do you leave us, and for whom? Once, when a customer goes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.branching import Condition
from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, one_of, rated

LEAVING = Starter(
    "leaving-csat",
    "csat",
    _("Why do you leave us?"),
    _(
        "Once, when a customer cancels or stays away. "
        "Shows the true reason, who does it better, and what would have kept them."
    ),
    {
        "en": {
            "title": "Before you go",
            "intro": "We ask so that we learn from it. Nobody will try to talk you round.",
            "score-label": "Looking back: how satisfied were you with {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "reason-label": "What was the main reason for leaving?",
            "reason-option-price": "The price",
            "reason-option-quality": "The quality",
            "reason-option-service": "The service, or how I was treated",
            "reason-option-missing": "Something I need was missing",
            "reason-option-effort": "It was too much effort",
            "reason-option-need": "I do not need it any more",
            "reason-option-other": "Another reason",
            "now-label": "What do you do instead now?",
            "now-option-rival": "I am with another provider",
            "now-option-self": "I do it myself",
            "now-option-without": "I do without it",
            "now-option-open": "I have not decided yet",
            "rival-label": "How does the other provider compare with us?",
            "rival-help": "1 is much worse than {company}, 3 the same, 5 much better.",
            "rival-row-price": "Price",
            "rival-row-quality": "Quality",
            "rival-row-service": "Service",
            "rival-row-choice": "Choice and features",
            "rival-row-ease": "Ease",
            "rival-low": "Much worse",
            "rival-high": "Much better",
            "comment-label": "What would have had to be different for you to stay?",
            "thanks": "Thank you, and thank you for the time with us. We will learn from what you wrote.",
            "thanks_detractor": (
                "Thank you for telling us so plainly, and we are sorry that we let you down. "
                "Someone from our team will get back to you {promise}: not to sell you anything, "
                "but to put right what is still open."
            ),
            "mail_subject": "Why did you leave {company}?",
            "mail_intro": (
                "You have left us, and we would like to understand why. A few words "
                "about what others do better would help us most."
            ),
        },
        "zh_Hans": {
            "title": "临别之前，想听您说几句",
            "intro": "我们只想从中学到东西，不会有人来劝您留下。",
            "score-label": "回过头看，您对{company}总体满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "reason-label": "您离开最主要的原因是什么？",
            "reason-option-price": "价格",
            "reason-option-quality": "质量",
            "reason-option-service": "服务，或者对待我的方式",
            "reason-option-missing": "缺少我需要的东西",
            "reason-option-effort": "用起来太费劲",
            "reason-option-need": "不再需要了",
            "reason-option-other": "其他原因",
            "now-label": "您现在改用什么方式？",
            "now-option-rival": "换了另一家",
            "now-option-self": "自己来做",
            "now-option-without": "不再用这类产品或服务",
            "now-option-open": "还没有决定",
            "rival-label": "和我们相比，您觉得那一家怎么样？",
            "rival-help": "1 表示比{company}差很多，3 表示差不多，5 表示好很多。",
            "rival-row-price": "价格",
            "rival-row-quality": "质量",
            "rival-row-service": "服务",
            "rival-row-choice": "选择和功能",
            "rival-row-ease": "方便程度",
            "rival-low": "差很多",
            "rival-high": "好很多",
            "comment-label": "我们当初怎么做，您才会留下来？",
            "thanks": "感谢您的回答，也感谢您一路以来的陪伴。您写下的话，我们会认真反思。",
            "thanks_detractor": (
                "谢谢您坦率地告诉我们。让您失望了，非常抱歉。{promise}会有同事与您联系：不是推销，"
                "只是把还没办完的事办好。"
            ),
            "mail_subject": "您为什么不再选择{company}？",
            "mail_intro": "您不再使用我们的服务，我们想知道原因。如果愿意说说别人哪里做得更好，对我们帮助最大。",
        },
        "zh_Hant": {
            "title": "臨別之前，想聽您說幾句",
            "intro": "我們只想從中學到東西，不會有人來勸您留下。",
            "score-label": "回頭看，您對{company}整體滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "reason-label": "您離開最主要的原因是什麼？",
            "reason-option-price": "價格",
            "reason-option-quality": "品質",
            "reason-option-service": "服務，或者對待我的方式",
            "reason-option-missing": "缺少我需要的東西",
            "reason-option-effort": "用起來太費力",
            "reason-option-need": "不再需要了",
            "reason-option-other": "其他原因",
            "now-label": "您現在改用什麼方式？",
            "now-option-rival": "換了另一家",
            "now-option-self": "自己來做",
            "now-option-without": "不再用這類產品或服務",
            "now-option-open": "還沒有決定",
            "rival-label": "和我們相比，您覺得那一家如何？",
            "rival-help": "1 表示比{company}差很多，3 表示差不多，5 表示好很多。",
            "rival-row-price": "價格",
            "rival-row-quality": "品質",
            "rival-row-service": "服務",
            "rival-row-choice": "選擇和功能",
            "rival-row-ease": "方便程度",
            "rival-low": "差很多",
            "rival-high": "好很多",
            "comment-label": "我們當初怎麼做，您才會留下來？",
            "thanks": "謝謝您的回答，也謝謝您一路以來的陪伴。您寫下的話，我們會認真反省。",
            "thanks_detractor": (
                "謝謝您坦白告訴我們。讓您失望了，我們非常抱歉。{promise}會有同仁與您聯繫：不是推銷，"
                "只是把還沒辦完的事辦好。"
            ),
            "mail_subject": "您為什麼不再選擇{company}？",
            "mail_intro": "您不再使用我們的服務，我們想知道原因。若您願意說說別人哪裡做得更好，對我們的幫助最大。",
        },
    },
    questions=(
        SCORE,
        one_of("reason", ("price", "quality", "service", "missing", "effort", "need"), has_other=True),
        one_of("now", ("rival", "self", "without", "open")),
        rated("rival", ("price", "quality", "service", "choice", "ease"), Condition("now", ("rival",))),
        COMMENT,
    ),
)
