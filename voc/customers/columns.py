"""What the columns of a file of contacts mean, guessed from their names in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: What a column may hold; each at most once in a file.
FIELDS = (
    "email", "name", "language", "role", "key",
    "account", "account_key", "revenue", "renews_on", "segment", "owner",
)  # fmt: skip
#: What else may become of a column: kept with the contact under its own name, or left out.
ATTRIBUTE, IGNORE = "attribute", "ignore"

_NAMES: dict[str, str] = {
    "email": "email,e-mail,mail,email address,e-mail address,contact email,work email,"
    "邮箱,电子邮箱,电子邮件,邮件,邮箱地址,邮件地址,電子郵件,電郵,信箱,電子信箱,郵箱",
    "name": "name,full name,contact,contact name,person,customer name,"
    "姓名,名字,联系人,联系人姓名,聯絡人,客户姓名,客戶姓名",
    "language": "language,lang,locale,preferred language,语言,語言,语种",
    "role": "role,contact role,type,角色,身份,客户角色",
    "key": "key,id,external id,contact id,customer id,person id,user id,crm id,"
    "编号,客户编号,联系人编号,用户编号,外部编号,客戶編號,編號",
    "account": "account,account name,company,company name,organization,organisation,customer,firm,"
    "公司,公司名称,企业,企业名称,单位,客户,客户名称,公司名稱,企業,客戶,客戶名稱",
    "account_key": "account key,account id,company id,organization id,organisation id,"
    "公司编号,企业编号,账户编号,公司編號,企業編號",
    "revenue": "revenue,annual revenue,yearly revenue,arr,acv,contract value,amount,value,"
    "收入,年收入,营收,金额,合同金额,年度金额,合約金額,金額,營收",
    "renews_on": "renewal,renewal date,renews on,renews,contract end,expires,expiry date,"
    "续约日期,续约日,续费日期,续约,到期日,到期日期,合同到期日,續約日期,到期日期",
    "segment": "segment,tier,customer segment,plan,细分,客户分类,分类,客户等级,等级,客群,客戶分類,分類,等級",
    "owner": "owner,account owner,owner email,account manager,csm,sales rep,account owner email,"
    "负责人,客户经理,负责人邮箱,客户经理邮箱,负责人邮件,負責人,客戶經理,負責人信箱",
}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.lower()).strip()


_FIELD_OF = {_plain(name): field for field, names in _NAMES.items() for name in names.split(",")}


class Unfit(Exception):
    """The chosen meanings cannot be imported; `code` says why: `twice`, `nobody`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Columns:
    """Which column holds what. Raises `Unfit` when a field stands twice or nothing tells one person from another."""

    header: tuple[str, ...]
    meanings: tuple[str, ...]

    def __post_init__(self) -> None:
        fields = [meaning for meaning in self.meanings if meaning in FIELDS]
        if len(fields) != len(set(fields)):
            raise Unfit("twice")
        if not {"email", "key"} & set(fields):
            raise Unfit("nobody")

    def fields_of(self, cells: Sequence[str]) -> dict[str, str]:
        """Field -> what the row says; blank cells left out."""
        return {field: cell for field, cell in zip(self.meanings, cells, strict=True) if field in FIELDS and cell}

    def attributes_of(self, cells: Sequence[str]) -> dict[str, str]:
        """Column name -> cell, of the columns that are kept as they are; blank cells left out."""
        triples = zip(self.header, self.meanings, cells, strict=True)
        return {name: cell for name, meaning, cell in triples if meaning == ATTRIBUTE and cell}


def guess(header: Sequence[str], examples: Iterable[Sequence[str]]) -> list[str]:
    """A meaning for each column: by its name, else an address column by what stands in it, else an attribute."""
    meanings = []
    for name in header:
        field = _FIELD_OF.get(_plain(name), ATTRIBUTE)
        meanings.append(ATTRIBUTE if field in meanings else field)
    if "email" not in meanings:
        columns = list(zip(*examples, strict=False))
        for position, cells in enumerate(columns):
            if meanings[position] == ATTRIBUTE and any("@" in cell for cell in cells):
                meanings[position] = "email"
                break
    return meanings
