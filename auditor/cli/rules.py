"""``auditor check``, ``test`` and ``explain``: is the rulebook sound, and what does it say."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import click

from auditor.cli.running import BROKEN, FINDINGS, PROFILE, RULES, rulebook_errors


@click.command()
@RULES
@PROFILE
@click.option("--lock", is_flag=True, help="没有错误时，把每条规则的版本和意思写进 versions.lock。")
def check(folders: tuple[Path, ...], profile: str, lock: bool) -> None:
    """检查规则库本身：一次列出所有文件的所有错误和提醒，所有的配置也逐份检查。"""
    if lock and profile:
        raise click.UsageError("--lock 锁的是规则本身，不能和 --profile 一起用。")
    from auditor.authoring.check import check_rulebook
    from auditor.plan.rulebook import shipped_rules

    report = check_rulebook(list(folders) or [shipped_rules()], profile, lock=lock)
    for fault in report.faults:
        click.echo(fault.render() + "\n")
    profiles = f"，{report.profiles} 份配置" if report.profiles else ""
    click.echo(
        f"{report.rules} 条规则，{report.tables} 张表，{report.cases} 个用例{profiles}："
        f"{report.errors} 个错误，{report.lints} 个提醒"
    )
    for path, rules in report.locked.items():
        click.echo(f"已写 {path.as_posix()}：{rules} 条规则")
    if lock and report.errors:
        click.echo("有错误，没有写 versions.lock。", err=True)
    sys.exit(BROKEN if report.errors else 0)


@click.command()
@RULES
@PROFILE
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("-k", "named", metavar="TEXT", default="", help="只跑名称里有这段文字的用例。")
@click.option("--engine", type=click.Choice(["both", "durable", "duckdb"]), default="both", help="用哪个引擎跑用例。")
@click.option("--mutants", is_flag=True, help="把规则的条件逐个反过来或去掉，列出没有一个用例发觉的。")
@click.option("--watch", is_flag=True, help="一直看着规则库，文件一存就重跑（要装 auditor[watch]）。")
def test(
    ids: tuple[str, ...],
    folders: tuple[Path, ...],
    profile: str,
    named: str,
    engine: str,
    mutants: bool,
    watch: bool,
) -> None:
    """运行规则旁边的用例；写了编号就只跑这些规则的，写了配置就只跑写明用它的。两个引擎的结论都要符合。"""
    if mutants:
        with rulebook_errors():
            sys.exit(FINDINGS if _hunt_mutants(folders, profile, ids) else 0)
    if not watch:
        with rulebook_errors():
            sys.exit(FINDINGS if _run_cases(folders, profile, ids, named, engine) else 0)
    try:
        import watchfiles
    except ImportError as why:
        raise click.UsageError("--watch 要先安装 watchfiles：pip install 'auditor[watch]'") from why
    from auditor.plan.rulebook import shipped_rules

    for _ in chain([None], watchfiles.watch(*(folders or (shipped_rules(),)), raise_interrupt=False)):
        click.clear()
        try:
            with rulebook_errors():
                _run_cases(folders, profile, ids, named, engine)
        except SystemExit:
            pass  # broken for the moment: the errors are shown, the next save starts anew
        click.echo("正在等文件改动，按 Ctrl-C 结束。")


def _run_cases(folders: tuple[Path, ...], profile: str, ids: tuple[str, ...], named: str, engine: str) -> bool:
    """Runs cases and shows how they went; whether any failed."""
    from auditor.authoring.testing import render_failure, run_cases
    from auditor.engines.choice import EngineUnavailable
    from auditor.plan.rulebook import load_rulebook

    try:
        outcome = run_cases(load_rulebook(folders, profile), ids, engine, named)
    except EngineUnavailable as why:
        raise click.UsageError(str(why)) from why
    for failure in outcome.failures:
        click.echo(render_failure(failure) + "\n")
    for case in outcome.missed:
        click.echo(f"{case.span}: {case.rule} “{case.name}”：还查不出“{case.todo}”（todo）")
    known = f"，{len(outcome.missed)} 个已知还查不出" if outcome.missed else ""
    click.echo(f"{outcome.cases} 个用例（{'、'.join(outcome.engines)}）：{len(outcome.failures)} 个不符{known}")
    return bool(outcome.failures)


def _hunt_mutants(folders: tuple[Path, ...], profile: str, ids: tuple[str, ...]) -> bool:
    """Shows the changes of rules that no case notices; whether there are any."""
    from auditor.authoring.mutants import hunt, render_survivor
    from auditor.plan.rulebook import load_rulebook

    found = hunt(load_rulebook(folders, profile), ids)
    for survivor in found.survivors:
        click.echo(render_survivor(survivor))
    click.echo(f"改动 {found.mutants} 处：{len(found.survivors)} 处没有用例发觉")
    return bool(found.survivors)


@click.command()
@RULES
@PROFILE
@click.argument("rule", metavar="ID")
@click.option("--card", is_flag=True, help="只显示中文卡片。")
@click.option("--sql", is_flag=True, help="只显示批量引擎的查询。")
def explain(rule: str, folders: tuple[Path, ...], profile: str, card: bool, sql: bool) -> None:
    """说明一条规则：中文卡片、依据、参数，以及批量引擎将要运行的查询；写了配置就说明每个值从哪里来。

    ID 也可以是错误的编号（E303）、规则里的一个词（周岁、run）或一种记录的名称，说明它的意思、有哪些项。
    """
    from auditor.authoring.card import render_cards
    from auditor.authoring.origins import render_origins
    from auditor.authoring.pages import page
    from auditor.authoring.record_page import record_page
    from auditor.engines.relational.engine import RelationalEngine
    from auditor.engines.variants import say_days
    from auditor.errors import suggest
    from auditor.plan.rulebook import load_rulebook

    if (told := page(rule)) is not None:
        click.echo(told)
        return
    with rulebook_errors():
        rulebook = load_rulebook(folders, profile)
    records = rulebook.dictionary.records
    if rule in records:
        click.echo(record_page(records[rule], rulebook.dictionary))
        return
    if rule not in rulebook.variants:
        legal = "可以写：规则编号、错误编号（E303）、记录的名称、规则里的词（周岁、run）"
        raise click.UsageError(f"没有“{rule}”可以说明。{suggest(rule, [*rulebook.variants, *records]) or legal}")
    if not sql:
        click.echo(render_cards(rulebook, rule))
        if profile:
            click.echo("\n" + render_origins(rulebook, rule))
    if not card:
        newest, *others = rulebook.variants[rule]
        note = f"-- {say_days(newest)}；还有 {len(others)} 份查询管其余的日期\n" if others else ""
        click.echo(("" if sql else "\n") + note + RelationalEngine(rulebook).sql(newest.plan.id))
