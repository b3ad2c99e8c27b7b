"""What the commands share: exit statuses, the option for rules, how errors and progress are shown."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from auditor.records.period import Period
from auditor.records.reading.limits import Limits

if TYPE_CHECKING:
    from auditor.plan.rulebook import Rulebook
    from auditor.records.layout.mapping import ExportMapping

_T = TypeVar("_T")

FINDINGS, BROKEN, NOTHING_READ = 1, 2, 3  # exit statuses
USE_MAP = "请检查路径；表头认不得时，用 auditor map 看怎样读。"
KNOWN_HEADERS = "请检查路径，以及表头是否是字典里的名称。"


def _parsed(parse: Callable[[Any], _T]) -> Callable[[click.Context, click.Parameter, Any], _T]:
    """A callback of an option that parses its value; what ``parse`` raises as ValueError is the user's mistake."""

    def parsed(ctx: click.Context, param: click.Parameter, value: Any) -> _T:
        try:
            return parse(value)
        except ValueError as why:
            raise click.BadParameter(str(why), ctx, param) from why

    return parsed


RULES = click.option(
    "--rules",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="规则库文件夹，可以写多个；不写就用自带的规则库。",
)

PROFILE = click.option(
    "--profile",
    metavar="NAME|FILE",
    default="",
    help="用哪份配置：规则库里的名称（市、区、站名），或者一个配置文件；不写就不用。",
)

MAPPING = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="用哪个映射文件：写明各张表、各列是什么（auditor map 写得出来）；不写就只看表头。",
)

AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="审计日，例如 2025-06-30；不写就是今天。")


PERIOD = click.option(
    "--period",
    metavar="FROM..UNTIL",
    callback=_parsed(lambda text: Period.parse(text) if text else None),
    help="评估期，例如 2025-01-01..2025-06-30，前面可以加“名称=”。规则里的 期初、期末、期次 由此而来。",
)

PREVIOUS = click.option(
    "--previous",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="上一期的导出（文件或文件夹，可以写多个），供规则与上期比较。",
)

LIMIT = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parsed(Limits.parse),
    help="放宽（或收紧）读文件的上限，可以写多个，例如 cells=50M、seconds=600、memory_bytes=8G。",
)


FORMATS = ("table", "json")
FORMAT = click.option("--format", "form", type=click.Choice(FORMATS), default="table", help="输出的格式。")


def day_of(as_of: datetime | None) -> date:
    """The audit date; the user's own day if none is given."""
    return as_of.date() if as_of is not None else date.today()


def width() -> int:
    """The columns of the terminal, within reason."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 160))


def read_ahead() -> None:
    """Starts the process that reads files, so that it is there when the rulebook is loaded."""
    from auditor.records.reading.process import warm

    warm()


def nothing_read(advice: str) -> NoReturn:
    """Ends a command that found no record in the files given; ``advice`` says what to look at."""
    click.echo(f"没有读到任何记录：{advice}", err=True)
    sys.exit(NOTHING_READ)


@contextmanager
def rulebook_errors(what: str = "规则库") -> Iterator[None]:
    """Shows the errors of a rulebook, or of another file written like one, and ends the command."""
    from auditor.errors import RulebookError

    try:
        yield
    except RulebookError as why:
        click.echo(str(why), err=True)
        click.echo(f"\n{what}有 {len(why.errors)} 个错误，没有运行。", err=True)
        sys.exit(BROKEN)


def mapping_for(file: Path | None, rulebook: Rulebook) -> ExportMapping:
    """The mapping in ``file``; without one that which the profile names, if any."""
    from auditor.rulebook.mapping_file import load_mapping, mapping_of

    with rulebook_errors("映射文件"):
        return load_mapping(file, rulebook.dictionary) if file else mapping_of(rulebook.chain, rulebook.dictionary)


@contextmanager
def progress(text: str) -> Iterator[None]:
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
