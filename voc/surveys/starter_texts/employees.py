"""Would you recommend working here? Colleagues, anonymously."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, words

EMPLOYEES = Starter(
    "employee-nps",
    "nps",
    _("Would you recommend working here?"),
    _("Your own colleagues, two to four times a year. Anonymous: nobody would answer it freely under their own name."),
    {
        "en": {
            "title": "How is it to work here?",
            "intro": "Please write as openly as you think.",
            "score-label": "How likely are you to recommend {company} to a friend as a place to work?",
            "score-low": "Not at all likely",
            "score-high": "Extremely likely",
            "comment-label": "What is the main reason for your score?",
            "change-label": "If you could change one thing here, what would it be?",
            "thanks": "Thank you. Your answer carries no name, and it counts.",
            "thanks_detractor": (
                "Thank you for being open. Nobody can tell who wrote this, so nobody can write back to you. "
                "What is said here is discussed as a whole, together with what will change."
            ),
            "mail_subject": "Would you recommend working at {company}?",
            "mail_intro": "How is it to work here, really? Please answer as openly as you think.",
        },
        "zh_Hans": {
            "title": "在这里工作，感觉怎么样？",
            "intro": "请畅所欲言。",
            "score-label": "您向朋友推荐来{company}工作的可能性有多大？",
            "score-low": "完全不可能",
            "score-high": "极有可能",
            "comment-label": "您打这个分数，最主要的原因是什么？",
            "change-label": "如果可以改变一件事，您会改变什么？",
            "thanks": "感谢您的回答！我们收到的内容不带姓名，每一份都算数。",
            "thanks_detractor": (
                "谢谢您的坦诚。没有人知道这是谁写的，所以也没有人能回信给您。大家的意见会汇总起来公开讨论，"
                "并说明接下来的改变。"
            ),
            "mail_subject": "您会推荐朋友来{company}工作吗？",
            "mail_intro": "在这里工作，您真实的感受如何？请畅所欲言。",
        },
        "zh_Hant": {
            "title": "在這裡工作，感覺如何？",
            "intro": "請暢所欲言。",
            "score-label": "您向朋友推薦來{company}工作的可能性有多高？",
            "score-low": "完全不可能",
            "score-high": "非常有可能",
            "comment-label": "您給這個分數，最主要的原因是什麼？",
            "change-label": "如果可以改變一件事，您會改變什麼？",
            "thanks": "謝謝您的回答！我們收到的內容不帶姓名，每一份都算數。",
            "thanks_detractor": (
                "謝謝您的坦誠。沒有人知道這是誰寫的，所以也沒有人能回信給您。大家的意見會彙整起來公開討論，"
                "並說明接下來的改變。"
            ),
            "mail_subject": "您會推薦朋友來{company}工作嗎？",
            "mail_intro": "在這裡工作，您真實的感受如何？請暢所欲言。",
        },
    },
    questions=(SCORE, COMMENT, words("change")),
    is_anonymous=True,
)
