"""The manual of the language leaves nothing out, and what it says of an example is what the engines say."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from document_language import FILES, SPECIMEN

from auditor.authoring.check import check_rulebook
from auditor.authoring.documents import RULE
from auditor.authoring.examples import STATES, states, trials
from auditor.authoring.manual import FOLDER, PARTS, Example, entries, setting
from auditor.authoring.pages import names, page
from auditor.authoring.trace import keys_of
from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.relational.engine import RelationalEngine
from auditor.plan import nodes as p
from auditor.records.dataset import Dataset
from auditor.rulebook.rule import BoxKind
from auditor.rulelang.functions import FUNCTIONS
from auditor.rulelang.words import CHINESE, OPERATORS, Unit
from auditor.say import FORMATS

ROOT = Path(__file__).parents[1]
TRUTHS = {Verdict.PROBLEM: "真", Verdict.UNDECIDED: "不明", None: "假"}
EXAMPLES = [example for part in PARTS for entry in entries(part).values() for example in entry.examples]


def test_every_word_and_sign_is_explained() -> None:
    """Keywords in Chinese and operators have an entry, and nothing else has."""
    said = [name for entry in entries("words").values() for name in entry.names]
    assert sorted(said) == sorted({*CHINESE, *OPERATORS})


def test_every_function_is_explained() -> None:
    """The manual's functions are those of the table."""
    assert set(entries("functions")) == {function.chinese for function in FUNCTIONS.values()}


def test_every_box_is_explained() -> None:
    """The manual's boxes are those that an author can write; a term is one of them by another name."""
    assert set(entries("boxes")) == {kind.value for kind in BoxKind if kind is not BoxKind.TERM}


def test_every_unit_is_explained() -> None:
    """The manual's units are those of durations."""
    assert set(entries("units")) == {unit.value for unit in Unit}


def test_every_format_is_explained() -> None:
    """The manual's formats, in both spellings, are those that a message may name."""
    said = entries("formats").values()
    assert {entry.name for entry in said} | {entry.english for entry in said} == set(FORMATS)


def test_the_keys_of_every_file_are_listed() -> None:
    """The manual has a table of keys for every kind of file that a rulebook can hold."""
    text = (ROOT / "docs/language.md").read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- begin: language keys (\w+) -->", text)) == set(FILES)


def test_the_specimen_uses_every_key() -> None:
    """The rule that the manual shows whole has every key of a rule, a source, a parameter and a version."""
    text = SPECIMEN.read_text(encoding="utf-8")
    newest = next(yaml.load_all(text, Loader=yaml.BaseLoader))
    parts = {"rule": newest, "source": newest["source"][0], "effective": {**newest["effective"], "until": ""}}
    assert {name: set(part) for name, part in parts.items()} == {
        "rule": set(RULE.keys),
        "source": set(RULE.keys["source"].keys),
        "effective": set(RULE.keys["effective"].keys),
    }
    bounded = RULE.keys["params"].values
    assert bounded is not None
    assert set(newest["params"]["最少"]) == set(bounded.keys)
    assert "until" in text


def test_the_specimen_has_no_fault(tmp_path: Path) -> None:
    """It passes the check beside the manual's small pack, lints and all."""
    (tmp_path / SPECIMEN.name).write_bytes(SPECIMEN.read_bytes())
    assert [fault.render() for fault in check_rulebook([FOLDER / "pack", tmp_path]).faults] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_entry_shows_what_it_is_about(part: str) -> None:
    """Each has a sentence and an example in which each of its names stands."""
    for entry in entries(part).values():
        assert entry.said.endswith(("。", "）"))
        assert entry.examples
        assert all(name in entry.examples[0].text for name in entry.names), entry.name


def test_every_example_leaves_something_out() -> None:
    """What comes of a blank cell is shown wherever an example looks at a field."""
    fields = {field for rows in setting()["rows"].values() for field in rows[0]}
    lacking = [one.text for one in EXAMPLES if not one.without and any(field in one.text for field in fields)]
    shown = {one.text for part in ("units", "formats") for entry in entries(part).values() for one in entry.examples}
    assert set(lacking) <= shown


def test_every_name_has_a_page() -> None:
    """``auditor explain`` has a page for every word, and none for what is not one."""
    for name in names():
        told = page(name)
        assert told
        assert "<!--" not in told
        assert "```" not in told
    assert page("没有这个词") is None


def test_a_page_of_a_function() -> None:
    """The sentence, the example, what the card says, and what comes of it."""
    assert page("周岁") == (
        "周岁\n\n"
        "按出生日期算到某一天满几周岁；2月29日出生的，平年到3月1日长一岁。\n\n"
        "    周岁(服务对象.出生日期, 接案日期)\n"
        "    卡片：按服务对象的出生日期出生算到接案日期的周岁\n"
        "    都写了：14\n"
        "    出生日期空白：空白\n"
        "    出生日期读不懂、没有这一列：不明"
    )


@pytest.mark.slow
def test_the_bulk_engine_says_the_same() -> None:
    """What the manual says of each example in each state, which the live engine says, the bulk engine says too."""
    tried = trials()
    together: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in EXAMPLES:
        for state, rows in states(tried.rulebook, example):
            if rows is not None:
                together[example.without if state != STATES[0] else "", state].append(example)
    with RelationalEngine(tried.rulebook) as engine:
        for (_, state), examples in together.items():
            rows = dict(states(tried.rulebook, examples[0]))[state]
            assert rows is not None
            dataset = Dataset.from_rows(tried.rulebook.dictionary, rows, tried.period)
            runs = engine.run(dataset, tried.as_of, tried.rulebook.with_earlier(map(tried.id_of, examples)))
            for example in examples:
                run = runs[tried.id_of(example)]
                if run.status is RunStatus.DONE:
                    assert said(run, example, dataset) == shown(example, state), (example.text, state)


def shown(example: Example, state: str) -> str:
    """What the manual says, as far as a verdict shows it: of a value only whether it is blank."""
    outcome = trials().show(example).outcomes[state]
    if example.kind == "value":
        return {"空白": "真", "不明": "不明", "读不懂": "假"}.get(outcome, "假")
    return "真" if example.kind == "message" else re.sub(r"，?通过 \d+ 个|一个也没有", "", outcome).lstrip("，")


def said(run: RuleRun, example: Example, dataset: Dataset) -> str:
    """What the bulk engine says of the case in the setting."""
    plan: p.RulePlan = trials().rulebook.plans[run.rule]
    rid = keys_of(dataset, plan.subject).index(setting()["subject"])
    verdicts = [cell.verdict for cell in run.cells if cell.subject == rid]
    if example.kind != "rule":
        return TRUTHS[verdicts[0] if verdicts else None]
    if plan.each is None:
        return verdicts[0].value if verdicts else "通过"
    counted = {verdict: verdicts.count(verdict) for verdict in Verdict}
    return "，".join(f"{verdict.value} {number} 个" for verdict, number in counted.items() if number)
