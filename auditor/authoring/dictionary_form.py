"""What a dictionary file looks like: its keys in their order, as ``documents`` has those of the other files."""

from __future__ import annotations

from auditor.authoring.form import Form, Line, line, lines, named
from auditor.records.dictionary import Kind, Privacy
from auditor.records.dictionary_shape import ID

_LABELS = lines("项的名称")
_SPEC = rf"^[a-z][a-z0-9]*(_[a-z0-9]+)*\s+({'|'.join(Kind)})(\s.*)?$"

_RECORD = {
    "id": line("英文名，用作表名", pattern=ID),
    "of": Form("属于哪种记录：{记录: 项}，项与那种记录的编号同名时只写记录", Line.TEXT, values=_LABELS),
    "key": lines("编号是哪一项或哪几项"),
    "display": line("用哪一项称呼它，例如姓名"),
    "order": lines("按哪一项或哪几项排先后"),
    "links": named(
        "与其他记录的关联",
        Form(keys={"to": line("哪种记录"), "by": lines("凭哪些项")}, required=("to", "by")),
    ),
    "fields": named(
        "项的名称 → “英文名 类型”，例如 contact_no text、method code 入户|电访",
        line("", pattern=_SPEC),
        r"^\w+$",
    ),
    "private": named("要遮盖的项", line("", {kind.value: kind.value for kind in Privacy})),
    "headers": named("项的名称 → 导出表里的其他表头", lines("")),
}

DICTIONARY = Form(
    "字典：有哪些记录，各有哪些项",
    keys={
        "placeholders": Form("视同空白的写法", items=line("")),
        "synonyms": Form("表头里意思相同的词，一组一行；只用来提建议", items=lines("")),
        "codes": named(
            "取值表",
            Form(
                keys={
                    "values": Form("标准的取值，先后就是次序", items=line("")),
                    "aliases": named("标准的取值 → 其他写法", lines("")),
                },
                required=("values",),
            ),
            r"^\w+$",
        ),
        "records": named("记录", Form(keys=_RECORD, required=("id", "key", "fields")), r"^\w+$"),
        "lists": named(
            "名单：行在规则库的一个表格文件里，不在导出的记录里",
            Form(
                keys={"file": line("同一文件夹里的 csv、xlsx 或 json 文件"), **_RECORD},
                required=("id", "key", "file", "fields"),
            ),
            r"^\w+$",
        ),
    },
)
