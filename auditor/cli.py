"""The command line: parse arguments, call, print. Nothing is decided here."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from auditor.rulebook.rule import Severity

FINDINGS, BROKEN, NOTHING_READ = 1, 2, 3  # exit statuses
NEVER = "never"
FORMATS = ("table", "json", "xlsx")

RULES = click.option(
    "--rules",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="规则库文件夹，可以写多个；不写就用自带的规则库。",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="auditor")
def main() -> None:
    """社工站档案规则审计：读导出的记录，逐条按规则检查，说明哪里不对、为什么、怎么改。"""


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@RULES
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="审计日，例如 2025-06-30；不写就是今天。")
@click.option("--engine", type=click.Choice(["auto", "durable", "duckdb"]), default="auto", help="用哪个引擎。")
@click.option("--verify", is_flag=True, help="两个引擎都跑一遍，结论不同就报内部错误。")
@click.option("--only", metavar="ID,…", default="", help="只跑这些规则。")
@click.option("--skip", metavar="ID,…", default="", help="不跑这些规则。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help="输出的格式。")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="写到文件；不写就显示在屏幕上。")
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), NEVER]),
    default=Severity.MAJOR.value,
    help="有这个级别以上的问题时，退出码为 1（默认：严重）。",
)
@click.option("--mask/--no-mask", default=True, help="遮盖姓名、证件号、电话、地址（默认遮盖）。")
@click.option("-q", "--quiet", is_flag=True, help="只显示汇总。")
def audit(
    paths: tuple[Path, ...],
    folders: tuple[Path, ...],
    as_of: datetime | None,
    engine: str,
    verify: bool,
    only: str,
    skip: str,
    form: str,
    output: Path | None,
    fail_on: str,
    mask: bool,
    quiet: bool,
) -> None:
    """检查导出的记录。PATH 是文件或文件夹（xlsx、xls、csv、json、jsonl、parquet），可以写多个。

    退出码：0 没有达到 --fail-on 级别的问题；1 有；2 规则库有错、规则运行出错或参数不对；3 什么也没读到。
    """
    from auditor.audit import UnknownRule
    from auditor.audit import audit as run_audit
    from auditor.engines.base import RunStatus
    from auditor.engines.choice import EngineUnavailable
    from auditor.output.render import render, render_summary
    from auditor.records.dataset import load_records

    if form == "xlsx" and output is None:
        raise click.UsageError("xlsx 要用 -o 写明文件名。")
    with _rulebook_errors():
        from auditor.plan.rulebook import load_rulebook

        rulebook = load_rulebook(folders)
    day = as_of.date() if as_of is not None else date.today()
    dataset = load_records(paths, rulebook.dictionary)
    if not dataset.read:
        for problem in dataset.problems:
            click.echo(f"{problem.file}: {problem.code} {problem.text}", err=True)
        click.echo("没有读到任何记录：请检查路径，以及表头是否是字典里的名称。", err=True)
        sys.exit(NOTHING_READ)
    try:
        with _progress("正在检查…"):
            result = run_audit(
                rulebook,
                dataset,
                day,
                engine=engine,
                verify=verify,
                only=_ids(only),
                skip=_ids(skip),
                mask=mask,
            )
    except UnknownRule as why:
        raise click.UsageError(f"规则库里没有编号为“{why}”的规则。") from why
    except EngineUnavailable as why:
        raise click.UsageError(str(why)) from why
    if output is not None:
        from auditor.output.files import write_file

        write_file(output, render(result, form, _width()))
        if not quiet:
            click.echo(render_summary(result, _width()))
    elif quiet and form == "table":
        click.echo(render_summary(result, _width()))
    else:
        click.echo(render(result, form, _width()), nl=False)
    if any(one.status is RunStatus.FAILED for one in result.coverage):
        sys.exit(BROKEN)
    limit = Severity(fail_on).rank if fail_on != NEVER else -1
    sys.exit(FINDINGS if any(finding.severity.rank <= limit for finding in result.findings) else 0)


@main.command()
@RULES
def check(folders: tuple[Path, ...]) -> None:
    """检查规则库本身：一次列出所有文件的所有错误和提醒。"""
    from auditor.authoring.check import check_rulebook
    from auditor.plan.rulebook import shipped_rules

    report = check_rulebook(list(folders) or [shipped_rules()])
    for fault in report.faults:
        click.echo(fault.render() + "\n")
    click.echo(
        f"{report.rules} 条规则，{report.tables} 张表，{report.cases} 个用例："
        f"{report.errors} 个错误，{report.lints} 个提醒"
    )
    sys.exit(BROKEN if report.errors else 0)


@main.command()
@RULES
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("--engine", type=click.Choice(["both", "durable", "duckdb"]), default="both", help="用哪个引擎跑用例。")
def test(ids: tuple[str, ...], folders: tuple[Path, ...], engine: str) -> None:
    """运行规则旁边的用例；写了编号就只跑这些规则的。两个引擎的结论都要符合。"""
    from auditor.authoring.testing import render_failure, run_cases
    from auditor.plan.rulebook import load_rulebook

    with _rulebook_errors():
        outcome = run_cases(load_rulebook(folders), ids, engine)
    for failure in outcome.failures:
        click.echo(render_failure(failure) + "\n")
    click.echo(f"{outcome.cases} 个用例（{'、'.join(outcome.engines)}）：{len(outcome.failures)} 个不符")
    sys.exit(FINDINGS if outcome.failures else 0)


@main.command()
@RULES
@click.argument("rule", metavar="ID")
@click.option("--card", is_flag=True, help="只显示中文卡片。")
@click.option("--sql", is_flag=True, help="只显示批量引擎的查询。")
def explain(rule: str, folders: tuple[Path, ...], card: bool, sql: bool) -> None:
    """说明一条规则：中文卡片、依据、参数，以及批量引擎将要运行的查询。"""
    from auditor.authoring.card import render_card
    from auditor.engines.relational.engine import RelationalEngine
    from auditor.errors import suggest
    from auditor.plan.rulebook import load_rulebook

    with _rulebook_errors():
        rulebook = load_rulebook(folders)
    if rule not in rulebook.plans:
        raise click.UsageError(f"规则库里没有编号为“{rule}”的规则。{suggest(rule, rulebook.plans)}")
    if not sql:
        click.echo(render_card(rulebook.rules[rule], rulebook.plans[rule]))
    if not card:
        click.echo(("" if sql else "\n") + RelationalEngine(rulebook).sql(rule))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 160))


@contextmanager
def _rulebook_errors() -> Iterator[None]:
    from auditor.errors import RulebookError

    try:
        yield
    except RulebookError as why:
        click.echo(str(why), err=True)
        click.echo(f"\n规则库有 {len(why.errors)} 个错误，没有运行。", err=True)
        sys.exit(BROKEN)


@contextmanager
def _progress(text: str) -> Iterator[None]:
    """A spinner on stderr, only on a terminal and only if it takes longer than a second."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    from rich.console import Console

    status = Console(stderr=True).status(text)
    start: Callable[[], None] = status.start
    timer = Timer(1.0, start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        status.stop()


if __name__ == "__main__":
    main()
