"""Was it easy to get started? A customer’s first weeks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from voc.surveys.starter_texts.starter import COMMENT, SCORE, Starter, any_of, words

ONBOARDING = Starter(
    "onboarding-ces",
    "ces",
    _("Was it easy to get started?"),
    _("A customer’s first two to six weeks. Shows what holds people up before they see what they came for."),
    {
        "en": {
            "title": "Your first weeks with us",
            "intro": "Hello {name|and welcome}! Tell us how you are getting started.",
            "score-label": "Do you agree? “{company} made it easy for me to get started.”",
            "score-low": "Strongly disagree",
            "score-high": "Strongly agree",
            "held-label": "What held you up?",
            "held-help": "Choose all that apply.",
            "held-option-setup": "Setting it up",
            "held-option-data": "Bringing in what we had before",
            "held-option-finding": "Finding out how it works",
            "held-option-people": "Getting my colleagues on board",
            "held-option-waiting": "Waiting for an answer from you",
            "held-option-nothing": "Nothing, it runs",
            "held-option-other": "Something else",
            "comment-label": "What is still unclear, or should be easier?",
            "goal-label": "What do you want to have achieved with us three months from now?",
            "thanks": "Thank you. Your answer makes the first weeks easier for everybody who comes after you.",
            "thanks_detractor": (
                "Thank you for telling us. Getting started should not be this hard, "
                "and we are sorry that it was. "
                "Someone from our team will get back to you {promise} and help you on."
            ),
            "mail_subject": "How are your first weeks with {company}?",
            "mail_intro": (
                "You have been with us for a few weeks now. Is everything up and running, or is something in your way?"
            ),
        },
        "zh_Hans": {
            "title": "刚开始使用，还顺利吗？",
            "intro": "{name|}您好！想听听您刚开始使用时的感受。",
            "score-label": "您是否同意：“{company}让我轻松地上手了”？",
            "score-low": "完全不同意",
            "score-high": "完全同意",
            "held-label": "哪些地方卡住过您？",
            "held-help": "可以多选。",
            "held-option-setup": "安装和设置",
            "held-option-data": "导入原有的资料",
            "held-option-finding": "弄清楚怎么用",
            "held-option-people": "让同事也用起来",
            "held-option-waiting": "等你们的答复",
            "held-option-nothing": "没有，一切顺利",
            "held-option-other": "其他",
            "comment-label": "还有哪里不清楚，或者可以更简单？",
            "goal-label": "三个月后，您希望借助我们做到什么？",
            "thanks": "感谢您的反馈！您的回答会让后来的客户更快上手。",
            "thanks_detractor": (
                "谢谢您告诉我们。刚开始就让您这么费劲，非常抱歉。{promise}会有同事与您联系，帮您把问题解决好。"
            ),
            "mail_subject": "刚开始使用{company}，还顺利吗？",
            "mail_intro": "您使用我们的产品已有几周。一切都顺利吗？有没有哪里卡住了？",
        },
        "zh_Hant": {
            "title": "剛開始使用，還順利嗎？",
            "intro": "{name|}您好！想聽聽您剛開始使用時的感受。",
            "score-label": "您是否同意「{company}讓我輕鬆上手」？",
            "score-low": "完全不同意",
            "score-high": "完全同意",
            "held-label": "哪些地方卡住過您？",
            "held-help": "可以複選。",
            "held-option-setup": "安裝和設定",
            "held-option-data": "匯入原有的資料",
            "held-option-finding": "弄清楚怎麼用",
            "held-option-people": "讓同事也用起來",
            "held-option-waiting": "等你們的答覆",
            "held-option-nothing": "沒有，一切順利",
            "held-option-other": "其他",
            "comment-label": "還有哪裡不清楚，或者可以更簡單？",
            "goal-label": "三個月後，您希望藉助我們做到什麼？",
            "thanks": "謝謝您的意見！您的回答會讓之後的客戶更快上手。",
            "thanks_detractor": (
                "謝謝您告訴我們。剛開始就讓您這麼費力，我們非常抱歉。{promise}會有同仁與您聯繫，協助您解決問題。"
            ),
            "mail_subject": "剛開始使用{company}，還順利嗎？",
            "mail_intro": "您使用我們的產品已有幾週。一切都順利嗎？有沒有哪裡卡住了？",
        },
    },
    questions=(
        SCORE,
        any_of("held", ("setup", "data", "finding", "people", "waiting", "nothing")),
        COMMENT,
        words("goal"),
    ),
)
