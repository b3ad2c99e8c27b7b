"""A rule pack of another field and language: a public library's, wholly in English (``library/``)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.authoring.cases import ELEMENTS, HEADINGS, VERDICTS
from auditor.authoring.check import check_rulebook
from auditor.authoring.testing import render_failure, run_cases
from auditor.engines.choice import DURABLE, RELATIONAL, EngineUnavailable
from auditor.findings.finding import Item
from auditor.plan.boxes import AFTER, BEFORE, PERIODS
from auditor.plan.rulebook import Rulebook, load_rulebook, shipped_rules
from auditor.records.dataset import load_records
from auditor.records.dictionary import WHOLE
from auditor.records.period import Period
from auditor.rulebook.reader import BASES, SEVERITIES, STATUSES
from auditor.rulebook.rule import BoxKind
from auditor.rulebook.scalars import read_date
from auditor.rulelang.functions import FUNCTIONS, Func
from auditor.rulelang.scope import FINDING_FIELDS, PARTS
from auditor.rulelang.typed import Part
from auditor.rulelang.words import CHINESE, ENGLISH, UNITS, Unit, Word
from auditor.say import FORMATS
from auditor.spans import Text

TESTS = Path(__file__).parent
PACK, EXPORT, EXPECTED = (TESTS / "library" / part for part in ("rules", "export", "expected.txt"))
PREVIOUS = EXPORT.parent / "previous"
PERIOD = Period.parse("spring 2025=2025-01-01..2025-06-30")
AS_OF = read_date(Text("2025-06-30"), [])
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
SHORT = 2  # labels so short also occur inside other words: they count only where they stand alone

# Words of the shipped dictionary that are also everyday words: headings of every report, what an identity card has.
EVERYDAY = {
    "备注",
    "单位",
    "正文",
    "结论",
    "名称",
    "标题",
    "版本",
    "说明",
    "问题",
    "生效日期",
    "位置",
    "对象",
    "发现问题",
    "月份",
    "数量",
    "内容",
    "出生日期",
    "身份证号",
    "姓名",
    "日期",
    "时长",
    "状态",
    "等级",
    "类别",
    "结果",
    "责任人",
}


@cache
def rulebook() -> Rulebook:
    return load_rulebook([PACK])


@cache
def pack(pattern: str) -> str:
    """The text of the pack's files of one kind."""
    return "\n---\n".join(path.read_text(encoding="utf-8") for path in sorted(PACK.rglob(pattern)))


def rules() -> str:
    """The text of the rules alone, on whose lines the language is written."""
    return "\n---\n".join(text for text in pack("??-???-*.yaml").split("\n---\n") if not text.startswith("test:"))


def test_pack_is_sound() -> None:
    """Thirty rules and more are read without a fault or a reminder."""
    report = check_rulebook([PACK])
    assert [fault.render() for fault in report.faults] == []
    assert report.rules >= 30


@pytest.mark.parametrize("engine", [RELATIONAL, DURABLE])
def test_cases(engine: str) -> None:
    """Each case of the pack comes out as it says, on either engine."""
    try:
        tally = run_cases(rulebook(), engine=engine)
    except EngineUnavailable as why:
        pytest.skip(str(why))
    assert [render_failure(failure) for failure in tally.failures] == []


@pytest.mark.parametrize("engine", [RELATIONAL, DURABLE])
def test_audit_of_two_branches(engine: str) -> None:
    """An export with headings of its own is read whole, and gives what is written down, no more."""
    dataset = load_records([EXPORT], rulebook().dictionary, previous=[PREVIOUS], period=PERIOD)
    try:
        result = audit(rulebook(), dataset, AS_OF, engine=engine)
    except EngineUnavailable as why:
        pytest.skip(str(why))
    assert (result.unrecognised.sheets, result.unrecognised.columns, result.not_run) == ((), (), ())
    lines = ["Findings", *(f"{called(one)} {one.message}" for one in result.findings)]
    lines += ["", "Reminders", *(f"{called(one)} {one.message}" for one in result.reminders)]
    lines += ["", "Undecided", *(f"{called(one)} lacks {', '.join(one.missing)}" for one in result.undecided)]
    lines += ["", "On trial", *(f"{called(one)} {one.message}" for one in result.trial)]
    assert "\n".join(lines) + "\n" == EXPECTED.read_text(encoding="utf-8")


def called(item: Item) -> str:
    """Severity, rule, subject and element."""
    severity = next(english for english, one in SEVERITIES.items() if one is item.severity)
    words = (severity, item.rule, item.subject.key, item.element and f"[{item.element}]")
    return " ".join(word for word in words if word)


def test_pack_is_in_english() -> None:
    """No file of the pack needs a Chinese word, and no message of its findings contains one."""
    assert {path.name for path in PACK.rglob("*.yaml") if HAN.search(path.read_text(encoding="utf-8"))} == set()
    dataset = load_records([EXPORT], rulebook().dictionary, previous=[PREVIOUS], period=PERIOD)
    result = audit(rulebook(), dataset, AS_OF, engine=RELATIONAL)
    items = (*result.findings, *result.reminders)
    assert [item.message for item in items if HAN.search(item.message + item.title + item.fix)] == []


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (CHINESE.values(), ENGLISH.values()),
        *(
            ([value for word, value in spelt.items() if not word.isascii()], named.values())
            for spelt in (PARTS, UNITS, PERIODS, FINDING_FIELDS)
            for named in ({word: value for word, value in spelt.items() if word.isascii()},)
        ),
        ([FUNCTIONS[name].func for name in FUNCTIONS if not name.isascii()], Func),
        (Part, Part),
    ],
)
def test_both_spellings_are_whole(chinese: Iterator[object], english: Iterator[object]) -> None:
    """What can be said in Chinese can be said in English, and the reverse."""
    assert set(chinese) == set(english)


def test_formats_have_both_spellings() -> None:
    """There is an English format for each Chinese one."""
    ascii_names = [name for name in FORMATS if name.isascii()]
    assert len(ascii_names) * 2 == len(FORMATS)


def patterns() -> Iterator[str]:
    """What has to occur in a pack that uses the whole language, as regular expressions."""
    yield from (rf"\b{word.value.replace(' ', ' +')}\b" for word in Word if word is not Word.UP_TO)
    yield r"\bbetween [\w.]+ and "  # which English prefers to "between … to"
    yield from (rf"\b{func.value}\(" for func in Func if not func.value.startswith("id_"))  # Chinese identity numbers
    yield from (rf"\w\.{part.value}\b" for part in Part)
    for unit in Unit:
        words = "|".join(word for word, meant in UNITS.items() if meant is unit and word.isascii())
        yield rf"\b\d+ ({words})\b"
    yield from (rf"\b{kind.value}: " for kind in BoxKind if kind is not BoxKind.TERM)
    yield from (rf"period: {word}\b" for word in PERIODS if word.isascii())
    yield from (rf"\b{word}\.\w" for word in (*BEFORE, *AFTER) if word.isascii())
    yield from (rf"\b{word}\b" for word in FINDING_FIELDS if word.isascii())
    yield from (rf"\| {name}\}}" for name in FORMATS if name.isascii())
    yield from (rf"severity: {word}\n" for word in SEVERITIES)
    yield from (rf"status: {word}\n" for word in STATUSES)
    yield from (rf"basis: {word}\b" for word in BASES if word.isascii())
    yield from (rf" {re.escape(sign)} " for sign in ("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"))
    yield r"match: \["


@pytest.mark.parametrize("pattern", list(patterns()))
def test_pack_uses_the_whole_language(pattern: str) -> None:
    """Each keyword, function, box, part, unit, format and choice occurs in some rule."""
    assert re.search(pattern, rules()), pattern


@pytest.mark.parametrize("word", [*HEADINGS, *VERDICTS, *ELEMENTS])
def test_cases_use_every_word(word: str) -> None:
    """Each verdict, heading and special element occurs in some case."""
    assert re.search(rf"(^ *|\| ){word} *(\||$)", pack("*.test.yaml"), re.MULTILINE), word


def labels() -> set[str]:
    """The names of records and fields of the shipped dictionary."""
    shipped = load_rulebook([shipped_rules()]).dictionary.records
    records = {name: record for name, record in shipped.items() if record != WHOLE}
    return {*records, *(name for record in records.values() for name in record.fields)}


def strings(path: Path) -> Iterator[str]:
    """The texts in a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_code_knows_nothing_of_social_work() -> None:
    """No record or field of the shipped dictionary is named in the code; everyday words apart."""
    named = labels() - EVERYDAY
    found = {
        f"{path.relative_to(TESTS.parent)}: {label}"
        for path in sorted((TESTS.parent / "auditor").rglob("*.py"))
        for text in strings(path)
        for label in named
        if label in re.findall(r"\w+", text) or (len(label) > SHORT and label in text)
    }
    assert found == set()
    assert labels() >= EVERYDAY
