"""Scripts decide; a model is asked only when they are silent."""

import pytest

from voc.analysis.languages import detect
from voc.analysis.scripts import script_counts, simplified


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The parcel never came.", "en"),
        ("Professionalism.", "en"),
        ("Good", "en"),
        ("服务很好", "zh-Hans"),
        ("服務很好", "zh-Hant"),
        ("很好", "zh-Hans"),
        ("wifi信号不好", "zh-Hans"),
        ("The 麻婆豆腐 was too salty for me", "en"),
        ("El producto llegó roto y muy tarde", "und"),
        ("Das Essen war nicht besonders gut", "und"),
        ("スタッフが親切でした", "und"),
        ("직원이 친절했어요", "und"),
        ("Очень хорошо", "und"),
        ("الخدمة سيئة", "und"),
        ("\ufe8d\ufedf\ufea8\ufeaa\ufee3\ufe94 \ufeb3\ufef4\ufe8c\ufe94", "und"),
        ("שירות גרוע מאוד", "und"),
        ("Κακή εξυπηρέτηση", "und"),
        ("บริการแย่มาก", "und"),
        ("すごい", "und"),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "und"),
        ("Sehr schlecht", "und"),
        ("Servizio pessimo", "und"),
        ("Très mauvais service", "und"),
        ("Excellent service", "en"),
        ("👍👍", "und"),
        ("42 / 7", "und"),
        ("", "und"),
    ],
)
def test_language_is_read_off_the_text(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("很好", "zh-Hant", "zh-Hant"),
        ("很好", "zh-TW", "zh-Hant"),
        ("很好", "zh_Hant", "zh-Hant"),
        ("很好", "zh", "zh-Hans"),
        ("服务很好", "zh-Hant", "zh-Hans"),
        ("服务很好", "en", "zh-Hans"),
        ("Wunderbar", "en", "en"),
        ("Fine", "klingon", "en"),
        ("Fine", "", "en"),
    ],
)
def test_a_hint_decides_only_what_the_characters_leave_open(text: str, hint: str, language: str) -> None:
    assert detect(text, hint) == language


def test_characters_of_both_scripts_prove_nothing() -> None:
    assert script_counts("后面里只有干") == (0, 0)


def test_simplified_text_keeps_its_length() -> None:
    text = "這個計程車的軟體裡面，滑鼠與網路都壞了"
    assert len(simplified(text)) == len(text)
    assert simplified(text).startswith("这个")
