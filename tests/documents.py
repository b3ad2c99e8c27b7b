"""What the documents and golden examples must say. ``python tests/documents.py`` writes them anew.

In a document, a comment ``<!-- generated: NAME -->`` stands before a fenced block whose content is
``said(NAME)``, the comments ``<!-- begin: NAME -->`` and ``<!-- end -->`` stand around Markdown that is
``section(NAME)``; a comment ``<!-- NAME -->`` marks a block that a test reads.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from click.testing import CliRunner
from document_errors import data_example, error_example
from document_items import items, summary
from document_items import pages as item_pages
from document_language import language
from document_rules import pages as rule_pages
from document_tutorial import played
from foreign_export import write_export, write_rules

from auditor import AuditResult, audit, load_records, load_rulebook
from auditor.authoring.card import render_cards
from auditor.cli import main
from auditor.output.render import render, render_summary

ROOT = Path(__file__).parents[1]
TUTORIAL = "docs/tutorial.md"
DOCUMENTS = ("README.md", "README.zh-CN.md", "docs/commands.md", "docs/language.md", "docs/errors.md", TUTORIAL)
GOLDEN: Mapping[str, str] = {"audit.txt": "table", "audit.json": "json", "audit.xlsx": "xlsx"}
RENDERED = Path(__file__).resolve().parent / "rendered"  # what commands say of the small foreign export
COLUMNS = 80
AS_OF = date(2025, 6, 30)
SHOWN = "rules/建档/JD-001-unsigned.yaml"  # the rule that the READMEs explain, and the client found by it
CLIENT = "服务对象 JNZ-D-0001 "

_GENERATED = re.compile(r"(<!-- generated: ([a-z ]+) -->\n```\w+\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_SECTION = re.compile(r"(<!-- begin: ([^>]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


@cache
def seeded() -> AuditResult:
    """The audit of the seeded station, without what differs from run to run and from version to version."""
    rulebook = load_rulebook()
    dataset = load_records([ROOT / "samples/seeded"], rulebook.dictionary)
    result = audit(rulebook, dataset, AS_OF, engine="duckdb")
    return result.model_copy(
        update={
            "rulebook": result.rulebook.model_copy(update={"version": "0"}),
            "coverage": tuple(one.model_copy(update={"seconds": 0.0}) for one in result.coverage),
        }
    )


def said(name: str) -> str:
    """The content of a generated block."""
    match name.split():
        case ["finding"]:
            return _finding()
        case ["summary"]:
            return render_summary(seeded(), COLUMNS) + "\n"
        case ["rule"]:
            return (ROOT / SHOWN).read_text(encoding="utf-8")
        case ["card"]:
            return _card()
        case ["printed"]:
            return printed("README.md")
        case ["diff"]:
            return _diff()
        case ["map"]:
            return _of_foreign_export("map", "-o", "mapping.yaml", file="mapping.yaml")
        case ["describe"]:
            return _of_foreign_export("describe", "--mapping", str(RENDERED / "mapped.yaml"))
        case ["help", *command]:
            return CliRunner().invoke(main, [*command, "--help"], prog_name="auditor", terminal_width=COLUMNS).output
    raise ValueError(name)


def section(name: str) -> str:
    """The content of a generated section."""
    match name.split():
        case ["error", stem]:
            return error_example(stem)
        case ["spoilt", code]:
            return data_example(code)
        case ["language", *part]:
            return language(" ".join(part))
        case ["items", *language_]:
            return summary(items(), english=bool(language_))
    raise ValueError(name)


def pages() -> Mapping[str, str]:
    """Every page that is generated whole, by its path from the repository's root."""
    return {**rule_pages(), **item_pages()}


def golden(name: str) -> bytes:
    """The content of an example in ``reports/golden``."""
    return render(seeded(), GOLDEN[name], COLUMNS)


def block(text: str, name: str) -> str:
    """The block of ``text`` that is marked ``name``."""
    found = re.search(rf"<!-- {name} -->\n( *)```\w+\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    assert found, f"no block is marked {name}"
    return dedent(found[2])


@cache
def printed(document: str) -> str:
    """What the document's example prints, run from the repository's root."""
    text = (ROOT / document).read_text(encoding="utf-8")
    with chdir(ROOT), redirect_stdout(io.StringIO()) as output:
        exec(compile(block(text, "example"), document, "exec"), {})
    return output.getvalue()


def renewed(text: str) -> str:
    """``text`` with every generated block as it must be."""
    text = _SECTION.sub(lambda found: f"{found[1]}\n{section(found[2])}\n{found[4]}", text)
    text = played(text)
    return _GENERATED.sub(lambda found: found[1] + said(found[2]), text)


def _finding() -> str:
    lines = render(seeded(), "table", COLUMNS).decode().split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(CLIENT))
    return "\n".join(lines[start : lines.index("", start)]) + "\n"


def _card() -> str:
    rulebook = load_rulebook()
    rule = Path(SHOWN).name[:6]
    return render_cards(rulebook, rule) + "\n"


def _diff() -> str:
    """The difference that ``docs/commands.md`` shows."""
    words = ["diff", "old", "new", "个案.csv", "探访.csv", "--as-of", "2025-08-31"]
    with chdir(ROOT / "tests/diff"):
        return CliRunner().invoke(main, words, env={"COLUMNS": str(COLUMNS)}).output


def _of_foreign_export(*words: str, file: str = "") -> str:
    """What a command says of the small foreign export, or the file that it writes."""
    with TemporaryDirectory() as folder, chdir(folder):
        write_export(Path())
        write_rules(Path())
        arguments = [words[0], "导出", "--rules", "rules", *words[1:]]
        output = CliRunner().invoke(main, arguments, env={"COLUMNS": str(COLUMNS)}).output
        return Path(file).read_text(encoding="utf-8") if file else output


def write() -> None:
    """Writes every document and example that is not as it must be."""
    for document in DOCUMENTS:
        path = ROOT / document
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in pages().items():
        (ROOT / name).write_text(text, encoding="utf-8")
    for name in GOLDEN:
        (ROOT / "reports/golden" / name).write_bytes(golden(name))


if __name__ == "__main__":
    write()
