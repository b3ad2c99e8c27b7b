"""From cells to findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from auditor.engines.base import Cell, Place, RuleRun, RunStatus, Value, Verdict
from auditor.findings.build import Items, build
from auditor.findings.coverage import cover, skipped, total
from auditor.findings.finding import Citation, Evidence, Finding, Subject, Written
from auditor.findings.identity import identity
from auditor.findings.provenance import data_problems, inputs, unrecognised
from auditor.records.dataset import Dataset, load_records
from auditor.records.dictionary import Dictionary, Field, Kind, Link, Privacy, RecordType
from auditor.rulebook.rule import Citation as Clause
from auditor.rulebook.rule import Severity


def _record(
    name: str, ident: str, *fields: Field, display: str | None = None, of: RecordType | None = None
) -> RecordType:
    links = {of.name: Link(of.name, of.name, of.key)} if of else {}
    return RecordType(name, ident, (fields[0].name,), {one.name: one for one in fields}, display, links=links)


PERSON = _record(
    "对象",
    "person",
    Field("档案号", "no", Kind.TEXT),
    Field("姓名", "name", Kind.TEXT, private=Privacy.NAME),
    Field("电话", "phone", Kind.TEXT, private=Privacy.PHONE),
    Field("出生日期", "born", Kind.DATE),
    display="姓名",
)
CALL = _record(
    "联系",
    "call",
    Field("联系号", "no", Kind.TEXT),
    Field("档案号", "person_no", Kind.TEXT),
    Field("日期", "day", Kind.DATE),
    Field("时长", "minutes", Kind.NUM),
    Field("备注", "note", Kind.TEXT),
    of=PERSON,
)
EVENT = _record("活动", "event", Field("活动号", "no", Kind.TEXT), Field("名称", "name", Kind.TEXT), display="名称")
DICTIONARY = Dictionary({one.name: one for one in (PERSON, CALL, EVENT)}, {})
DATA = Dataset.from_rows(
    DICTIONARY,
    {
        "对象": [
            {"档案号": "A1", "姓名": "麦小华", "电话": "13800131234", "出生日期": "1950-02-03"},
            {"档案号": "A2", "姓名": "李明", "电话": "", "出生日期": "不详的日子"},
        ],
        "联系": [
            {"联系号": "L1", "档案号": "A1", "日期": "2025-03-01", "备注": "麦小华说不用来，电话13800131234"},
            {"联系号": "L2", "档案号": "A1", "日期": "2025-03-08", "备注": ""},
            {"联系号": "L3", "档案号": "A2", "日期": "2025-03-09", "备注": "无人接听"},
        ],
        "活动": [{"活动号": "H1", "名称": "春节联欢"}],
    },
)


@dataclass(frozen=True)
class Slot:
    """A value's place in a message."""

    index: int
    format: str | None = None
    private: Privacy | None = None


@dataclass(frozen=True)
class Rule:
    """A rule's facts, by hand."""

    id: str = "R1"
    title: str = "联系记录有毛病"
    severity: Severity = Severity.MINOR
    version: int | None = None
    trial: bool = False
    fix: str = "补录。"
    owner: str | None = "社工"
    sources: tuple[Clause, ...] = (Clause("《规范》", "一", "应当"), Clause("《标准》", "二"))
    record: RecordType = PERSON
    element_record: RecordType | None = None
    message: tuple[str | Slot, ...] = ("有毛病",)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _cell(
    subject: int,
    verdict: Verdict = Verdict.PROBLEM,
    element: int | date | None = None,
    values: tuple[Value, ...] = (),
    places: tuple[Place, ...] = (),
) -> Cell:
    due = date(2025, 4, 1) if verdict is Verdict.NOT_DUE else None
    missing = ("对象.出生日期",) if verdict is Verdict.UNDECIDED else ()
    return Cell(subject, element, verdict, due, values, missing, places)


def _build(rule: Rule, *cells: Cell, mask: bool = True, data: Dataset = DATA) -> Items:
    return build([(rule, RuleRun(rule.id, RunStatus.DONE, cells=list(cells)))], data, mask=mask)


TELLING = Rule(
    record=PERSON,
    element_record=CALL,
    message=(
        "对象",
        Slot(0, private=Privacy.NAME),
        "于",
        Slot(1, "月日"),
        "：",
        Slot(2),
        "，",
        Slot(3, "百分比"),
    ),
    evidence={"对象": ("姓名", "电话", "出生日期"), "本次": ("日期", "时长", "备注")},
)
TOLD = _cell(
    0,
    element=0,
    values=("麦小华", date(2025, 3, 1), "麦小华说不用来", 0.5),
    places=(Place("对象", "对象", 0), Place("本次", "联系", 0)),
)


def test_a_finding_whole() -> None:
    """Message rendered, every place with its cell, and nothing private left: asserted in one piece."""
    (finding,) = _build(TELLING, TOLD).findings
    assert finding == Finding(
        id=identity("R1", ("A1",), ("L1",)),
        rule="R1",
        title="联系记录有毛病",
        severity=Severity.MINOR,
        subject=Subject(record="对象", key="A1", name="麦X华"),
        element="L1",
        message="对象麦X华于3月1日：麦X华说不用来，50%",
        fix="补录。",
        source=Citation(doc="《规范》", clause="一", quote="应当"),
        more_sources=(Citation(doc="《标准》", clause="二"),),
        evidence=(
            _evidence("对象", 1, "姓名", "麦X华"),
            _evidence("对象", 1, "电话", "138****1234"),
            _evidence("对象", 1, "出生日期", "1950-02-03"),
            _evidence("联系", 1, "日期", "2025-03-01"),
            _evidence("联系", 1, "时长", None, Written.ABSENT),
            _evidence("联系", 1, "备注", "麦X华说不用来，电话138****1234"),
        ),
        owner="社工",
    )


def _evidence(record: str, row: int, name: str, value: str | None, written: Written = Written.VALUE) -> Evidence:
    column = None if written is Written.ABSENT else name
    return Evidence(
        record=record, file="", sheet=None, row=row, column=column, field=name, value=value, written=written
    )


def test_unmasked() -> None:
    """On demand everything is told as it stands in the record."""
    (finding,) = _build(TELLING, TOLD, mask=False).findings
    assert finding.subject.name == "麦小华"
    assert finding.message == "对象麦小华于3月1日：麦小华说不用来，50%"
    assert [one.value for one in finding.evidence] == [
        *("麦小华", "13800131234", "1950-02-03"),
        *("2025-03-01", None, "麦小华说不用来，电话13800131234"),
    ]


def test_identity_is_the_same_masked_or_not() -> None:
    """Whether a report was masked has no influence on what is the same problem."""
    assert _build(TELLING, TOLD).findings[0].id == _build(TELLING, TOLD, mask=False).findings[0].id


def test_blank_invalid_and_absent() -> None:
    """Evidence tells an empty cell from an unreadable one and from a missing column."""
    rule = Rule(evidence={"对象": ("电话", "出生日期"), "本次": ("时长",)})
    cell = _cell(1, places=(Place("对象", "对象", 1), Place("本次", "联系", 2)))
    (finding,) = _build(rule, cell).findings
    assert [(one.value, one.written) for one in finding.evidence] == [
        (None, Written.BLANK),
        (None, Written.INVALID),
        (None, Written.ABSENT),
    ]


def test_a_date_without_its_day_is_shown_as_far_as_it_is_written() -> None:
    """Neither unreadable nor a day: the month, or the year, that stands there."""
    people = [{"档案号": "A1", "出生日期": "1950.2"}, {"档案号": "A2", "出生日期": "1950年"}]
    data = Dataset.from_rows(DICTIONARY, {"对象": people})
    rule = Rule(evidence={"对象": ("出生日期",)})
    cells = [_cell(rid, places=(Place("对象", "对象", rid),)) for rid in (0, 1)]
    items = build([(rule, RuleRun(rule.id, RunStatus.DONE, cells=cells))], data)
    assert [(one.value, one.written) for finding in items.findings for one in finding.evidence] == [
        ("1950年2月", Written.PARTIAL),
        ("1950年", Written.PARTIAL),
    ]


def test_a_record_without_a_name_is_called_like_its_parent() -> None:
    """A call has no name of its own: its subject is shown as the person's, masked, and so is its text."""
    rule = Rule(record=CALL, message=("记着：", Slot(0)))
    (finding,) = _build(rule, _cell(0, values=("麦小华说不用来",))).findings
    assert finding.subject == Subject(record="联系", key="L1", name="麦X华")
    assert finding.message == "记着：麦X华说不用来"


def test_the_name_of_a_thing_is_not_masked() -> None:
    """Masking follows the dictionary: an activity's name is nobody's secret."""
    (finding,) = _build(Rule(record=EVENT), _cell(0)).findings
    assert finding.subject == Subject(record="活动", key="H1", name="春节联欢")


def test_a_role_without_fields_shows_the_key_and_nothing_twice() -> None:
    """Every row the verdict rests on is named once, in the order the engine gives."""
    places = (Place("对象", "对象", 0), Place("又是", "对象", 0), Place("某次", "联系", 1))
    (finding,) = _build(Rule(), _cell(0, places=places)).findings
    assert [(one.field, one.value) for one in finding.evidence] == [("档案号", "A1"), ("联系号", "L2")]


def test_reminders_and_undecided() -> None:
    """Not due carries its day; undecided says what is missing, and never the accusing message."""
    items = _build(Rule(), _cell(0, Verdict.NOT_DUE), _cell(1, Verdict.UNDECIDED), _cell(1, Verdict.PASSED))
    (reminder,), (undecided,) = items.reminders, items.undecided
    assert items.findings == ()
    assert (reminder.due, reminder.message) == (date(2025, 4, 1), "有毛病")
    assert (undecided.message, undecided.missing) == ("缺：对象.出生日期", ("对象.出生日期",))


def test_undecided_and_problem_are_the_same_item() -> None:
    """What could not be decided last time and is a problem now has kept its identity."""
    before = _build(Rule(), _cell(0, Verdict.UNDECIDED)).undecided[0]
    after = _build(Rule(), _cell(0)).findings[0]
    assert before.id == after.id


def test_order_does_not_depend_on_the_engine() -> None:
    """Gravest first, then rule, subject, element, in whatever order the cells came."""
    rules = [Rule("R2"), Rule("R1"), Rule("R9", severity=Severity.URGENT, element_record=CALL)]
    cells = [
        [_cell(1), _cell(0)],
        [_cell(0)],
        [_cell(0, element=1), _cell(0, element=0), _cell(1, element=2)],
    ]

    def run(turn: int) -> Items:
        return build(
            [
                (rule, RuleRun(rule.id, RunStatus.DONE, cells=found[::turn]))
                for rule, found in list(zip(rules, cells, strict=True))[::turn]
            ],
            DATA,
        )

    assert [(one.rule, one.subject.key, one.element) for one in run(1).findings] == [
        ("R9", "A1", "L1"),
        ("R9", "A1", "L2"),
        ("R9", "A2", "L3"),
        ("R1", "A1", None),
        ("R2", "A1", None),
        ("R2", "A2", None),
    ]
    assert run(1) == run(-1)


def test_periods_and_equal_keys() -> None:
    """A calendar period is told by its first day; rows that share a key are counted off."""
    data = Dataset.from_rows(DICTIONARY, {"对象": [{"档案号": "A1", "姓名": "甲"}, {"档案号": "A1", "姓名": "乙"}]})
    month = date(2024, 7, 1)
    first, second = _build(Rule(), _cell(0, element=month), _cell(1, element=month), data=data).findings
    assert (first.element, first.id) == ("2024-07-01", identity("R1", ("A1",), ("2024-07-01",)))
    assert second.id == identity("R1", ("A1",), ("2024-07-01",), 1)


def test_a_record_without_a_number() -> None:
    """A blank key is shown as blank; the finding still has its place."""
    data = Dataset.from_rows(DICTIONARY, {"对象": [{"档案号": "", "姓名": "麦小华"}]})
    (finding,) = _build(Rule(), _cell(0, places=(Place("对象", "对象", 0),)), data=data).findings
    assert finding.subject == Subject(record="对象", key="", name="麦X华")
    assert finding.evidence[0].row == 1


def test_coverage() -> None:
    """A run's figures by verdict; what was skipped is listed; totals add up."""
    done = RuleRun("R1", RunStatus.DONE, applicable=5, counts={Verdict.PROBLEM: 2, Verdict.PASSED: 4}, seconds=0.01234)
    idle = RuleRun("R2", RunStatus.NOT_RUN, reason="没有“签名”这一列")
    rows = (cover(Rule("R1"), done), cover(Rule("R2"), idle))
    assert (rows[0].problems, rows[0].passed, rows[0].undecided, rows[0].seconds) == (2, 4, 0, 0.0123)
    assert [(one.rule, one.reason) for one in skipped(rows)] == [("R2", "没有“签名”这一列")]
    totals = total(rows)
    assert (totals.rules, totals.done, totals.not_run, totals.failed) == (2, 1, 1, 0)
    assert (totals.applicable, totals.problems, totals.passed) == (5, 2, 4)


def test_places_in_files(tmp_path: Path) -> None:
    """Evidence names file, row and column as a spreadsheet shows them, and what was not read is told."""
    path = tmp_path / "联系.csv"
    path.write_text(
        "联系号,档案号,日期,备注,天气\nL1,A1,2025-03-01,好,晴\nL1,A1,2025-03-01,好,晴\nL2,A1,某天,好,晴\n",
        "utf-8",
    )
    data = load_records([path], DICTIONARY)
    (finding,) = _build(
        Rule(record=CALL, evidence={"联系": ("日期", "时长")}),
        _cell(1, places=(Place("联系", "联系", 1),)),
        data=data,
    ).findings
    assert [(Path(one.file).name, one.sheet, one.row, one.column, one.written) for one in finding.evidence] == [
        ("联系.csv", None, 4, "C", Written.INVALID),
        ("联系.csv", None, 4, None, Written.ABSENT),
    ]
    (source,) = inputs(data)
    assert (source.record, source.rows_read, source.rows_checked, source.rows_duplicate) == ("联系", 3, 2, 1)
    assert (source.rows_unread, source.unread) == (0, {})
    assert {one.code for one in data_problems(data)} == {"D605", "D607"}
    assert [(one.column, one.header) for one in unrecognised(data).columns] == [("E", "天气")]


def test_masking_leaves_no_name_anywhere() -> None:
    """Whatever a rule shows, the full name and telephone number are not in the output."""
    rule = replace(TELLING, evidence={"对象": tuple(PERSON.fields), "本次": tuple(CALL.fields)})
    text = _build(rule, TOLD).findings[0].model_dump_json()
    assert "麦小华" not in text
    assert "13800131234" not in text
