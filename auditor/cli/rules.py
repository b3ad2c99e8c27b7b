"""``auditor check``, ``test`` and ``explain``: is the rulebook sound, and what does it say."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import click

from auditor.cli.running import BROKEN, FINDINGS, RULES, rulebook_errors


@click.command()
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


@click.command()
@RULES
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("-k", "named", metavar="TEXT", default="", help="只跑名称里有这段文字的用例。")
@click.option("--engine", type=click.Choice(["both", "durable", "duckdb"]), default="both", help="用哪个引擎跑用例。")
@click.option("--watch", is_flag=True, help="一直看着规则库，文件一存就重跑（要装 auditor[watch]）。")
def test(ids: tuple[str, ...], folders: tuple[Path, ...], named: str, engine: str, watch: bool) -> None:
    """运行规则旁边的用例；写了编号就只跑这些规则的。两个引擎的结论都要符合。"""
    if not watch:
        with rulebook_errors():
            sys.exit(FINDINGS if _run_cases(folders, ids, named, engine) else 0)
    try:
        import watchfiles
    except ImportError as why:
        raise click.UsageError("--watch 要先安装 watchfiles：pip install 'auditor[watch]'") from why
    from auditor.plan.rulebook import shipped_rules

    for _ in chain([None], watchfiles.watch(*(folders or (shipped_rules(),)), raise_interrupt=False)):
        click.clear()
        try:
            with rulebook_errors():
                _run_cases(folders, ids, named, engine)
        except SystemExit:
            pass  # broken for the moment: the errors are shown, the next save starts anew
        click.echo("正在等文件改动，按 Ctrl-C 结束。")


def _run_cases(folders: tuple[Path, ...], ids: tuple[str, ...], named: str, engine: str) -> bool:
    """Runs cases and shows how they went; whether any failed."""
    from auditor.authoring.testing import render_failure, run_cases
    from auditor.engines.choice import EngineUnavailable
    from auditor.plan.rulebook import load_rulebook

    try:
        outcome = run_cases(load_rulebook(folders), ids, engine, named)
    except EngineUnavailable as why:
        raise click.UsageError(str(why)) from why
    for failure in outcome.failures:
        click.echo(render_failure(failure) + "\n")
    for case in outcome.missed:
        click.echo(f"{case.span}: {case.rule} “{case.name}”：还查不出“{case.todo}”（todo）")
    known = f"，{len(outcome.missed)} 个已知还查不出" if outcome.missed else ""
    click.echo(f"{outcome.cases} 个用例（{'、'.join(outcome.engines)}）：{len(outcome.failures)} 个不符{known}")
    return bool(outcome.failures)


@click.command()
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

    with rulebook_errors():
        rulebook = load_rulebook(folders)
    if rule not in rulebook.plans:
        raise click.UsageError(f"规则库里没有编号为“{rule}”的规则。{suggest(rule, rulebook.plans)}")
    if not sql:
        click.echo(render_card(rulebook.rules[rule], rulebook.plans[rule]))
    if not card:
        click.echo(("" if sql else "\n") + RelationalEngine(rulebook).sql(rule))
