"""``auditor map`` and ``describe``: how an export was understood, and what is in it, before any rule runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.running import (
    FORMAT,
    LIMIT,
    MAPPING,
    NOTHING_READ,
    PREVIOUS,
    PROFILE,
    RULES,
    USE_MAP,
    mapping_for,
    nothing_read,
    progress,
    read_ahead,
    rulebook_errors,
    width,
)
from auditor.records.reading.limits import Limits


@click.command("map")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@RULES
@PROFILE
@MAPPING
@LIMIT
@FORMAT
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="写出映射文件，供修改后使用。")
@click.option("--force", is_flag=True, help="映射文件已经有了也写，换掉原来的。")
def map_(
    paths: tuple[Path, ...],
    folders: tuple[Path, ...],
    profile: str,
    mapping: Path | None,
    limits: Limits,
    form: str,
    output: Path | None,
    force: bool,
) -> None:
    """看导出的每张表、每一列认作什么，哪些不认识，最像什么；用 -o 写出映射文件，改好后交给 --mapping。

    只看表头和格子的样子来建议，不作猜测：没有写进映射文件的，一样也不会当真。
    """
    read_ahead()
    from auditor.output.files import write_file
    from auditor.output.mapping_file import write_mapping
    from auditor.output.mapping_text import render, to_json
    from auditor.plan.rulebook import load_rulebook
    from auditor.records.gathering import read_blocks
    from auditor.records.understanding import understand

    if output is not None and output.exists() and not force:
        raise click.UsageError(f"{output.as_posix()} 已经有了，没有动它；要换掉就加 --force，或者换一个文件名。")
    with rulebook_errors():
        rulebook = load_rulebook(folders, profile)
    written = mapping_for(mapping, rulebook)
    with progress("正在读…"):
        read = read_blocks(paths, rulebook.dictionary, written, limits)
        found = understand(*read, rulebook.dictionary, written)
    click.echo(to_json(found) if form == "json" else render(found, width()), nl=False)
    if not found.sheets:
        click.echo("没有读到任何表：请检查路径。", err=True)
        sys.exit(NOTHING_READ)
    if output is not None:
        write_file(output, write_mapping(found, paths[0].resolve().stem, written).encode())
        click.echo(f"已写 {output.as_posix()}：打开它，核对“#”开头的建议", err=form == "json")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@RULES
@PROFILE
@MAPPING
@PREVIOUS
@LIMIT
@FORMAT
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="写到文件；不写就显示在屏幕上。")
@click.option("--mask/--no-mask", default=True, help="遮盖姓名、证件号、电话、地址（默认遮盖）。")
def describe(
    paths: tuple[Path, ...],
    folders: tuple[Path, ...],
    profile: str,
    mapping: Path | None,
    previous: tuple[Path, ...],
    limits: Limits,
    form: str,
    output: Path | None,
    mask: bool,
) -> None:
    """看导出里有什么：各种记录多少行，每一项填了多少，有哪些取值、日期从哪天到哪天，编号对不对得上。

    不检查任何规则；检查之前先看一遍，就知道缺什么、哪些写法读不懂。
    """
    read_ahead()
    from auditor.findings.summary import summarise
    from auditor.output.files import write_file
    from auditor.output.summary import render, to_json
    from auditor.plan.rulebook import load_rulebook
    from auditor.records.dataset import load_records

    with rulebook_errors():
        rulebook = load_rulebook(folders, profile)
    written = mapping_for(mapping, rulebook)
    with progress("正在读…"):
        dataset = load_records(paths, rulebook.dictionary, previous=previous, mapping=written, limits=limits)
        summary = summarise(dataset, mask=mask)
    text = to_json(summary) if form == "json" else render(summary, width())
    if output is not None:
        write_file(output, text.encode())
    else:
        click.echo(text, nl=False)
    if not dataset.any_read:
        nothing_read(USE_MAP)
