"""What is in an export, as text for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.findings.summary import FieldSummary, KeyPlace, LinkSummary, RecordSummary, Summary, TextCount
from auditor.output.grid import GAP, LEAST, NARROW, paragraphs, section
from auditor.output.wording import say_problem_place, say_sheet, say_unread, say_unrecognised
from auditor.output.wrap import columns

_CODES_SHOWN, _TEXTS_SHOWN = 10, 6
_FIELD, _KIND = 18, 8  # terminal columns at most
_KINDS = {
    "text": "文字",
    "int": "整数",
    "num": "数字",
    "date": "日期",
    "datetime": "日期时间",
    "bool": "是否",
    "code": "单选",
    "codes": "多选",
}


def to_json(summary: Summary) -> str:
    """The whole summary, indented, ending with a line feed."""
    return summary.model_dump_json(indent=2, by_alias=True) + "\n"


def render(summary: Summary, width: int) -> str:
    """The whole summary, ``width`` terminal columns wide: sheets, record types, what was not read, totals last."""
    width = max(width, NARROW)
    parts = [
        _sheets(summary, width),
        *(_record(record, width) for record in summary.records),
        _unread(summary, width),
        _problems(summary, width),
        paragraphs(_totals(summary), width),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _sheets(summary: Summary, width: int) -> str:
    rest = width - 2 * LEAST - 4 * GAP
    record_width = min(max((LEAST, *(columns(one.record) for one in summary.inputs))), rest // 4)
    other_width = rest // 4
    rows = [
        (say_sheet(one.file, one.sheet), one.record, f"{one.rows_read:,}", f"{one.rows_checked:,}", say_unread(one))
        for one in summary.inputs
    ]
    widths = [rest - record_width - other_width, record_width, LEAST, LEAST, other_width]
    headers = ["表", "记录", "读入", "检查", "其余"]
    return section(f"【读入的表】{len(rows)} 张", headers, rows, widths) if rows else ""


def _record(record: RecordSummary, width: int) -> str:
    field_width = min(max((LEAST, *(columns(one.field) for one in record.fields))), _FIELD)
    rest = width - field_width - 2 * LEAST - _KIND - 4 * GAP
    rows = [
        (one.field, _KINDS[one.kind], _share(one.filled, one.rows), f"{one.distinct:,}", "；".join(_held(one, record)))
        for one in record.fields
    ]
    key = "加".join(f"“{name}”" for name in record.key)
    title = f"【{record.record}】{record.rows:,} 行，{record.sheets} 张表，编号是{key}"
    table = section(title, ["字段", "种类", "填写", "不同", "内容"], rows, [field_width, _KIND, LEAST, LEAST, rest])
    return f"{table}\n\n{paragraphs(_told(record), width)}"


def _share(filled: int, rows: int) -> str:
    """The share of cells that are filled; never 100% unless all are, nor 0% unless none is."""
    if filled in (0, rows) or not rows:
        return "100%" if filled else "空"
    return f"{min(max(round(100 * filled / rows), 1), 99)}%"


def _held(one: FieldSummary, record: RecordSummary) -> Iterator[str]:
    if one.codes:
        yield _some(one.codes, _CODES_SHOWN, "{} {}")
    if one.least is not None:
        yield one.least if one.least == one.most else f"{one.least} 至 {one.most}"
    if one.partial:
        yield f"没有写到日 {one.partial:,} 格"
    if one.invalid:
        said = f"：{_some(one.unknown, _TEXTS_SHOWN, '“{}”{}')}" if one.unknown else ""
        yield f"读不懂 {one.invalid:,} 格{said}"
    if one.rows < record.rows:
        yield f"只有 {one.rows:,} 行有这一列"


def _some(counts: Iterable[TextCount], limit: int, form: str) -> str:
    told = [form.format(one.text, f"{one.rows:,}") for one in counts]
    return "、".join(told[:limit]) + (f" 等 {len(told)} 种" if len(told) > limit else "")


def _told(record: RecordSummary) -> Iterator[str]:
    if record.without_key:
        yield f"编号空着或读不懂：{record.without_key:,} 行"
    if record.repeated_keys:
        keys, rows = record.repeated_keys, record.repeated_rows
        yield f"编号重复：{keys:,} 个编号用在 {rows:,} 行上：{_places(record.repeated, keys)}"
    else:
        yield "编号没有重复"
    for link in record.links:
        yield _joined(link)
    if record.absent:
        yield f"没有的列：{'、'.join(record.absent)}"


def _joined(link: LinkSummary) -> str:
    name = f"“{'、'.join(link.fields)}”找{'、'.join(f'“{to}”' for to in link.to)}"
    if not link.unjoined_rows:
        return f"{name}：写了的 {link.linked:,} 行都找得到"
    lost = f"{link.linked:,} 行里有 {link.unjoined_rows:,} 行找不到，{link.unjoined_keys:,} 个编号"
    return f"{name}：{lost}：{_places(link.examples, link.unjoined_keys)}"


def _places(keys: Iterable[KeyPlace], total: int) -> str:
    told = []
    for one in keys:
        rows = "、".join(map(str, one.at)) + ("等" if one.rows > len(one.at) else "")
        told.append(f"{one.key}（{say_sheet(one.file, one.sheet)} 第 {rows} 行）")
    return "、".join(told) + (f" 等 {total:,} 个" if total > len(told) else "")


def _unread(summary: Summary, width: int) -> str:
    told = say_unrecognised(summary.unrecognised)
    return paragraphs(["【没有读入的内容】用 auditor map 看怎样读入", *told], width) if told else ""


def _problems(summary: Summary, width: int) -> str:
    if not summary.problems:
        return ""
    code = summary.problems[0].code
    lines = [f"【数据问题】auditor audit 逐处列出，auditor explain {code} 说明 {code} 是什么意思"]
    for one in summary.problems:
        first = f"{say_problem_place(one.first)} {one.first.text}"
        lines.append(f"{one.code} {one.count:,} 处{'，第一处' if one.count > 1 else ''}：{first}")
    return paragraphs(lines, width)


def _totals(summary: Summary) -> Iterator[str]:
    parts = [f"检查 {summary.rows_checked:,} 行", f"未读 {summary.rows_unread:,} 行"]
    parts += [f"重复 {summary.rows_duplicate:,} 行"] if summary.rows_duplicate else []
    parts += [f"合并 {summary.rows_merged:,} 行"] if summary.rows_merged else []
    yield f"记录：读入 {summary.rows_read:,} 行 = {' + '.join(parts)}"
    if summary.masked:
        yield "姓名、证件号、电话、住址已遮盖"
