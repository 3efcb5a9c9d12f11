"""Which Chinese signs may be part of a name, where a word begins rather than a name, and what may stand around."""

import re
from functools import cache

from voc.analysis.personal import lists
from voc.analysis.personal.chinese_cues import TITLE
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import HAN

SURE = lists.signs("names-zh", "surnames") - frozenset("路焦鲜管项舒甘游苗龙蓝曲")
SURNAMES = lists.signs("names-zh", "surnames") | lists.signs("names-zh", "surnames that are often words")
DOUBLE_SURNAMES = lists.words("names-zh", "surnames of two signs")
GIVEN = lists.signs("names-zh", "signs of given names")
GIVEN_ALONE = lists.signs("names-zh", "signs of given names that alone make a name of two")
_BEGINS_BY_HAND = lists.words("names-zh", "words that begin with the sign of a surname")
#: 安静护士, 方圆(店长): a word, but somebody's name before or after a role.
NAMES_TOO = lists.words("names-zh", "words that are names too where a role says so")
_STRADDLES_BY_HAND = lists.words("names-zh", "words whose second sign is that of a surname")

#: What cannot be part of a given name: the sentence goes on.
GOES_ON = frozenset(
    "的了是在我来很也都就要说和与吗呢吧啊你他她们这那个买想有没不被给把对到去过会能让用请打帮服态处推介负接下上从跟"
    "向才又还再只所以因但而且并或及叫做问告看"
    "您先女后前里外跑送拿退换修装卖催骂吼等找位该说来过会这个们与"
)
NICK_GIVEN = frozenset(
    "明红丽芳燕雪玲娟敏莉强军华刚杰辉斌涛峰磊伟娜静慧婷佳琳美月云霞萍英兰梅凤龙虎宝东南北飞宇轩晨阳欣怡然悦彤菲雯倩"
    "颖洁薇琪瑶"
)


#: Of the surnames that are often words, those that mostly are surnames.
OFTEN = frozenset("纪康屈景左丛隋黄周马高何方钱武严孔夏史黎毛于任付江万温田石金段施洪翟鲁章尚齐季祝童乔易连简")


def surname_length(text: str, at: int) -> int:
    if text[at : at + 2] in DOUBLE_SURNAMES:
        return 2
    is_word = text[at : at + 2] in _BEGINS_BY_HAND or text[at : at + 3] in _BEGINS_BY_HAND
    return 0 if text[at : at + 1] not in SURNAMES or (is_word and not _is_of_family(text, at)) else 1


def _is_of_family(text: str, at: int) -> bool:
    """张家玮: 张家 is a word, and 家 begins many given names."""
    is_family = text[at + 1 : at + 2] == "家" and text[at + 2 : at + 3] in GIVEN_ALONE
    return is_family and text[at : at + 3] not in beginnings()


def straddles(text: str, at: int) -> bool:
    """Whether the sign belongs to the word that ends with it: 谢 of 感谢."""
    return text[max(0, at - 1) : at + 1] in _straddling() or text[max(0, at - 2) : at + 1] in _straddling()


@cache
def beginnings() -> frozenset[str]:
    return _BEGINS_BY_HAND | lists.words("words-zh", "begin like a name")


@cache
def _straddling() -> frozenset[str]:
    return _STRADDLES_BY_HAND | lists.words("words-zh", "end with a surname")


@cache
def _crossing() -> frozenset[str]:
    return lists.words("words-zh", "begin with a given name")


def begins_word(text: str, at: int) -> bool:
    """Whether a word begins there rather than a name: 周到, 张家界."""
    is_word = text[at : at + 2] in beginnings() or text[at : at + 3] in beginnings()
    return is_word and not _is_of_family(text, at)


def crosses(text: str, stop: int) -> bool:
    """Whether the last sign before `stop` belongs to the next word: 芝 of 芝士."""
    return text[stop - 1 : stop + 1] in _crossing()


def given_length(text: str, at: int, longest: int = 2) -> int:
    """How many signs from here on can be a given name, without what is plainly the next word."""
    n = 0
    while (
        n < longest and text[at + n : at + n + 1] and re.match(f"[{HAN}]", text[at + n]) and text[at + n] not in GOES_ON
    ):
        n += 1
    title = TITLE.search(text, at, at + 5)
    return min(n, title.start() - at) if title else n


#: Beasts, fruit and sweets that people are called after: 小鹿, 小桃.
PET = frozenset(
    "胖鹿兔桃桔橙柠柚莓豆米糖果贝星月云露雪冰霜鱼燕雀鹤虎龙猴蛇马羊鸡狗猪牛鼠麦禾苗叶竹松柏梨杏枣丸团圆蕊朵朱宝"
)


def is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


#: What may follow a name: the end, a mark, or a word that goes on about a person.
AFTER_NAME_SIGNS = frozenset(
    "值配改离本一既等竞推催通建修点扎骂挺竟居确实反根完超十极够蛮并只曾早晚今昨当却即便仍刚才再又应耐热主全三两几"
    "亲连凭怎嘴人真简敢"
    "总的说在帮给是很打把告处负接来先也就都非特太一没不让和与跟去从对向为已会要还可能您你我他她态服细推送"
    "做介解安讲教回联发拿骗承答提叫老陪带照开称剪染烫办约弄洗煮烧炒泡调搬卸贴缝领扶抱追查核报填播喊吵笑站"
    "坐走飞拍画写念唱弹跳劝邀指挂诊治护操制设装维保养清整销卖荐责理决办约记录登注授训投寄发付退换"
    "换缴借租买吃喝睡玩等候迟这那样收上下午明前后同任职当出面经说来帮给对没会为态亲电还问看"
    "签住想到跑手有"
)
_AFTER_NAME = Pattern(
    rf"(?![{HAN}])|[{''.join(sorted(AFTER_NAME_SIGNS))}]|先生|女士|小姐|经理|老师|师傅|医生|护士|同学|工作|服务|反映|四处|记录"
)
BEFORE_NAME = frozenset(
    "嘅由因让对遇派换加约劳烦夸赞怪骂怨告求问询访邀请求靠凭托嘱陪帮扶聘雇招找寻觅认识记得好像听说个名员师生士理长工"
    "护导购机服友公婆妻夫妈爸姐哥妹弟儿女孙叔伯姨舅姑侄甥台房东客主任保洁嫂医师员长经"
)
BEFORE_NAME |= frozenset(
    "部里处家店组班楼室科号司口把成务是为改下写到告这那位给跟诉扬系烦报找和让由叫对被向请谢问与及有"
    "名的了说见夸赞到让给对请谢问为"
)


def is_border(text: str, at: int) -> bool:
    return bool(_AFTER_NAME.match(text, at))


#: After these a person is spoken of: 找李娜.
SPOKEN_OF = frozenset("诉扬系报找跟让由被谢请问对给告写到下员师生士理长工护导购机婆公友客傅")
ANY_SURNAME = f"(?:{'|'.join(sorted(DOUBLE_SURNAMES))}|[{''.join(sorted(SURNAMES))}])"
