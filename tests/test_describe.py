"""``auditor describe``: what is in an export before any rule runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from foreign_export import write_export, write_rules
from station import station

from auditor.cli import main
from auditor.findings.summary import Summary, summarise
from auditor.output.summary import to_json
from auditor.output.wrap import columns
from auditor.plan.rulebook import load_rulebook
from auditor.records.dataset import Dataset, load_records

HERE = Path(__file__).parent
SEEDED = HERE.parent / "samples/seeded"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with the export and the rules."""
    write_export(tmp_path)
    write_rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, width: int = 80) -> Result:
    arguments = ["describe", "导出", "--rules", "rules", "--mapping", str(HERE / "rendered/mapped.yaml"), *words]
    return CliRunner().invoke(main, arguments, env={"COLUMNS": str(width)})


def test_whole_output(folder: Path) -> None:
    """Wording, order and alignment are reviewed as a reader sees them."""
    outcome = run()
    assert outcome.exit_code == 0
    assert outcome.output == (HERE / "rendered/describe-80.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_keeps_to_the_width(folder: Path, width: int) -> None:
    """No line is wider than the terminal."""
    assert max(columns(line) for line in run(width=width).output.split("\n")) <= width


def test_json_conforms_to_its_schema(folder: Path) -> None:
    """What is written is what the model says, and reads back as the same."""
    text = run("--format", "json").output
    jsonschema.Draft202012Validator(Summary.model_json_schema(mode="serialization")).validate(json.loads(text))
    assert to_json(Summary.model_validate_json(text)) == text


def test_to_a_file(folder: Path) -> None:
    """With -o nothing is shown but the file has it all."""
    assert run("-o", "概况.json", "--format", "json").output == ""
    assert Path("概况.json").read_text(encoding="utf-8") == run("--format", "json").output


def test_rows_are_accounted_for() -> None:
    """Of every sheet and of all together: read = checked + unread + duplicate + merged; fields add up too."""
    data = load_records([SEEDED], load_rulebook().dictionary)
    summary = summarise(data)
    for one in (summary, *summary.inputs):
        assert one.rows_read == one.rows_checked + one.rows_unread + one.rows_duplicate + one.rows_merged
    assert summary.rows_checked == sum(record.rows for record in summary.records)
    for record in summary.records:
        sheets = [one for one in summary.inputs if one.record == record.record]
        assert (len(sheets), sum(one.rows_checked for one in sheets)) == (record.sheets, record.rows)
        assert {one.field for one in record.fields}.isdisjoint(record.absent)
        for field in record.fields:
            assert field.filled + field.invalid <= field.rows <= record.rows
            assert field.distinct <= field.filled


def test_nobody_is_given_away() -> None:
    """No value of a private field is in the summary, masked or not; a private key is masked."""
    people = [
        {"档案号": "A1", "姓名": "麦小华", "身份证号": "440105194001011234", "电话": "13800138000", "得分": "八十"}
    ]
    for mask in (True, False):
        text = to_json(summarise(Dataset.from_rows(station(), {"对象": people}), mask=mask))
        assert not re.search("麦小华|440105194001011234|13800138000|八十", text)


@pytest.mark.parametrize(("mask", "shown"), [(True, "************1234"), (False, "440105194001011234")])
def test_keys_that_give_a_person_away(tmp_path: Path, mask: bool, shown: str) -> None:
    """Are masked unless that is not wanted."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "dictionary.yaml").write_text(
        "records:\n  人:\n    id: person\n    key: 证件\n    fields: {证件: id_no text, 年龄: age int}\n"
        "    private: {证件: id}\n",
        encoding="utf-8",
    )
    dictionary = load_rulebook([rules]).dictionary
    people = [{"证件": "440105194001011234", "年龄": age} for age in (84, 85)]
    (record,) = summarise(Dataset.from_rows(dictionary, {"人": people}), mask=mask).records
    assert [(one.key, one.rows, one.at) for one in record.repeated] == [(shown, 2, (1, 2))]


def test_what_a_field_holds() -> None:
    """Filled, unreadable, without a day, how many different; the range; codes with counts, those unknown as written."""
    visits = [
        {"记录编号": "V1", "日期": "2024-05-01 09:30", "方式": "入户", "人数": 2, "合格": "是"},
        {"记录编号": "V2", "日期": "2024年6月", "方式": "上门了", "人数": "三", "合格": "否"},
        {"记录编号": "V3", "日期": "", "方式": "上门了", "人数": 10, "合格": "是"},
        {"记录编号": "", "日期": "五月", "方式": "入户", "人数": None, "合格": ""},
    ]
    (record,) = summarise(Dataset.from_rows(station(), {"探访": visits})).records
    held = {one.field: one for one in record.fields}
    day, way, heads, passed = held["日期"], held["方式"], held["人数"], held["合格"]
    assert (day.filled, day.invalid, day.partial, day.distinct) == (2, 1, 1, 2)
    assert (day.least, day.most) == ("2024-05-01 09:30:00", "2024-06-01")
    assert [(one.text, one.rows) for one in way.codes] == [("入户", 2)]
    assert [(one.text, one.rows) for one in way.unknown] == [("上门了", 2)]
    assert (heads.least, heads.most, heads.filled, heads.invalid) == ("2", "10", 2, 1)
    assert [(one.text, one.rows) for one in passed.codes] == [("是", 2), ("否", 1)]
    assert (record.without_key, record.absent) == (1, ("档案号", "内容"))


def test_nothing_read(tmp_path: Path) -> None:
    """Ends like an audit that reads nothing."""
    outcome = CliRunner().invoke(main, ["describe", str(tmp_path)])
    assert outcome.exit_code == 3
    assert "记录：读入 0 行 = 检查 0 行 + 未读 0 行" in outcome.output
    assert "没有读到任何记录" in outcome.stderr
