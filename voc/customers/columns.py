"""What the columns of a file of contacts mean, guessed from their names in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voc.customers import cells

#: What a column may hold; each at most once in a file.
FIELDS = (
    "email", "name", "language", "role", "key",
    "account", "account_key", "revenue", "renews_on", "segment", "owner",
)  # fmt: skip
#: What else may become of a column: kept with the contact under its own name, or left out.
ATTRIBUTE, IGNORE = "attribute", "ignore"

#: Names that mean one thing wherever they stand. `plan`, `tier`, `type`, `amount` or `customer id` are none of them:
#: such a column is kept as it is, and whoever imports says what it means.
_NAMES: dict[str, str] = {
    "email": "email,e-mail,mail,email address,e-mail address,contact email,work email,"
    "邮箱,电子邮箱,电子邮件,邮件,邮箱地址,邮件地址,電子郵件,電郵,信箱,電子信箱,郵箱",
    "name": "name,full name,contact name,contact,姓名,名字,联系人,联系人姓名,聯絡人,聯絡人姓名,客户姓名,客戶姓名",
    "language": "language,lang,locale,preferred language,语言,語言,语种,語種",
    "role": "role,contact role,角色,联系人角色,聯絡人角色,客户角色,客戶角色",
    "key": "key,id,external id,contact id,person id,user id,crm id,编号,联系人编号,用户编号,外部编号,聯絡人編號,編號",
    "account": "account,account name,company,company name,organization,organisation,organization name,firm,"
    "公司,公司名称,客户公司,企业,企业名称,单位名称,公司名稱,企業,企業名稱",
    "account_key": "account key,account id,company id,organization id,organisation id,"
    "公司编号,企业编号,账户编号,公司編號,企業編號",
    "revenue": "revenue,annual revenue,yearly revenue,arr,acv,annual recurring revenue,annual contract value,"
    "年收入,营收,年度合同金额,年度经常性收入,營收,年度合約金額,年度經常性收入",
    "renews_on": "renewal,renewal date,renews on,renews,contract renewal date,"
    "续约日期,续约日,续费日期,续约,续费,合同到期日,續約日期,續約,續費日期,合約到期日",
    "segment": "segment,customer segment,account segment,"
    "分群,细分,客户细分,细分市场,客群,客户分类,客户分群,客戶分類,客戶分群,客戶區隔",
    "owner": "owner,account owner,owner email,account manager,csm,sales rep,account owner email,"
    "客户经理,客户经理邮箱,客户负责人,客戶經理,客戶經理信箱,客戶負責人",
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
    """A meaning for each column whose name is sure and is not belied by what stands in it; else an attribute.

    Where no column is called so, the first one with an address in it holds addresses.
    """
    columns = list(zip(*examples, strict=False)) or [()] * len(header)
    meanings: list[str] = []
    for name, cells_below in zip(header, columns, strict=True):
        field = _FIELD_OF.get(_plain(name), ATTRIBUTE)
        meanings.append(field if field not in meanings and _fits(field, cells_below) else ATTRIBUTE)
    if "email" not in meanings:
        with_addresses = [at for at, below in enumerate(columns) if any("@" in cell for cell in below)]
        at = next((at for at in with_addresses if meanings[at] == ATTRIBUTE), None)
        if at is not None:
            meanings[at] = "email"
    return meanings


def _fits(field: str, column: Iterable[str]) -> bool:
    """Whether something in the column could be meant so; nothing in it contradicts nothing."""
    said = [cell.strip() for cell in column if cell.strip()]
    return not said or field not in _READS or any(_READS[field](cell) for cell in said)


def _is_words(cell: str) -> bool:
    return "@" not in cell and any(character.isalpha() for character in cell)


def _has_digits(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


#: Field -> whether a cell could hold it. An id may be anything.
_READS: dict[str, Callable[[str], object]] = {
    "email": lambda cell: "@" in cell,
    "name": _is_words,
    "language": cells.language,
    "role": cells.role,
    "account": _is_words,
    "revenue": _has_digits,
    "renews_on": _has_digits,
    "segment": _is_words,
}
