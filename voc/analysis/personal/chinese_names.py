"""Chinese names of people: introduced, addressed by a title, called 小王, or plainly a surname with a given name."""

import re
from functools import cache

from voc.analysis.personal import lists
from voc.analysis.personal.english_cues import STOP
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.rules import CAPITAL, HAN, HAN_TEXT, LATIN, LETTER, TAKEN, Rule, Span

_SURE = lists.signs("names-zh", "surnames") - frozenset("路焦鲜管项舒甘游苗龙龍蓝藍曲")
SURNAMES = lists.signs("names-zh", "surnames") | lists.signs("names-zh", "surnames that are often words")
DOUBLE_SURNAMES = lists.words("names-zh", "surnames of two signs")
GIVEN = lists.signs("names-zh", "signs of given names")
_GIVEN_ALONE = lists.signs("names-zh", "signs of given names that alone make a name of two")
_BEGINS_BY_HAND = lists.words("names-zh", "words that begin with the sign of a surname")
#: 安静护士, 方圆(店长): a word, but somebody's name before or after a role.
NAMES_TOO = lists.words("names-zh", "words that are names too where a role says so")
_STRADDLES_BY_HAND = lists.words("names-zh", "words whose second sign is that of a surname")

#: What cannot be part of a given name: the sentence goes on.
_GOES_ON = frozenset(
    "的了是在我来很也都就要说和与吗呢吧啊你他她们这那个买想有没不被给把对到去过会能让用请打帮服态处推介负接下上从跟"
    "向才又还再只所以因但而且并或及叫做问告看"
    "您先女后前里外跑送拿退换修装卖催骂吼催等找位該該說來過會這個們與"
)

_TITLES = (
    "先生|女士|小姐|太太|夫人|经理|經理|老师|老師|师傅|師傅|主任|主管|医生|醫生|医师|醫師|护士长|护士|護士"
    "|大夫|阿姨|叔叔|大叔|大爷|大妈|奶奶|爷爷|总监|总经理|店长|店長|组长|队长|班长|科长|处长|局长|部长"
    "|院长|校长|行长|站长|教授|律师|律師|同学|同志|教练|教練|顾问|顧問|管家|师兄|师姐|学长|学姐|客服|柜员"
    "|技师|工程师|工程師|药师|营养师|助理|导游|導遊|老板|老闆|老板娘|大哥|大姐|小哥|哥哥|姐姐|董事长|厂长"
    "|村长|领班|专员|會計|秘书|警官|法官|博士|姑娘|大嫂|大伯|大婶|大嬸|大妹子|處長|科長|局長|組長|隊長|總監|阿伯"
)
_TITLE = re.compile(_TITLES)
#: Titles of one sign, which must not begin another word.
_SHORT_TITLE = re.compile(
    r"(?:总(?!是|的|共|之|算|结|体|会|而|觉|说|计|能|有|得|部|公司|监|经)|总(?=说|的态|的服)|哥(?!伦|特|斯|德"
    r"|们)|姐(?!妹|夫|们)|姨(?!妈)|叔|嫂|工(?!作|资|具|程|人|艺|商|厂|行|期|地|业|号|牌|夫|单|装|匠|费|时|序)"
    r"|老(?=说|帮|给|教|上|讲|的课)|董(?!事)|医(?=说|很|的|帮|给|开)|導|导(?=游|的|说|很))"
)

_SELF = (
    r"我叫|我的名字是|我的名字叫|我名字叫|名字叫|我名叫|名叫|本人姓名|本人|姓名|名字|我姓|免贵姓|免貴姓"
    r"|他叫|她叫|我是|我係|叫做|大名|敝姓|鄙人|昵称叫|人称|姓|实名|實名|抬头写?|抬頭|备注写?的?|備註|署名写?的?"
    r"|名字写的?|名牌写?|胸牌写?|工牌写?"
    r"|写的是|写成|登记的是|登记在|挂的是|名下|户主|机主|法人|委托人|监护人|申诉人|致电人|来电人|取件联系|联系|聯絡"
    r"|聯繫|紧急联系人|对接人|對接人|经办|接洽人|收货人|收件|回复我的是|接待我的是"
    r"|接待的是|服务的是"
    r"|接电话的是|接線的是|接待我們的是|负责的是|当班的是|值班的是|叫"
)
_PERSON = (
    r"联系人|聯繫人|聯絡人|收件人|收货人|收貨人|寄件人|发件人|經辦人|经办人|负责人|當事人|当事人|申请人"
    r"|申請人|投保人|被保险人|持卡人|开户名|户名|戶名|签收人|签名|署名|落款|乘客|旅客|入住人|预订人|预约人"
    r"|客人|患者|病人|学员|学生|家长|车主|业主|户主|房东|房客|老公|老婆|丈夫|妻子|太太|爱人|老伴|妈妈|爸爸"
    r"|姐姐|哥哥|妹妹|弟弟|男朋友|女朋友|男友|女友|室友|邻居|孩子|闺蜜|外婆|奶奶|爷爷|外公|侄女|外甥|表哥"
    r"|表姐|儿子|女儿|父亲|母亲|朋友|同事|家属|家屬|亲家|親家|客户|客戶|用户|用戶|住户|住戶|租户|会员|會員|业主|居民|村民"
    r"|我妈|我爸|我哥|我姐|我弟|我妹|我舅|我叔|我姨|我姑|我媽|我嫂|他妈|她妈|岳父|岳母|婆婆|公公|嫂子|儿媳|女婿|舅舅|姑姑|姨妈|堂哥|堂姐|堂弟|堂妹|表弟|表妹|表叔|爺爺"
    r"|阿公|阿嬤|媽媽|兒子|女兒|父親|母親|旅客|考生|消费者|投诉人|來電人|來訪人|来访人|反映人|诉求人|顾客|顧客"
)
_JOB = (
    "客服|客服人员|客服专员|客服小姐姐|客服小姐|客服小哥|客服代表|店员|店員|服务员|服務員|服务生|导购|导购员"
    "|導購|销售|销售员|销售顾问|销售人员|銷售|业务员|業務員|顾问|顧問|护士|護士|护士长|医生|醫生|医师|主治医师"
    "|主任|大夫|司机|司機|师傅|師傅|快递员|快遞員|快递小哥|外卖员|外卖小哥|配送员|送货员|骑手|经理|經理|店长"
    "|店長|主管|前台|櫃檯|柜员|櫃員|收银员|收銀員|技师|设计师|发型师|美容师|理发师|按摩师|工程师|维修员|维修工"
    "|安装工|安装师傅|教练|教練|老师|老師|讲师|班主任|辅导员|导游|導遊|领队|管家|保安|乘务员|乘務員|乘务长"
    "|空姐|地勤|工作人员|員工|员工|职员|专员|理财师|理财经理|客户经理|大堂经理|值班经理|项目经理|中介|经纪人"
    "|接线员|接待|接待员|代表|助理|秘书|律师|保洁|阿姨|月嫂|店主|卖家|掌柜|大厨|厨师|厨师长|团长|网格员|物业"
    "|業務|業務員|业务|一位|一个|有个|有位|小妹|小弟|老师傅|师父|店小二|美容顾问|美导|美甲师|调酒师|咖啡师|摄影师|化"
    "妆师|乘务|专员|專員|電話專員|督導員|領班|裁缝|修理工|电工|水管工|木工|油漆工|月嫂|育儿嫂|钟点工"
    "|家政|護理師|護理長|护工|药剂师|藥師|營養師|治療師|心理师|咨询师|諮詢師|客服經理|值班|主播|楼管|宿管|审核员|理"
    "赔员|定损员|查勘员|柜台|櫃台|櫃姐|門市|专柜|客房|行李员|門童|门童"
    "|老板|老闆|老板娘|老闆娘|组长|組長|队长|班长|科长|处长|院长|校长|站长|行长|部长|总监|督导|督導|讲解员|解說員|讲"
    "解|教授|博士|同学|同學|学长|学姐|邻座|队友|室友|房客|租客|护理|投诉|表扬"
    "|感谢|谢谢|謝謝|感謝|多亏|夸夸|点赞|推荐|點名|点名|辛苦|麻烦|祝"
)
#: After these, what follows is a name; after the second list, it is one if it looks like one.
_SELF_CUES = frozenset(_SELF.split("|"))
_PERSON_CUES = frozenset(_PERSON.split("|"))
#: After these much else than a name may follow.
_WEAK_CUES = frozenset(
    "联系 聯絡 聯繫 备注 备注写 备注写的 備註 写的是 写成 挂的是 登记在 登记的是 名下 投诉 表扬 感谢 谢谢 謝謝 感謝 "
    "多亏 夸夸 点赞 推荐 點名 点名 辛苦 麻烦 祝 抬头 抬頭 叫 姓 我是 我係 人称 "
    "值班 讲解 护理 家政 柜台 櫃台 门市 門市 专柜 客房".split()
)
_JOB_CUES = frozenset(_JOB.split("|")) - _WEAK_CUES
_CUES = sorted(_SELF_CUES | _PERSON_CUES | frozenset(_JOB.split("|")), key=lambda cue: (-len(cue), cue))
_LATIN_NAME = r"(?:[A-Z][A-Za-z'-]{1,19}|[a-z]{3,12}(?![a-z0-9_@.]))(?:\s[A-Z][A-Za-z'-]{1,19}){0,2}"
_INTRODUCED = re.compile(
    rf"(?P<cue>{'|'.join(_CUES)})(?P<link>是|为|為|填的?是?|写的?是?|改成|改为|换成|叫做|叫|名叫|做|姓"
    rf"|[:\s(「“])?\s?(?=(?P<it>(?:小|老"
    rf"|阿)?[{HAN}]{{1,5}}|{_LATIN_NAME}))"
)
_CALLED = re.compile(
    rf"叫(?:做)?(?P<it>(?:小|老|阿)?[{HAN}]{{1,4}}?|{_LATIN_NAME}|[A-Za-z]{{2,12}})(?=的(?:客服|店员|服务|小"
    rf"|护士|医生|师傅|员工|工作|销售|导购|经理|骑手|司机|快递|姑娘|女|男|人|先生|老师|技师|教练|顾问|主管|接待"
    rf"|乘务|空|阿姨|大|小伙))"
)
_NICK_GIVEN = frozenset(
    "明红丽芳燕雪玲娟敏莉强军华刚杰辉斌涛峰磊伟娜静慧婷佳琳美月云霞萍英兰梅凤龙虎宝东南北飞宇轩晨阳欣怡然悦彤菲雯倩"
    "颖洁薇琪瑶"
)


#: Of the surnames that are often words, those that mostly are surnames.
_OFTEN = frozenset(
    "纪紀康屈景左丛叢隋黄周马高何方钱武严孔夏史黎毛于任付江万黃馬錢嚴溫温田石金段施洪翟鲁章尚齐齊季祝童乔喬易连連简簡"
)


def _surname_length(text: str, at: int) -> int:
    if text[at : at + 2] in DOUBLE_SURNAMES:
        return 2
    is_word = text[at : at + 2] in _BEGINS_BY_HAND or text[at : at + 3] in _BEGINS_BY_HAND
    return 0 if text[at : at + 1] not in SURNAMES or is_word else 1


def _straddles(text: str, at: int) -> bool:
    """Whether the sign belongs to the word that ends with it: 谢 of 感谢."""
    return text[max(0, at - 1) : at + 1] in _straddling() or text[max(0, at - 2) : at + 1] in _straddling()


@cache
def _begins() -> frozenset[str]:
    return _BEGINS_BY_HAND | lists.words("words-zh", "begin like a name")


@cache
def _straddling() -> frozenset[str]:
    return _STRADDLES_BY_HAND | lists.words("words-zh", "end with a surname")


@cache
def _crossing() -> frozenset[str]:
    return lists.words("words-zh", "begin with a given name")


def _begins_word(text: str, at: int) -> bool:
    """Whether a word begins there rather than a name: 周到, 张家界."""
    return text[at : at + 2] in _begins() or text[at : at + 3] in _begins()


def _crosses(text: str, stop: int) -> bool:
    """Whether the last sign before `stop` belongs to the next word: 芝 of 芝士."""
    return text[stop - 1 : stop + 1] in _crossing()


def _given_length(text: str, at: int, longest: int = 2) -> int:
    """How many signs from here on can be a given name, without what is plainly the next word."""
    n = 0
    while (
        n < longest
        and text[at + n : at + n + 1]
        and re.match(f"[{HAN}]", text[at + n])
        and text[at + n] not in _GOES_ON
    ):
        n += 1
    title = _TITLE.search(text, at, at + 5)
    return min(n, title.start() - at) if title else n


def _addressed(match: re.Match[str]) -> Span | None:
    """The name before a title, with the title where it is as telling as the name: 宁处长, 崔大哥."""
    found = _before_title(match)
    return (found[0], match.end()) if found and found[1] == match.start() and match[0] in _RANKS else found


_RANKS = frozenset(
    "处长 處長 科长 科長 局长 局長 部长 "
    "站长 行长 院长 校长 班长 队长 隊長 组长 組長 村长 大哥 大姐 大嫂 大伯 大婶 大嬸 阿伯".split()
)


def _before_title(match: re.Match[str]) -> Span | None:
    """The longest name that ends where the title begins: 李小明 rather than 明 before 先生."""
    text, end = match.string, match.start()
    if word := _word_addressed(text, end):
        return word
    for start in range(max(0, end - 4), end):
        length = _surname_length(text, start)
        if not length or start + length > end or _straddles(text, start):
            continue
        given = text[start + length : end]
        if len(given) <= 2 and not _GOES_ON.intersection(given) and all("\u4e00" <= sign <= "\u9fff" for sign in given):
            if len(given) and not (set(given) <= GIVEN) and text[start] not in _SURE:
                continue
            nick = start > 0 and text[start - 1] in "小老" and not given
            return start - nick, end
    if end and text[end - 1] in SURNAMES and not _begins_word(text, end - 1) and not _straddles(text, end - 1):
        return end - 1, end
    if end > 1 and text[end - 2] in "小阿" and text[end - 1] in _NICK_GIVEN:
        return end - 2, end
    return None


def _word_addressed(text: str, end: int) -> Span | None:
    """安静 before 护士, where a sentence begins or somebody is spoken of."""
    start = end - 2
    if start < 0 or text[start:end] not in NAMES_TOO:
        return None
    before = text[start - 1 : start]
    return (start, end) if not before or not _is_han(before) or before in _SPOKEN_OF else None


def _shortly_addressed(match: re.Match[str]) -> Span | None:
    """张总, 王姐: a sure surname right before the sign, and no word around it."""
    text, at = match.string, match.start() - 1
    before = text[at - 1 : at] if at > 0 else ""
    is_free = not before or not _is_han(before) or before in _SPOKEN_OF or before in "的里找跟是和问位谢感叫被让给管"
    if at >= 0 and text[at] in _NICK_GIVEN and match[0][0] in "姐哥姨" and not _straddles(text, at):
        # 丽姐, where a sentence or a place ends before.
        return (at, at + 1) if is_free and _border(text, match.end()) else None
    if at < 0 or text[at] not in SURNAMES or _straddles(text, at) or _begins_word(text, at):
        return None
    # A surname that is often a word needs a border before it.
    return (
        (at, at + 1)
        if is_free or (text[at] in _SURE | _OFTEN and before in _BEFORE_NAME | frozenset("小老有听见"))
        else None
    )


#: After these a name follows, whatever its signs mean.
_SURE_CUES = frozenset(
    "名字 大名 我叫 我的名字是 我的名字叫 我名字叫 名字叫 我名叫 名叫 他叫 她叫 姓名 本人姓名 叫做 "
    "联系人 聯絡人 聯繫人 收件人 收货人 "
    "收貨人 户名 戶名 持卡人 开户名 签名 署名 寄件人 发件人 实名 實名 抬头写 名字写的 名字写 紧急联系人 机主 法人 委"
    "托人 监护人 预订人 预约人 投保人 被保险人 对接人 對接人 经办人 經辦人 接洽人".split()
)
_SURNAME_CUES = frozenset("我姓 姓 免贵姓 免貴姓 敝姓".split())
_CALLED_LINKS = frozenset("叫 名叫 叫做".split())


def _introduced(match: re.Match[str]) -> Span | None:
    text, start, it = match.string, match.start("it"), match["it"]
    if it[0].isascii():
        return _latin_introduced(match)
    if _TITLE.match(text, start):
        return None
    if it[0] in "小老阿" and len(it) > 1 and (found := _nicknamed(text, start)):
        return found
    if match["link"] == "姓" or match["cue"] in _SURNAME_CUES:
        return _surname_alone(match)
    if text[start : start + 2] in NAMES_TOO and (
        (match["cue"] in _JOB_CUES and _ACTS.match(text, start + 2))
        or (match["cue"] in _SURE_CUES and not _is_han(text[start + 2 : start + 3] or "。"))
    ):
        return start, start + 2
    length = _surname_length(text, start)
    return _in_full(match, length) if length else _given_only(match, start)


#: What a courier or an agent does right after the name.
_ACTS = re.compile("说|說|帮|幫|把|送|没|接(?!到)|答应|告诉|承诺|打电话|态度")


def _latin_introduced(match: re.Match[str]) -> Span | None:
    """客服Lisa, 我叫John."""
    link, word = (match["link"] or "").strip(), match["it"].split()[0]
    what = known(word.lower())
    if (word.isupper() and len(word) > 1 and not what & Known.GIVEN) or what & Known.FIRM or word.lower() in STOP:
        return None
    is_cued = (
        match["cue"] in _SELF_CUES | _PERSON_CUES and match["cue"] not in _WEAK_CUES
    ) or link in _CALLED_LINKS | {"是"}
    is_named = what & NAMED or (match["cue"] in _JOB_CUES and not what & OTHER and len(word) > 2)
    return match.span("it") if (is_cued and not (what & Known.WORD and not what & NAMED)) or is_named else None


def _surname_alone(match: re.Match[str]) -> Span | None:
    """我姓潘, 师傅姓马; not 姓名."""
    text, start = match.string, match.start("it")
    length = _surname_length(text, start) or (1 if match["link"] and text[start] in SURNAMES else 0)
    return (start, start + length) if length else None


def _in_full(match: re.Match[str], length: int) -> Span | None:
    """A surname of so many signs, and the given name after it."""
    text, start, cue = match.string, match.start("it"), match["cue"]
    end, link = start + length, (match["link"] or "").strip()
    given = _given_length(text, end)
    if cue in _SURE_CUES or (cue not in _SELF_CUES and link in _CALLED_LINKS | {":", "("}):
        alone = _ALONE.match(text, end)
        return (start, alone.end() if alone else _best_end(text, end, given)) if given or alone else None
    return _plausible(text, start, length, given, may_be_often=cue in _PERSON_CUES | _JOB_CUES)


#: Under a cue such as 收件人: up to three signs that a mark closes are the given name, whatever they mean.
_ALONE = re.compile(rf"(?![{HAN}]{{0,2}}的)[{HAN}]{{1,2}}(?=[,.;!?:)\n、。；]|$)")


def _best_end(text: str, end: int, given: int) -> int:
    """Two signs where both can be a given name or nothing else follows, else as many as look like one."""
    if (
        given == 2
        and not (text[end] in GIVEN and text[end + 1] in GIVEN)
        and re.match(f"[{HAN}]", text[end + 2 : end + 3] or "。")
    ):
        # 我叫李雷住在: the second sign begins the next word.
        return end + (2 if text[end + 1] in GIVEN or text[end] not in _GIVEN_ALONE else 1)
    return end + given


def _plausible(text: str, start: int, length: int, given: int, *, may_be_often: bool) -> Span | None:
    """A surname and a given name whose signs are those of given names, with a border behind it."""
    end = start + length
    for n in (2, 1):
        if given < n:
            continue
        signs = text[end : end + n]
        allowed = GIVEN if n == 2 or length == 2 else (GIVEN if text[start] in _SURE | _OFTEN else frozenset[str]())
        if not set(signs) <= allowed or text[start : end + n] in _begins():
            continue
        if n == 1 and _crosses(text, end + n):
            continue
        is_likely = n == 2 and (text[start] in _SURE or (may_be_often and text[start] in _OFTEN))
        if _border(text, end + n) or is_likely or length == 2:
            return start, end + n
    return None


def _given_only(match: re.Match[str], start: int) -> Span | None:
    """客服美丽 is praise; 我叫美玲 is a name."""
    alone = _ALONE.match(match.string, start)
    if match.string[start] in "得我你他她啥什个了":
        return None
    if (match["link"] or "").strip() in {"叫", "名叫", "叫做"} and match["cue"] not in _SELF_CUES and alone:
        return start, alone.end()
    if match["cue"] not in {"我叫", "名叫", "他叫", "她叫", "我的名字叫", "名字叫", "姓名"}:
        return None
    text = match.string
    n = _given_length(text, start)
    return (
        (start, start + n)
        if n and set(text[start : start + n]) <= GIVEN and _border(text, start + n) and n > 1
        else None
    )


_NO_NICK = lists.words("names-zh", "words that look like nicknames")


def _nicknamed(text: str, start: int) -> Span | None:  # noqa: PLR0911
    """小王, 老李, 阿明, 小雅, 小燕子 after a cue."""
    first, second, third = text[start : start + 1], text[start + 1 : start + 2], text[start + 2 : start + 3]
    if (
        text[start : start + 2] in _NO_NICK
        or text[start : start + 3] in _NO_NICK
        or second in _GOES_ON
        or not _is_han(second)
    ):
        return None
    if second in SURNAMES and (second in _SURE or second in _OFTEN or (first == "小" and _border(text, start + 2))):
        if _begins_word(text, start + 1):
            return None
        return start, start + 2 + (first == "老" and third in ("头", "頭", "爷", "太"))
    if first == "老" or second not in GIVEN | _NICK_GIVEN | _PET:
        return None
    if third and (third == second or third in "子儿兒") and _is_han(third):
        return start, start + 3
    if third in GIVEN and _is_han(third) and not _border(text, start + 2) and _border(text, start + 3):
        return start, start + 3
    return start, start + 2


#: Beasts, fruit and sweets that people are called after: 小鹿, 小桃.
_PET = frozenset(
    "胖鹿兔桃桔橙柠柚莓豆米糖果贝星月云露雪冰霜鱼燕雀鹤虎龙猴蛇马羊鸡狗猪牛鼠麦禾苗叶竹松柏梨杏枣丸团圆蕊朵朱宝"
)


def _is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


#: What may follow a name: the end, a mark, or a word that goes on about a person.
AFTER_NAME_SIGNS = frozenset(
    "值配改离離本一既等竞推催通建修点扎骂挺竟居确实反根完超十极够蛮并只曾早晚今昨当却即便仍刚才再又应耐热主全三两几"
    "亲连凭怎嘴人真简敢"
    "总的说在帮给是很打把告处负接来先也就都非特太一没不让和与跟去从对向为已会要还可能您你我他她态服细推送"
    "做介解安讲教回联发拿骗承答提叫老陪带照开称剪染烫办约弄洗煮烧炒泡调搬卸贴缝领扶抱追查核报填播喊吵笑站"
    "坐走飞拍画写念唱弹跳劝邀指挂诊治护操制设装维保养清整销卖荐责理决辦約記记录錄登注註授训訓投寄發付退换"
    "換缴繳借租买買吃喝睡玩等候迟遲这這那样樣收上下午明前后後同任职職當出面經說來幫給對沒會為態親電還问看"
    "签住想到跑手有"
)
_AFTER_NAME = re.compile(
    rf"(?![{HAN}])|[{''.join(sorted(AFTER_NAME_SIGNS))}]|先生|女士|小姐|经理|老师|师傅|医生|护士|同学|工作|服务|反映|四处|记录"
)
_BEFORE_NAME = frozenset(
    "嘅由因让对遇派换加约劳烦夸赞怪骂怨告求问询访邀请求靠凭托嘱陪帮扶聘雇招找寻觅认识记得好像听说个名员师生士理长工"
    "护导购机服友公婆妻夫妈爸姐哥妹弟儿女孙叔伯姨舅姑侄甥台房東东客主任保洁嫂医醫護師員長經經"
)
_BEFORE_NAME |= frozenset(
    "部里处家店组班楼室科号司口把成務务是为改下写寫到告这那位给跟诉扬系烦报是找跟和让由给叫对被向请谢问与及为把有位"
    "名的了说见夸赞到见讓給對請謝問為說"
)


def _border(text: str, at: int) -> bool:
    return bool(_AFTER_NAME.match(text, at))


_NICK = re.compile(rf"[小老阿][{HAN}]")
_ROLE_AFTER_NICK = re.compile(
    r"骑手|师傅|師傅|客服|店员|服务员|快递员|外卖员|司机|护士|医生|老师|教练|技师|经理|店长|主管|管家|导购"
)
_ROLE_BEFORE = frozenset(
    "客服 师傅 師傅 店员 店員 经理 經理 店长 店長 管家 销售 导购 中介 护士 司机 员工 骑手 前台 顾问 柜员 同事 朋友 "
    "技师 教练 助理 老师 专员 代表 主管 姑娘 伙子 大姐 大哥 阿姨 "
    "小妹 小弟 闺女 妹子 哥们 闺蜜 室友 學妹 學弟 骑士".split()
)


#: 送奶的老吴, 后来小周.
_TRADE_BEFORE = re.compile(
    rf"(?:[送修卖賣收开開管看换換装裝教做理扫掃配烧燒切杀补補剪磨跑拉搬保][{HAN}]{{1,2}}的"
    r"|后来|後來|昨天|今天|结果|結果|这次|上次|当时|最后|幸好|还好|刚才|早上|上午|下午|晚上|那个|这个|楼下|隔壁)$"
)


def _nick(match: re.Match[str]) -> Span | None:
    """小王 and 阿强 where no cue stands, as long as the sentence goes on as about somebody."""
    text, start = match.string, match.start()
    before, second = text[start - 1 : start], text[start + 1]
    has_role = (
        text[max(0, start - 2) : start] in _ROLE_BEFORE
        or bool(_ROLE_AFTER_NICK.match(text, start + 2))
        or (
            match[0] not in {"老汤", "老路", "老胡", "老范", "老谭"}
            and bool(_TRADE_BEFORE.search(text, max(0, start - 5), start))
        )
    )
    if (
        before
        and _is_han(before)
        and before not in _BEFORE_NICK
        and not has_role
        and not (match[0][0] == "阿" and before in _BEFORE_NAME)
    ):
        return None
    is_surname = second in _SURE or second in "黄周马高何方钱武黃錢馬"
    if not (is_surname or (match[0][0] == "阿" and second in _NICK_GIVEN | _GIVEN_ALONE) or has_role):
        return None
    found = _nicknamed(text, start)
    if found and is_surname and (text[found[1] - 1] in "头頭" or text.startswith("家的", found[1])):
        return found
    if not found or (match[0] in {"小许", "老许"} and text[start + 2 : start + 3] == "多"):
        return None
    is_certain = match[0][0] == "阿" or has_role or (before and before in _SPOKEN_OF | frozenset("找问跟和是叫"))
    return found if is_certain or _border(text, found[1]) else None


_BEFORE_NICK = frozenset(
    "诉扬系烦报是找跟和让由给叫对被向请谢问与及为把位名的了说见夸赞到讓給對請謝問為說嘅加约派換换，"
)
_LATIN_NICK = re.compile(r"阿[A-Z][a-z]{1,9}(?![a-z])")
#: A Chinese name in an English sentence.
_HAN_IN_ENGLISH = re.compile(rf"(?<=[a-z.,][ \n])[{HAN}]{{2,4}}(?![{HAN}])")
_BEFORE_HAN = re.compile(
    r"(?i:(?:name is|i am|i'm|this is|called|named|spoke to|spoke with|ask for|mr|mrs|ms|miss|dr|with|by|from"
    r"|thanks to|thank you|signed|regards,?)\.?)[ \n]$"
)


def _han_in_english(match: re.Match[str]) -> Span | None:
    text, start = match.string, match.start()
    is_told = _BEFORE_HAN.search(text, max(0, start - 14), start)
    return match.span() if is_told and _surname_length(text, start) else None


#: Only the surname is taken by the pattern, so that a sign before it that is one too does not hide it: 师 of 师关晓彤.
_PLAIN = re.compile(rf"(?:{'|'.join(sorted(DOUBLE_SURNAMES))}|[{''.join(sorted(SURNAMES))}])(?=[{HAN}])")
_TWO_SIGNS = re.compile(f"[{HAN}]{{1,2}}")
#: A child is called 乐乐 and 贝贝.
_CHILD = re.compile(
    rf"(?:儿子|女儿|女兒|兒子|孩子|宝宝|寶寶|闺女|小孩|孙子|孙女|外孙|外甥|侄子|侄女|娃|团长|弟弟|妹妹|闺蜜|室友|女朋友|女友|同事|朋友|表妹|表姐|堂妹|学妹|姐妹|主播|客服|美容师|教练)(?:叫|名叫"
    rf"|是)?(?P<it>(?![爸妈哥姐弟妹宝爷奶叔伯舅姑姨公婆天刚常偏仅慢渐往处样人家个多少太真好很都还也就又][爸妈哥姐弟妹宝爷奶叔伯舅姑姨公婆天])([{HAN}])\2)"
)


def _child(match: re.Match[str]) -> Span | None:
    return match.span("it") if match["it"][0] in GIVEN | _NICK_GIVEN | _PET else None


_STRONG_AFTER = re.compile(
    r"(?:先生|女士|小姐|经理|老师|师傅|医生|护士|同学|说|态度|的?服务|的态度|帮(?:我|忙|了|助)|告诉|负责|接待"
    r"|处理|打电话|推荐|介绍|很(?:耐心|热情|负责|细心|专业|好|贴心)|非常(?:耐心|热情|负责|专业|好)|特别(?:耐心"
    r"|热情|好)|给我|耐心|热情|专业|挂我|挂了|催我|跟我|对我|问我|叫我|承诺|答应|点赞|點讚|骂|送|上门|服務|態度|說|幫)"
)


#: After these a person is spoken of: 找李娜.
_SPOKEN_OF = frozenset(
    "诉扬系报找跟让由被谢请问讓谢謝對跟訴揚報給给告写寫到下员員师師生士理长長工护導导购購机機婆公友客傅"
)


def _plain(match: re.Match[str]) -> Span | None:
    text, start = match.string, match.start()
    if _straddles(text, start) or (_begins_word(text, start) and not _is_doubled(text, start)):
        return None
    signs = _TWO_SIGNS.match(text, match.end())
    end = signs.end() if signs else match.end()
    before = text[start - 1 : start]
    stands_free = not before or not _is_han(before)
    if not stands_free and before not in _BEFORE_NAME and text[max(0, start - 2) : start] != "一下":
        return None
    length = len(match[0])
    is_sure = text[start] in _SURE or length == 2
    for stop in range(end, start + length, -1):
        given = text[start + length : stop]
        if not _GOES_ON.isdisjoint(given) or given[0] == "氏":
            continue
        if len(given) == 2 and _is_pair(text, start, stop, given, is_sure=is_sure):
            return start, stop
        if len(given) == 1 and _is_single(text, start, stop, given, before, is_sure=is_sure):
            return start, stop
    return None


def _is_doubled(text: str, start: int) -> bool:
    """汤圆圆反映, 何苗苗说: the surname begins a word, but the given name is a sign twice, and somebody acts."""
    is_free = start == 0 or not _is_han(text[start - 1])
    is_twice = text[start + 1 : start + 2] == text[start + 2 : start + 3] != ""
    return is_free and is_twice and bool(re.match("反映|来电|说|帮|记录|很|老师|，|,", text[start + 3 : start + 5]))


#: What a dish, a place or a thing ends in, and particles.
_THINGS = frozenset(
    "鱼魚虾蝦蟹肉饼餅汤湯豆菜茶酒面麵粉饭飯粥糕酱醬油果瓜店巷路街门門子城桥橋湾灣镇鎮村馆館楼樓锅鍋盔头頭吗呢哦啊了"
    "吧嘛呀啦机機器车車包箱花鸭鴨鹅鵝粉蛋糖串氏"
)


def _is_single(text: str, start: int, stop: int, given: str, before: str, *, is_sure: bool) -> bool:
    """Whether a surname with one sign is a name: the likelier the sign, the less else must tell."""
    if not _border(text, stop) or _crosses(text, stop) or not (is_sure or text[start] in _OFTEN):
        return False
    is_spoken_of = bool(before) and before in _SPOKEN_OF
    is_strong = is_spoken_of or bool(_STRONG_AFTER.match(text, stop)) or text[start - 2 : start] == "的是"
    if given in _GIVEN_ALONE:
        is_free = not before or not _is_han(before)
        return is_strong or (is_free and bool(_SUBJECT_AFTER.match(text, stop))) or (is_sure and before in _BEFORE_NAME)
    if given not in GIVEN:
        return False
    return is_sure and (is_strong or before in _BEFORE_NAME)


def _is_rare(text: str, stop: int, given: str) -> bool:
    """Whether two signs of which one is rare in names are a name: then everything around must be a name's."""
    if given[1] in _THINGS or set(given).isdisjoint(GIVEN) or set(given) & AFTER_NAME_SIGNS:
        return False
    return _border(text, stop) and not _crosses(text, stop) and not _crosses(text, stop - 1)


def _is_pair(text: str, start: int, stop: int, given: str, *, is_sure: bool) -> bool:
    """Whether a surname with two signs is a name: the rarer the signs in words, the less else must tell."""
    if not set(given) <= GIVEN:
        return is_sure and _is_rare(text, stop, given)
    alone = len(set(given) & _GIVEN_ALONE)
    has_border = _border(text, stop) and not _crosses(text, stop)
    if _crosses(text, stop) and not _border(text, stop):
        return False
    if not is_sure and not (text[start] in _OFTEN or alone == 2 or given[0] == given[1]):
        return bool(has_border and alone and _STRONG_AFTER.match(text, stop))
    if alone == 2 or (alone and (has_border or is_sure)) or (given[0] == given[1] and has_border):
        return True
    if bool(_STRONG_AFTER.match(text, stop)):
        return has_border
    return is_sure and has_border and not _WORD_PAIRS.search(given)


#: Two signs of given names that together are a word: then more must tell.
_WORD_PAIRS = re.compile(
    r"家庭|正常|信息|明天|成功|思想|金色|清新|清明|安全|和平|和谐|永远|长期|文化|文学|国家|国际|天然|天空|大海|花园"
    r"|自然|经典|冰雪|春秋|春天|夏天|秋天|冬天|月光|星期|星星|美丽|美好|健康|平安"
    r"|幸福|快乐|光明|金钱|生意|生活|水平|江山|河山|高兴|友好|友善"
    r"|同意|同志|善良|正义|正义|成立|成长|成员|长城|长江|东方|中国|华丽|英雄|英国|德国|美国|泰国|法国|家乡|田园|玉米"
    r"|雪花|莲花|荷花|梅花|兰花|桂花|松树|石头|鱼翅|牛奶|云南|海南|海天|天津"
    r"|天堂|天下|天地"
)
_SUBJECT_AFTER = re.compile(
    r"(?:是(?:我|你们|个|一|真|最|非常|很|不|特别|这)|真(?:是|的|心)?|太|特别|非常|很|挺|超|人(?:很|真|特别|非常|也"
    r"|不错|好)|给|帮|又|还|就|总|老|一直|居然|竟|每次|今天"
    r"|昨天|上次|这|那|你|在|从|把|答应|承诺|讲|说)"
)


_LATIN_ADDRESSED = re.compile(
    rf"(?<![{LETTER}0-9])(?P<it>[A-Z][a-z]{{1,14}}|[a-z]{{3,10}})(?=老师|老師|小姐|先生|女士|教练|经理|經理|医生"
    rf"|醫生|師傅|师傅|主任|主管|店长|店長"
    rf"|客服|前台|顾问|同事|技师|设计师"
    rf"|总监|姐(?!妹)|哥(?!们)|同学|顾问)"
)


def _latin_addressed(match: re.Match[str]) -> Span | None:
    word = match["it"]
    return (
        match.span("it")
        if (word[0].isupper() and not known(word.lower()) & Known.FIRM) or known(word) & NAMED
        else None
    )


_DOTTED_SIGNS = "".join(sorted(lists.signs("names-zh", "signs of names with a dot")))
#: 古丽娜尔·艾合买提.
_DOTTED = re.compile(rf"[{_DOTTED_SIGNS}]{{2,7}}(?:[·•・‧.][{_DOTTED_SIGNS}]{{2,8}}){{1,2}}")
_PART_OF_NAME = "|".join(
    sorted(lists.words("names-zh", "syllables of Tibetan and Mongolian names"), key=lambda part: (-len(part), part))
)
#: 扎西顿珠: two parts of which each is a name.
_IN_PARTS = re.compile(rf"(?:{_PART_OF_NAME}){{2}}")
#: As a passport has it: 护照上是WANG XIAOLING.
_IN_CAPITALS = re.compile(
    rf"(?:护照|護照|拼音|英文|姓名|机票|機票|名字)[{HAN}]{{0,4}}[:\s]{{0,2}}"
    r"(?P<it>[A-Z]{2,10}[ /,][A-Z]{2,14})(?![A-Za-z])"
)
_ANY_SURNAME = f"(?:{'|'.join(sorted(DOUBLE_SURNAMES))}|[{''.join(sorted(SURNAMES))}])"
_TOGETHER = "(?:两位|兩位|二位|俩|倆|两个|都|一起|一块)"
#: 王涛和李海两位师傅: the first, then the second, and whoever stands next to a name.
_FIRST_OF_TWO = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[让找跟给是谢被由]))(?P<it>{_ANY_SURNAME}[{HAN}]{{1,2}}?)(?=[和与跟、與]{_ANY_SURNAME}[{HAN}]{{1,2}}{_TOGETHER})"
)
_NEXT_TO_A_NAME = re.compile(
    rf"(?<={TAKEN}[和与跟、與])(?P<it>{_ANY_SURNAME}[{HAN}]{{1,2}}?)(?={_TOGETHER}|[,。.;!)]|$)"
)
_ROLE_OF_SOMEBODY = (
    "客服|店员|服务员|护士|医生|老师|师傅|员工|销售|导购|经理|骑手|司机|主管|店长|教练|顾问|领队|導遊|导游|管家|班主任"
    "|同事|主任|柜员|律师|中介|阿姨|專員|专员|组长|主持|乘务"
)
#: 方圆(店长), 白灵是我们的领队.
_WORD_WITH_ROLE = re.compile(
    rf"(?<![{HAN}])(?P<it>{_ANY_SURNAME}[{HAN}]{{1,2}}?)(?=\([{HAN}]{{0,4}}(?:{_ROLE_OF_SOMEBODY})\)"
    rf"|这位(?:{_ROLE_OF_SOMEBODY})|是(?:我|你|咱)们?(?:的|见过|遇到|家|店|这)[{HAN}]{{0,8}}?(?:{_ROLE_OF_SOMEBODY}))"
)
#: A Cantonese 太 or 生 after a surname: 搵何太, 李生話.
_CANTONESE = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[搵找叫係俾同问問是跟畀]))"
    rf"(?P<it>[{''.join(sorted((_SURE | frozenset('黄黃何馬马周高方')) - frozenset('余莫卫衛')))}][太生])"
    r"(?=[話话係住收搵會嘅部個,。.;!?)]|$|聽|听|都|同)"
)


def _together(match: re.Match[str]) -> Span | None:
    """Either of two people, if the signs of the given name are such."""
    text, (start, end) = match.string, match.span("it")
    given = text[start + (_surname_length(text, start) or 1) : end]
    is_word = len(given) == 1 and text[start:end] in _begins() and text[start:end] not in NAMES_TOO
    return (start, end) if given and set(given) <= GIVEN and not is_word else None


#: Before the rules for Latin names, which would leave the 阿.
LATIN_NICKS = (Rule("name", _LATIN_NICK, frozenset("阿"), None, CAPITAL),)
NAMES = (
    Rule("name", _DOTTED, frozenset("·•・‧")),
    Rule("name", _IN_PARTS, HAN_TEXT),
    Rule("name", _IN_CAPITALS, HAN_TEXT, None, CAPITAL),
    Rule("name", _WORD_WITH_ROLE, HAN_TEXT, _together),
    Rule("name", _FIRST_OF_TWO, frozenset("和与跟、與"), _together),
    Rule("name", _CANTONESE, frozenset("太生")),
    Rule("name", _INTRODUCED, HAN_TEXT, _introduced),
    Rule("name", _CALLED, frozenset("叫"), None),
    Rule("name", _LATIN_ADDRESSED, HAN_TEXT, _latin_addressed, LATIN),
    Rule("name", _TITLE, HAN_TEXT, _addressed),
    Rule("name", _SHORT_TITLE, frozenset("总哥姐姨叔嫂工老董医导導"), _shortly_addressed),
    Rule("name", _HAN_IN_ENGLISH, HAN_TEXT, _han_in_english, LATIN),
    Rule("name", _CHILD, frozenset("子儿兒孩宝寶女娃长弟妹蜜友事播服师练"), _child),
    Rule("name", _NICK, frozenset("小老阿"), _nick),
    Rule("name", _PLAIN, HAN_TEXT, _plain),
    Rule("name", _NEXT_TO_A_NAME, frozenset("和与跟、與"), _together),
)
