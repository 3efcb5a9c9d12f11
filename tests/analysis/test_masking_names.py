"""Names: those of lists, those that only the words around them tell, and those that a caller knows."""

import pytest

from voc.analysis.masking import find, mask
from voc.analysis.personal import lists
from voc.analysis.personal.gazetteer import Known, known
from voc.analysis.training import people


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("zsófia", Known.GIVEN),
        ("oluwaseun", Known.GIVEN),
        ("grace", Known.GIVEN_OR_WORD),
        ("grzybowski", Known.NOTHING),
        ("okonkwo", Known.SURNAME),
        ("delivery", Known.WORD),
        ("heathrow", Known.PLACE),
        ("deliveroo", Known.FIRM),
    ],
)
def test_the_gazetteer_knows_names_from_words_places_and_firms(word: str, what: int) -> None:
    assert known(word) & what == what
    assert bool(known(word)) == bool(what)


def test_the_list_of_names_is_large_and_plain() -> None:
    found = lists.sections("people")
    assert {name: len(under.split()) > 1000 for name, under in found.items()} == dict.fromkeys(
        ["given", "given, also words", "surnames", "surnames, also words", "words", "rarer words", "places"], True
    )
    assert all(under.isascii() and under == under.lower() for under in found.values())
    # What is both is no given name that stands alone.
    assert not set(found["given"].split()) & set(found["words"].split())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Grace at the till was lovely", "[name] at the till was lovely"),
        ("Grace period of 30 days", "Grace period of 30 days"),
        ("The reception was lovely", "The reception was lovely"),
        ("Deliveroo was rude to us", "Deliveroo was rude to us"),
        ("Spoke to support, then to sales", "Spoke to support, then to sales"),
        ("Mohammed al-Rashid here", "[name] here"),
        ("Ana here, call 555-123-4567.", "[name] here, call [phone]."),
        ("验光师关晓彤验得很细", "验光师[name]验得很细"),
        ("对焦很快，方便面好吃", "对焦很快，方便面好吃"),
        ("会议室在三楼", "会议室在三楼"),
        ("师傅安装得快", "师傅安装得快"),
    ],
)
def test_what_stands_around_a_word_tells_whether_it_is_a_name(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Łukasz", "lukasz"),
        ("Дмитрий", "dmitriy"),
        ("Ελένη", "eleni"),
        ("민준", "minjun"),
        ("Zoë", "zoe"),
        ("王", ""),
        ("", ""),
    ],
)
def test_names_of_other_scripts_are_spelled_in_latin(name: str, latin: str) -> None:
    assert people.spelled(name) == latin


def test_the_list_is_the_same_bytes_for_the_same_names() -> None:
    assert people.written({"given": ["ana"]}) == people.written({"given": ["ana"]})


def test_people_and_numbers_are_told_apart_by_their_placeholders() -> None:
    assert mask("I told Tom Hart, then Lisa, then Tom.") == "I told [name 1], then [name 2], then [name 1]."
    assert mask("我叫王小明，客服李娜说小明先生要等") == "我叫[name 1]，客服[name 2]说[name 1]先生要等"
    assert mask("13800138000或13900139000，不是138-0013-8000") == "[phone 1]或[phone 2]，不是[phone 1]"


@pytest.mark.parametrize(
    ("firm", "text", "masked"),
    [
        ("Blue Harbour Ltd", "We at blue harbour wait", "We at [name] wait"),
        ("Acme Inc.", "Acme pays, the acme of it", "[name] pays, the acme of it"),
        ("蓝港贸易有限公司", "我们蓝港贸易等了很久", "我们[name]等了很久"),
        (" ", "nothing", "nothing"),
    ],
)
def test_the_company_of_the_respondent_is_hidden_in_full_alone(firm: str, text: str, masked: str) -> None:
    assert mask(text, firms=[firm]) == masked


# Names between words, and names that no list knows


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("昨天李斌接待的我们", "李斌"),
        ("希望陈淑美能道歉", "陈淑美"),
        ("人事谭慧通知我周一入职", "谭慧"),
        ("张岩医术高明", "张岩"),
        ("领队徐洁全程照顾老人", "徐洁"),
        ("护工玉梅照顾我爸", "玉梅"),
        ("导游卓玛讲得很有意思", "卓玛"),
        ("业务张家玮一直推销", "张家玮"),
        ("5号小芬手法很好", "小芬"),
        ("店里小雅帮我挑的裙子", "小雅"),
        ("导购艾米一路跟着", "艾米"),
        ("车主苗壮，预约保养没人接", "苗壮"),
        ("邹成骑手把汤全洒了", "邹成"),
        ("昨天林建华接待我", "林建华"),
        ("Reported this to Jagoda in facilities.", "Jagoda"),
        ("Had an appointment with Przemek last week.", "Przemek"),
        ("The best barista is Wiktoria.", "Wiktoria"),
        ("tom never rang back", "tom"),
        ("had keisha as my driver", "keisha"),
        ("thanks ngozi for everything", "ngozi"),
        ("Hannah and Jagoda looked after us.", "Jagoda"),
        ("A big thank you to Sue and the team!", "Sue"),
        ("I loved the songs of David Bowie.", "David Bowie"),
    ],
)
def test_a_name_is_told_by_the_words_around_it(text: str, name: str) -> None:
    assert name in {text[hit.start : hit.end] for hit in find(text) if hit.kind == "name"}


@pytest.mark.parametrize(
    "text",
    [
        "杨国福麻辣烫也有很多分店",
        "手机麦克风声音小",
        "最爱夏威夷果",
        "手工费好贵",
        "李先生牛肉面涨价了",
        "田老师红烧肉分量足",
        "客服美丽大方",
        "连妈妈都说不错",
        "专车司机很准时",
        "安娜喝完很舒服",
        "I was taken to James Cook hospital.",
        "The James Richardson International Airport is new.",
        "The Frank Sinatra playlist again.",
        "Caller was helpful but vague.",
        "Doctor rang back in half an hour.",
        "An evening at Sammy's is both dinner and theatre.",
        "You'd helped.",
    ],
)
def test_what_bears_a_name_is_nobody(text: str) -> None:
    assert mask(text) == text


# Known names


@pytest.mark.parametrize(
    ("names", "text", "masked"),
    [
        (["Ana Petrova"], "Ana Petrova was here", "[name] was here"),
        (["Ana Petrova"], "ANA  PETROVA and ana petrova", "[name] and [name]"),
        (["Ana Petrova"], "Thanks, Ana! Banana and Anatomy stay.", "Thanks, [name]! Banana and Anatomy stay."),
        (["Mark Price"], "Price is right, but the price is high", "[name] is right, but the price is high"),
        (["王小明"], "王小明说小明不在", "[name]说[name]不在"),
        (["欧阳娜娜"], "欧阳娜娜和娜娜", "[name]和[name]"),
        (["Ａｎａ"], "ana was here", "[name] was here"),
        (["Ana", "Ana Petrova"], "Ana Petrova", "[name]"),
        (["José Núñez"], "José Núñez, Núñez", "[name], [name]"),
        (["Li (Leo) *"], "Li (Leo) * was here", "[name] was here"),
        (["", " ", "A"], "A day", "A day"),
        (["Jane Doe"], "Write to jane.doe@example.org, Jane", "Write to [email], [name]"),
    ],
)
def test_names_that_the_caller_knows_are_hidden(names: list[str], text: str, masked: str) -> None:
    assert mask(text, names=names) == masked


def test_a_name_introduced_once_is_known_from_then_on() -> None:
    assert mask("我叫叶良辰，叶良辰不会再来") == "我叫[name]，[name]不会再来"
    assert mask("Mr. Harrison was rude. I told Harrison so.") == "Mr. [name] was rude. I told [name] so."
    assert mask("王先生说王家人不来") == "[name]先生说王家人不来"


def test_labels_can_be_translated() -> None:
    assert mask("电话13800138000，a@b.cn", labels={"phone": "电话号码"}) == "电话[电话号码]，[email]"
