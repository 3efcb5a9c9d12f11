"""Contacts and accounts from rows: new, updated, unchanged, refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from voc.customers import importing
from voc.customers.columns import Columns, Unfit, guess
from voc.customers.importing import Refusal, Report
from voc.customers.models import Account, Contact
from voc.customers.tables import Row


def bring_in(session: Session, now: datetime, header: str, *lines: str) -> Report:
    """Import rows written with `|` between cells."""
    names = tuple(header.split("|"))
    columns = Columns(names, tuple(guess(names, [])))
    rows = [Row(line, tuple(text.split("|"))) for line, text in enumerate(lines, start=2)]
    return importing.contacts(session, factories.the_workspace(), rows, columns, now)


def contact_by(session: Session, email: str) -> Contact:
    return session.scalars(select(Contact).filter_by(email=email)).one()


def outcomes(report: Report) -> tuple[int, int, int, int]:
    counts = report.outcomes
    return counts["new"], counts["updated"], counts["unchanged"], len(report.refused)


FULL = "email|name|language|company|company id|revenue|renewal date|segment|owner|role|id|city"
ANA = "Ana@Example.org|Ana Lima|zh-TW|Blue Harbour|B-1|48,000|2027-03-31|Enterprise|olga@example.org|用户|77|Lisbon"


def test_a_row_becomes_a_contact_and_an_account(session: Session, now: datetime) -> None:
    olga = factories.a_user(email="olga@example.org")
    report = bring_in(session, now, FULL, ANA)
    assert outcomes(report) == (1, 0, 0, 0)
    ana = contact_by(session, "ana@example.org")
    assert (ana.name, ana.language, ana.role, ana.key) == ("Ana Lima", "zh_Hant", "user", "77")
    assert ana.attributes == {"city": "Lisbon"}
    account = ana.account
    assert account
    assert (account.key, account.name, account.segment) == ("B-1", "Blue Harbour", "Enterprise")
    assert (account.revenue, account.renews_on, account.owner_id) == (Decimal(48000), date(2027, 3, 31), olga.id)


def test_chinese_headers_are_understood(session: Session, now: datetime) -> None:
    bring_in(
        session, now, "邮箱|姓名|公司|年收入|续约日期|客户分类", "wei@example.cn|王伟|青禾科技|120万|2027年1月15日|企业"
    )
    account = session.scalars(select(Account)).one()
    assert (account.name, account.revenue, account.renews_on) == ("青禾科技", Decimal(1_200_000), date(2027, 1, 15))
    assert contact_by(session, "wei@example.cn").name == "王伟"


def test_the_same_file_twice_changes_nothing(session: Session, now: datetime) -> None:
    factories.a_user(email="olga@example.org")
    bring_in(session, now, FULL, ANA)
    assert outcomes(bring_in(session, now, FULL, ANA)) == (0, 0, 1, 0)


def test_the_same_file_twice_changes_nothing_even_where_its_rows_disagree(session: Session, now: datetime) -> None:
    lines = ["a@example.org|Acme|100", "b@example.org|Acme|200", "c@example.org|Acme|"]
    report = bring_in(session, now, "email|company|revenue", *lines)
    assert report.notes["accounts_disagree"] == 1
    assert session.scalars(select(Account)).one().revenue == 100
    assert outcomes(bring_in(session, now, "email|company|revenue", *lines)) == (0, 0, 3, 0)


def test_only_what_differs_is_updated_and_a_blank_cell_keeps_what_we_know(session: Session, now: datetime) -> None:
    bring_in(session, now, "email|name|language|city", "a@example.org|Ana|en|Lisbon", "b@example.org|Ben|en|Rome")
    report = bring_in(session, now, "email|name|language|city", "a@example.org||zh|", "b@example.org|Ben||")
    assert outcomes(report) == (0, 1, 1, 0)
    ana = contact_by(session, "a@example.org")
    assert (ana.name, ana.language, ana.attributes) == ("Ana", "zh_Hans", {"city": "Lisbon"})


def test_a_bad_row_is_refused_with_its_line_and_one_reason(session: Session, now: datetime) -> None:
    report = bring_in(
        session, now, "email|company|revenue|renewal date",
        "good@example.org|Acme|1|2027-01-01",
        "not an address|Acme|1|2027-01-01",
        "x@example.org|Acme|lots|2027-01-01",
        "y@example.org|Acme|1|01/02/2027",
        "|Acme|1|2027-01-01",
        f"z@example.org|{'A' * 300}|1|2027-01-01",
        "also.good@example.org||1|",
    )  # fmt: skip
    assert outcomes(report) == (2, 0, 0, 5)
    assert report.rows == 7
    assert report.refused == [
        Refusal(3, "bad_email"),
        Refusal(4, "bad_revenue"),
        Refusal(5, "ambiguous_date"),
        Refusal(6, "nobody"),
        Refusal(7, "too_long"),
    ]


def test_a_person_who_stands_in_the_file_twice_is_taken_once(session: Session, now: datetime) -> None:
    lines = ["a@example.org|Ana", "b@example.org|Ben", "A@EXAMPLE.org|Anna"]
    report = bring_in(session, now, "email|name", *lines)
    assert report.refused == [Refusal(4, "repeated", 2)]
    assert contact_by(session, "a@example.org").name == "Ana"
    assert outcomes(bring_in(session, now, "email|name", *lines)) == (0, 0, 2, 1)


def test_one_person_named_by_id_here_and_by_address_there_is_taken_once(session: Session, now: datetime) -> None:
    bring_in(session, now, "email|id|name", "a@example.org|1|Ana")
    report = bring_in(session, now, "email|id|name", "a@example.org||Anna", "|1|Anne")
    assert report.refused == [Refusal(3, "repeated", 2)]


def test_an_id_finds_a_person_whose_address_changed(session: Session, now: datetime) -> None:
    bring_in(session, now, "email|id", "old@example.org|1")
    assert outcomes(bring_in(session, now, "email|id", "new@example.org|1")) == (0, 1, 0, 0)
    assert contact_by(session, "new@example.org").key == "1"


def test_an_id_and_an_address_of_two_people_are_refused(session: Session, now: datetime) -> None:
    bring_in(session, now, "email|id", "a@example.org|1", "b@example.org|2")
    report = bring_in(session, now, "email|id", "a@example.org|2", "b@example.org|3")
    assert report.refused == [Refusal(2, "two_people"), Refusal(3, "key_taken")]


def test_an_account_with_an_id_of_its_own_is_found_by_name_too(session: Session, now: datetime) -> None:
    bring_in(session, now, "email|company|company id", "a@example.org|Acme|A-1")
    bring_in(session, now, "email|company", "b@example.org|Acme")
    account = session.scalars(select(Account)).one()
    assert contact_by(session, "b@example.org").account_id == account.id


def test_what_we_do_not_know_is_said_and_the_row_is_taken(session: Session, now: datetime) -> None:
    header = "email|language|role|company|account owner"
    report = bring_in(session, now, header, "a@example.org|Klingon|wizard|Acme|nobody@example.org")
    assert outcomes(report) == (1, 0, 0, 0)
    assert report.notes == {"unknown_language": 1, "unknown_role": 1, "unknown_owner": 1}


def test_a_segment_without_an_account_is_the_persons_own(session: Session, now: datetime) -> None:
    bring_in(session, now, "email|segment|company", "a@example.org|Gold|", "b@example.org|Gold|Acme")
    assert contact_by(session, "a@example.org").segment == "Gold"
    assert contact_by(session, "b@example.org").segment is None


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>", "O'Brien; --"])
def test_hostile_cells_are_just_text(session: Session, now: datetime, text: str) -> None:
    bring_in(session, now, "email|name|note", f"a@example.org|{text}|{text}")
    ana = contact_by(session, "a@example.org")
    assert (ana.name, ana.attributes) == (text, {"note": text})


def test_people_of_another_workspace_are_other_people(session: Session, now: datetime) -> None:
    factories.the_workspace()
    other = factories.a_workspace(name="Other")
    theirs = factories.a_contact(workspace=other, email="a@example.org", name="Theirs")
    assert outcomes(bring_in(session, now, "email|name", "a@example.org|Ours")) == (1, 0, 0, 0)
    session.refresh(theirs)
    assert theirs.name == "Theirs"


def test_a_long_file_costs_few_statements_a_batch(session: Session, now: datetime, statements: list[str]) -> None:
    def cost(n: int, tag: str) -> int:
        statements.clear()
        bring_in(session, now, "email|company", *(f"{tag}{i}@example.org|{tag}{i % 20}" for i in range(n)))
        return len(statements)

    factories.the_workspace()
    small, large = cost(20, "a"), cost(400, "b")
    assert large <= small + 4


@pytest.mark.parametrize(
    ("meanings", "code"),
    [(["email", "email"], "twice"), (["name", "attribute"], "nobody"), (["ignore", "ignore"], "nobody")],
)
def test_columns_that_cannot_be_imported_are_refused(meanings: Sequence[str], code: str) -> None:
    with pytest.raises(Unfit) as unfit:
        Columns(("a", "b"), tuple(meanings))
    assert unfit.value.code == code


def test_a_column_of_addresses_is_found_by_what_stands_in_it() -> None:
    assert guess(["", ""], [("Ana", "ana@example.org")]) == ["attribute", "email"]


#: What columns are called in files as they come out of CRMs, shops and spreadsheets.
CALLED = {
    "email": "email,E-mail,Email Address,work_email,邮箱,电子邮箱,郵箱",
    "name": "name,Full Name,Contact Name,姓名,联系人,聯絡人",
    "language": "Language,locale,语言,語言",
    "role": "Role,Contact Role,角色",
    "key": "id,External ID,contact_id,编号",
    "account": "Company,Account Name,organisation,公司名称,公司名稱",
    "account_key": "Account ID,company_id,公司编号",
    "revenue": "ARR,Annual Revenue,Annual Contract Value,营收,年度合同金额",
    "renews_on": "Renewal Date,renewal,续约日期,續約日期",
    "segment": "Segment,Customer Segment,分群,客户细分,客户分类",
    "owner": "Account Owner,owner_email,客户经理",
    # Each might mean two things, so the person who imports decides.
    "attribute": (
        "plan,Tier,Level,Type,Status,Zone,Time Zone,City,Country,Phone,Job Title,Industry,Amount,Value,"
        "Contract Value,MRR,Expiry Date,Customer ID,Customer Name,Customer,Created At,Notes,First Name,Last Name,"
        "套餐,版本,等级,客户等级,分类,类型,状态,时区,城市,电话,职位,行业,金额,收入,到期日,客户编号,客户名称,客户,负责人,身份,"
        "方案,等級,電話,負責人"
    ),
}


@pytest.mark.parametrize(("name", "meaning"), [(name, field) for field in CALLED for name in CALLED[field].split(",")])
def test_a_column_is_guessed_where_its_name_is_sure(name: str, meaning: str) -> None:
    assert guess([name], []) == [meaning]


def test_a_whole_file_is_guessed_and_its_plan_is_no_segment() -> None:
    english = ["Email", "Name", "Company", "Account ID", "ARR", "Renewal Date", "Language", "Zone", "Plan", "Segment"]
    row = (
        "ana@example.org",
        "Ana Lima",
        "Blue Harbour",
        "B-1",
        "48,000",
        "2027-03-31",
        "pt",
        "WET",
        "Pro",
        "Mid-market",
    )
    meanings = ["email", "name", "account", "account_key", "revenue", "renews_on", "language"]
    assert guess(english, [row]) == [*meanings, "attribute", "attribute", "segment"]
    chinese = ["姓名", "邮箱", "公司", "等级", "套餐", "客户细分", "续约日期", "语言", "时区"]
    cells = ("王芳", "wang@example.cn", "蓝港", "A", "专业版", "中型企业", "2027年3月31日", "中文", "上海")
    meanings = ["name", "email", "account", "attribute", "attribute", "segment", "renews_on", "language"]
    assert guess(chinese, [cells]) == [*meanings, "attribute"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Contact", ("ana@example.org", "ben@example.org")), ("Mail", ("yes", "no")), ("Role", ("CTO", "Boss")),
        ("Account", ("10023", "10024")), ("Revenue", ("high", "low")), ("Renewal", ("automatic", "by hand")),
        ("Segment", ("3", "1")), ("Language", ("???", "--")),
    ],
)  # fmt: skip
def test_what_stands_in_a_column_speaks_against_its_name(name: str, said: tuple[str, ...]) -> None:
    assert guess(["id", "Email", name], [(str(n), "", cell) for n, cell in enumerate(said)])[2] == "attribute"
    # Where little is filled in, one cell that fits is enough.
    assert guess([name], [("",)]) != ["attribute"]
