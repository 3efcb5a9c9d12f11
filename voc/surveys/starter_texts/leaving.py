"""Why do you leave us, and for whom? Once, when a customer goes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, words

LEAVING = Starter(
    "leaving-csat",
    "csat",
    _("Why do you leave us?"),
    _(
        "Once, when a customer cancels or stays away. "
        "Shows the true reason, who does it better, and what would bring them back."
    ),
    {
        "en": {
            "title": "Before you go",
            "intro": "Four short questions, so that we learn from it. Nobody will try to talk you round.",
            "score-label": "Looking back: how satisfied were you with {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "comment-label": "What was the main reason for leaving?",
            "instead-label": "What do you use instead now, and what does it do better than we did?",
            "back-label": "What would have to change for you to come back?",
            "thanks": "Thank you, and thank you for the time with us. We will learn from what you wrote.",
            "thanks_detractor": (
                "Thank you for telling us so plainly, and we are sorry that we let you down. "
                "Someone from our team will get back to you {promise}: not to sell you anything, "
                "but to put right what is still open."
            ),
            "mail_subject": "Why did you leave {company}?",
            "mail_intro": (
                "You have left us, and we would like to understand why. One click on a number is enough. "
                "A few words about what others do better would help us most."
            ),
        },
        "zh_Hans": {
            "title": "临别之前，想听您说几句",
            "intro": "四个小问题，只为从中学到东西。不会有人来劝您留下。",
            "score-label": "回过头看，您对{company}总体满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "comment-label": "您离开最主要的原因是什么？",
            "instead-label": "您现在改用了什么？它哪里比我们做得好？",
            "back-label": "我们要改变什么，您才愿意回来？",
            "thanks": "感谢您的回答，也感谢您一路以来的陪伴。您写下的话，我们会认真反思。",
            "thanks_detractor": (
                "谢谢您坦率地告诉我们。让您失望了，非常抱歉。{promise}会有同事与您联系：不是推销，"
                "只是把还没办完的事办好。"
            ),
            "mail_subject": "您为什么不再选择{company}？",
            "mail_intro": (
                "您不再使用我们的服务，我们想知道原因。点一个数字就可以；如果愿意说说别人哪里做得更好，对我们帮助最大。"
            ),
        },
        "zh_Hant": {
            "title": "臨別之前，想聽您說幾句",
            "intro": "四個小問題，只為從中學到東西。不會有人來勸您留下。",
            "score-label": "回頭看，您對{company}整體滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "comment-label": "您離開最主要的原因是什麼？",
            "instead-label": "您現在改用什麼？它哪裡比我們做得好？",
            "back-label": "我們要改變什麼，您才願意回來？",
            "thanks": "謝謝您的回答，也謝謝您一路以來的陪伴。您寫下的話，我們會認真反省。",
            "thanks_detractor": (
                "謝謝您坦白告訴我們。讓您失望了，我們非常抱歉。{promise}會有同仁與您聯繫：不是推銷，"
                "只是把還沒辦完的事辦好。"
            ),
            "mail_subject": "您為什麼不再選擇{company}？",
            "mail_intro": (
                "您不再使用我們的服務，我們想知道原因。點選一個數字就可以；若您願意說說別人哪裡做得更好，對我們的幫助最大。"
            ),
        },
    },
    questions=(SCORE, COMMENT, words("instead"), words("back")),
)
