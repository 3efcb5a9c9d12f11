"""Surveys to begin with: complete, in three languages, and good enough to publish as they are.

`{company}` becomes the name that customers know when a survey is made; `{promise}` stays, and the thank-you page fills
it with when somebody will answer, for example "by Monday 17:30" or "周一 17:30 前".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

#: Text name as in `translations.Place.name` -> the text.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Starter:
    """A survey that somebody else has already thought through."""

    #: Its name in code, and the key of the first survey made from it.
    key: str
    metric: str
    name: LazyString
    #: When to use it, in a sentence.
    purpose: LazyString
    #: Language -> texts.
    texts: Mapping[str, Texts]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)


#: The questions of every starter: (key, kind or None for the starter's own metric, is required).
QUESTIONS: tuple[tuple[str, str | None, bool], ...] = (("score", None, True), ("comment", "comment", False))

RELATIONSHIP = Starter(
    "relationship-nps",
    "nps",
    _("Would you recommend us?"),
    _("The relationship as a whole, two to four times a year. Tells promoters from detractors."),
    {
        "en": {
            "title": "How are we doing?",
            "intro": "Two questions, less than a minute. A person reads every answer.",
            "score-label": "How likely are you to recommend {company} to a friend or colleague?",
            "score-low": "Not at all likely",
            "score-high": "Extremely likely",
            "comment-label": "What is the main reason for your score?",
            "thanks": "Thank you. Your answer has arrived, and a person on our team will read every word of it.",
            "thanks_detractor": (
                "Thank you for telling us so plainly. This is not the experience we want you to have. "
                "Someone from our team will read your answer and get back to you {promise}."
            ),
            "mail_subject": "How likely are you to recommend {company}?",
            "mail_intro": (
                "You have been with us for a while, and we would like to know how it is going. "
                "One click on a number is enough; a few words help us even more."
            ),
        },
        "zh_Hans": {
            "title": "您觉得我们做得怎么样？",
            "intro": "只有两个问题，不到一分钟。每一条回答都有专人阅读。",
            "score-label": "您向朋友或同事推荐{company}的可能性有多大？",
            "score-low": "完全不可能",
            "score-high": "极有可能",
            "comment-label": "您打这个分数，最主要的原因是什么？",
            "thanks": "感谢您的回答！我们的同事会认真阅读您写下的每一个字。",
            "thanks_detractor": (
                "谢谢您坦率地告诉我们。没能让您满意，我们很抱歉。您的意见已转给专人处理，{promise}会有同事与您联系。"
            ),
            "mail_subject": "您愿意把{company}推荐给朋友吗？",
            "mail_intro": (
                "感谢您一直以来的支持，我们想听听您的真实感受。"
                "点一个数字就能完成评分；如果愿意再写几句，对我们帮助更大。"
            ),
        },
        "zh_Hant": {
            "title": "您覺得我們做得如何？",
            "intro": "只有兩個問題，不到一分鐘。每一則回覆都有專人閱讀。",
            "score-label": "您向朋友或同事推薦{company}的可能性有多高？",
            "score-low": "完全不可能",
            "score-high": "非常有可能",
            "comment-label": "您給這個分數，最主要的原因是什麼？",
            "thanks": "謝謝您的回覆！我們的同仁會仔細閱讀您寫下的每一個字。",
            "thanks_detractor": (
                "謝謝您坦白告訴我們。沒能讓您滿意，我們深感抱歉。您的意見已轉交專人處理，{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "您願意把{company}推薦給朋友嗎？",
            "mail_intro": (
                "謝謝您一直以來的支持，我們想聽聽您真實的感受。"
                "點選一個數字就能完成評分；若您願意多寫幾句，對我們的幫助更大。"
            ),
        },
    },
)

PURCHASE = Starter(
    "purchase-csat",
    "csat",
    _("Are you satisfied with your purchase?"),
    _("One order, a few days after it arrived. Shows what goes wrong between click and doorstep."),
    {
        "en": {
            "title": "Your recent purchase",
            "intro": "Two questions about your order, less than a minute.",
            "score-label": "How satisfied are you with your purchase from {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "comment-label": "What did you like, and what should we have done better?",
            "thanks": "Thank you. Your answer helps us get the next order right.",
            "thanks_detractor": (
                "Thank you for letting us know. We are sorry that your purchase did not turn out as it should. "
                "Someone from our team will look into it and get back to you {promise}."
            ),
            "mail_subject": "Are you happy with your order from {company}?",
            "mail_intro": (
                "Thank you for your order. Is everything as you expected? One click on a number is all it takes."
            ),
        },
        "zh_Hans": {
            "title": "您最近的购物体验",
            "intro": "关于这次购物，只有两个问题，不到一分钟。",
            "score-label": "您对这次在{company}的购物满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "comment-label": "哪些地方让您满意？哪些地方我们还可以做得更好？",
            "thanks": "感谢您的反馈！您的意见会帮助我们把下一次做得更好。",
            "thanks_detractor": (
                "谢谢您告诉我们。这次购物没能让您满意，非常抱歉。我们会尽快核实情况，{promise}会有同事与您联系。"
            ),
            "mail_subject": "这次在{company}购物，您还满意吗？",
            "mail_intro": "感谢您的订购。收到的商品和您期待的一样吗？点一个数字，就能告诉我们您的感受。",
        },
        "zh_Hant": {
            "title": "您最近的購物體驗",
            "intro": "關於這次購物，只有兩個問題，不到一分鐘。",
            "score-label": "您對這次在{company}的購物經驗滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "comment-label": "哪些地方讓您滿意？哪些地方我們可以做得更好？",
            "thanks": "謝謝您的意見！您的回饋會幫助我們把下一次做得更好。",
            "thanks_detractor": (
                "謝謝您告訴我們。這次購物沒能讓您滿意，我們非常抱歉。我們會盡快了解情況，{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "這次在{company}購物，您還滿意嗎？",
            "mail_intro": "謝謝您的訂購。收到的商品和您期待的一樣嗎？點選一個數字，就能讓我們知道您的感受。",
        },
    },
)

SUPPORT = Starter(
    "support-csat",
    "csat",
    _("Are you satisfied with our help?"),
    _("One request to support, when it has been solved. Shows where help falls short."),
    {
        "en": {
            "title": "Your support request",
            "intro": "Two questions about the help you received, less than a minute.",
            "score-label": "How satisfied are you with the help you received from {company}?",
            "score-low": "Very dissatisfied",
            "score-high": "Very satisfied",
            "comment-label": "What went well, and what should we have done differently?",
            "thanks": "Thank you. We will pass your answer on to the people who helped you.",
            "thanks_detractor": (
                "Thank you for telling us. We are sorry that our help fell short. "
                "Someone from our team will take another look and get back to you {promise}."
            ),
            "mail_subject": "How did we handle your request?",
            "mail_intro": "You recently asked us for help. Did we do a good job? One click on a number tells us.",
        },
        "zh_Hans": {
            "title": "您最近的服务体验",
            "intro": "关于这次服务，只有两个问题，不到一分钟。",
            "score-label": "您对{company}这次提供的帮助满意吗？",
            "score-low": "非常不满意",
            "score-high": "非常满意",
            "comment-label": "这次服务哪里做得好？哪里还需要改进？",
            "thanks": "感谢您的反馈！我们会转告为您服务的同事。",
            "thanks_detractor": (
                "谢谢您告诉我们。这次没能帮好您，非常抱歉。我们会重新查看您的问题，{promise}会有同事与您联系。"
            ),
            "mail_subject": "这次的服务，您还满意吗？",
            "mail_intro": "您最近联系过我们的客服。这次服务做得怎么样？点一个数字，就能告诉我们您的感受。",
        },
        "zh_Hant": {
            "title": "您最近的客服體驗",
            "intro": "關於這次服務，只有兩個問題，不到一分鐘。",
            "score-label": "您對{company}這次提供的協助滿意嗎？",
            "score-low": "非常不滿意",
            "score-high": "非常滿意",
            "comment-label": "這次服務哪裡做得好？哪裡還需要改進？",
            "thanks": "謝謝您的意見！我們會轉達給為您服務的同仁。",
            "thanks_detractor": (
                "謝謝您告訴我們。這次沒能幫上您的忙，我們非常抱歉。我們會重新檢視您的問題，{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "這次的服務，您還滿意嗎？",
            "mail_intro": "您最近聯繫過我們的客服。這次服務做得如何？點選一個數字，就能讓我們知道您的感受。",
        },
    },
)

EFFORT = Starter(
    "effort-ces",
    "ces",
    _("Did we make it easy?"),
    _("Something the customer had to get done: signing up, changing, returning. Shows where it costs effort."),
    {
        "en": {
            "title": "Was it easy?",
            "intro": "Two questions, less than a minute.",
            "score-label": "Do you agree? “{company} made it easy for me to get done what I wanted.”",
            "score-low": "Strongly disagree",
            "score-high": "Strongly agree",
            "comment-label": "What made it easy, or what cost you the most effort?",
            "thanks": "Thank you. Your answer shows us what to make simpler.",
            "thanks_detractor": (
                "Thank you for telling us. It should not have been this much work, and we are sorry that it was. "
                "Someone from our team will look into it and get back to you {promise}."
            ),
            "mail_subject": "Did {company} make it easy for you?",
            "mail_intro": (
                "You recently got something done with us. Was it as easy as it should be? "
                "One click on a number tells us."
            ),
        },
        "zh_Hans": {
            "title": "办得顺利吗？",
            "intro": "只有两个问题，不到一分钟。",
            "score-label": "您是否同意：“{company}让我轻松地办好了想办的事”？",
            "score-low": "完全不同意",
            "score-high": "完全同意",
            "comment-label": "哪里让您觉得方便？或者，哪一步最费劲？",
            "thanks": "感谢您的反馈！您的回答让我们知道还有哪些地方可以更简单。",
            "thanks_detractor": (
                "谢谢您告诉我们。这件事本不该让您这么费劲，非常抱歉。"
                "我们会查清问题出在哪里，{promise}会有同事与您联系。"
            ),
            "mail_subject": "在{company}办事，还顺利吗？",
            "mail_intro": "您最近在我们这里办理了一件事，过程顺利吗？点一个数字，就能告诉我们您的感受。",
        },
        "zh_Hant": {
            "title": "辦得順利嗎？",
            "intro": "只有兩個問題，不到一分鐘。",
            "score-label": "您是否同意「{company}讓我輕鬆辦好了想辦的事」？",
            "score-low": "完全不同意",
            "score-high": "完全同意",
            "comment-label": "哪裡讓您覺得方便？或者，哪個步驟最費力？",
            "thanks": "謝謝您的意見！您的回答讓我們知道還有哪些地方可以更簡單。",
            "thanks_detractor": (
                "謝謝您告訴我們。這件事不該讓您這麼費力，我們非常抱歉。"
                "我們會查明問題出在哪裡，{promise}會有同仁與您聯繫。"
            ),
            "mail_subject": "在{company}辦事，還順利嗎？",
            "mail_intro": "您最近在我們這裡辦了一件事，過程順利嗎？點選一個數字，就能讓我們知道您的感受。",
        },
    },
)

STARTERS: Mapping[str, Starter] = {starter.key: starter for starter in (RELATIONSHIP, PURCHASE, SUPPORT, EFFORT)}

#: A Latin letter or digit beside a Chinese character: a space belongs between the two.
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])")


def written_for(starter: Starter, language: str, company: str) -> dict[str, str]:
    """The starter's texts in a language with the company's name in place; empty where it does not have the language."""
    texts = {name: _with_company(text, company) for name, text in starter.texts.get(language, {}).items()}
    return {**texts, "from_name": company} if texts else {}


def _with_company(text: str, company: str) -> str:
    before, mark, after = text.partition("{company}")
    if not mark:
        return text
    # Only at the name's two edges: what is written elsewhere is as its author wanted it.
    left = " " if before and _SEAM.search(before[-1] + company[:1]) else ""
    right = " " if after and _SEAM.search(company[-1:] + after[0]) else ""
    return f"{before}{left}{company}{right}{after}"
