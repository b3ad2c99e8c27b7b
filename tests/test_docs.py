"""The documents say what is so: their examples run, their outputs are current, their commands exist."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest
from document_items import items
from document_tutorial import run
from documents import DOCUMENTS, ROOT, TUTORIAL, block, pages, printed, renewed

from auditor.authoring.check import check_rulebook
from auditor.authoring.testing import run_cases
from auditor.cli import main
from auditor.plan.rulebook import load_rulebook, shipped_rules
from auditor.records.reading.kinds import PROMISED
from auditor.records.reading.limits import LIMITS, Limits

PAGES = (*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md", "reports/README.md")
READMES = ("README.md", "README.zh-CN.md")
STALE = "stale: .venv/bin/python tests/documents.py writes it anew"


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [one for one in DOCUMENTS if one != TUTORIAL])
def test_generated_blocks_are_current(name: str) -> None:
    """Findings, cards, rules and help texts shown in a document are those of today."""
    assert page(name) == renewed(page(name)), STALE


@pytest.mark.slow
def test_the_tutorial_is_current() -> None:
    """Played from the start, each of its commands prints what it shows."""
    assert page(TUTORIAL) == renewed(page(TUTORIAL)), STALE


def test_the_lists_of_rules_are_current() -> None:
    """Every rule is listed with its card as it is now, each theme has its page, and no page is left over."""
    current = pages()
    assert {name: page(name) for name in current} == dict(current), STALE
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*.md")} == set(current)


def test_every_item_has_a_rule() -> None:
    """All that the evaluators found, that the report's numbers say and that law adds is covered by a rule."""
    found = items()
    assert [one.id for one in found if not one.rules] == []
    tags = {tag for rule in load_rulebook().rules.values() for tag in rule.tags if re.fullmatch(r"[SNVX]\d+", tag)}
    assert tags <= {one.id for one in found}


def test_the_tutorial_comes_to_what_it_says() -> None:
    """Its errors are mended one after the other: at the end the pack has no fault and every case comes out."""
    text = page(TUTORIAL)
    checks = re.findall(r"：(\d+) 个错误，(\d+) 个提醒", text)
    assert checks == [("2", "0"), ("0", "0"), ("0", "0"), ("1", "0"), ("0", "0")]
    assert re.findall(r"(\d+) 个不符", text) == ["1", "0", "0", "0", "0"]


def test_a_command_of_the_tutorial_that_is_none() -> None:
    """Only the program's own commands are played."""
    with pytest.raises(AssertionError):
        run("rm -r 我的规则")


def test_both_examples_print_the_same() -> None:
    """The example of either README runs as it stands; both show one output."""
    assert printed("README.md") == printed("README.zh-CN.md") != ""


def test_every_command_and_option_is_documented() -> None:
    """Nothing that a user can type is left out of the Chinese documents."""
    told = page("docs/commands.md") + page("README.zh-CN.md")
    for name, command in main.commands.items():
        assert f"## auditor {name}" in told
        for option in (word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)):
            assert not option.startswith("-") or re.search(rf"(?<![\w-]){option}(?![\w-])", told), (name, option)


@pytest.mark.parametrize("name", PAGES)
def test_commands_quoted_exist(name: str) -> None:
    """Every auditor command in a document is accepted with the arguments, if any, it is shown with."""
    text = page(name)
    for fenced in re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE):
        text += "".join(f"`{line.split('#')[0].strip()}`" for line in fenced.split("\n"))
    quoted = re.findall(r"`(?:\.venv/bin/)?auditor ([^`]*)`", text)
    for words in map(shlex.split, quoted):
        command, arguments = main.commands[words[0]], words[1:]
        with click.Context(command) as context:
            assert not arguments or command.parse_args(context, arguments) == []
    targets = set(re.findall(r"^([\w]+):", page("Makefile"), re.MULTILINE))
    for words in re.findall(r"`make ([^`]*)`", text):
        assert {word for word in words.split() if "=" not in word} <= targets


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link names a file or folder of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page(name))
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", [*PAGES, *pages()])
def test_links_to_headings_lead_to_one(name: str) -> None:
    """Every link to a part of a page names a heading of that page."""
    for link, part in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", page(name)):
        target = (ROOT / name).parent.joinpath(link) if link else ROOT / name
        headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
        assert part in anchors, (link, part)


@pytest.mark.parametrize("name", READMES)
def test_every_kind_of_file_is_named(name: str) -> None:
    """The table of accepted files is that of the readers."""
    rows = "".join(re.findall(r"^\| (`\..*)", page(name), re.MULTILINE))
    assert set(re.findall(r"`(\.\w+)`", rows)) == set(PROMISED)


def test_every_limit_is_named_with_its_value() -> None:
    """The table of limits is that of the readers."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", page("docs/commands.md"), re.MULTILINE)
    assert [name for name, _ in rows] == [one.name for one in fields(Limits)]
    assert Limits.parse(f"{name}={value}" for name, value in rows) == LIMITS


@pytest.mark.parametrize("name", READMES)
def test_every_module_is_in_the_picture(name: str) -> None:
    """The list of parts names every module and folder of the package, and nothing else."""
    picture = re.search(r"^auditor/\n(.*?)^rules/", page(name), re.DOTALL | re.MULTILINE)
    assert picture
    listed = re.findall(r"^  ((?:[a-z]+(?:/|\.py)?(?: (?=[a-z]))?)+)", picture[1], re.MULTILINE)
    names = {re.sub(r"/|\.py$", "", word) for line in listed for word in line.split()}
    package = [path for path in (ROOT / "auditor").iterdir() if not path.name.startswith((".", "__"))]
    assert names == {path.stem for path in package if path.is_dir() or path.suffix == ".py"}


def test_the_first_rule_of_a_contributor_works(tmp_path: Path) -> None:
    """The rule and the cases shown in CONTRIBUTING pass every check as they stand."""
    text = page("CONTRIBUTING.md")
    (tmp_path / "GA-101-no-goal.yaml").write_text(block(text, "rule"), encoding="utf-8")
    (tmp_path / "GA-101-no-goal.test.yaml").write_text(block(text, "cases"), encoding="utf-8")
    folders = [shipped_rules(), tmp_path]
    assert check_rulebook(folders).faults == check_rulebook(folders[:1]).faults
    tally = run_cases(load_rulebook(folders), ["GA-101"])
    assert (tally.cases, tally.failures) == (2, ())
