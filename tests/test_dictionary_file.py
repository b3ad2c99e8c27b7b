"""The dictionary's file: what it gives, and every fault with the path that leads to it."""

from __future__ import annotations

from station import station

from auditor.records.dictionary import CodeList, Field, Kind, Link, Privacy
from auditor.records.dictionary_file import DictionaryFault, dictionary_of


def faults(**files: object) -> list[str]:
    found = dictionary_of(files)[1]
    return [f"{fault.file}:{'/'.join(map(str, fault.loc))} {fault.message}" for fault in found]


def record(**more: object) -> dict[str, object]:
    return {"id": "r", "key": "编号", "fields": {"编号": "no text", "日期": "day date"}} | more


def test_a_record_type_is_read_whole() -> None:
    """Fields, codes, links, order, privacy and headers arrive as written."""
    dictionary = station()
    visits, clients = dictionary.records["探访"], dictionary.records["对象"]
    assert visits.key == ("记录编号",)
    assert visits.order == ("日期",)
    assert visits.links == {"对象": Link("对象", "对象", ("档案号",))}
    assert visits.fields["方式"] == Field("方式", "method", Kind.CODE, CodeList("探访.方式", ("入户", "电访")))
    assert clients.fields["电话"] == Field("电话", "phone", Kind.TEXT, None, Privacy.PHONE, ("联系电话",))
    assert clients.display == "姓名"
    assert clients.fields["类别"].codes is dictionary.codes["类别"]
    assert dictionary.codes["类别"].aliases == {"低保户": "低保", "2": "独居"}
    assert dictionary.placeholders == {"无", "—", "待补"}


def test_files_are_one_dictionary() -> None:
    """A record may link to one of another file and use its codes, in any order; a name has one home."""
    one = {"records": {"乙": record(id="b", of={"甲": "编号"}, fields={"编号": "no text", "级": "g code 级别"})}}
    two = {"records": {"甲": record(id="a")}, "codes": {"级别": {"values": ["高"]}}}
    assert faults(one=one, two=two) == []
    assert faults(one=two, two=two) == [
        "two:codes/级别 “级别”在 one 里已经写过",
        "two:records/甲 “甲”在 one 里已经写过",
    ]


def test_faults_of_shape() -> None:
    """Unknown keys, missing keys and wrong kinds of node, all in one go; other records are still checked."""
    wrong = {
        "id": "Wrong Id",
        "key": [],
        "fields": ["编号"],
        "of": {"甲": "x", "乙": "y"},
        "private": {"编号": "secret"},
        "colour": "red",
    }
    records = {"丙": wrong, "丁": {"id": "d"}, "戊": "x", "己": record(order="没有")}
    assert faults(f={"records": records, "rules": {}}) == [
        "f:rules 没有“rules”这一项",
        "f:records/丙/id “id”应当由小写英文字母、数字和单个下划线组成，以字母开头",
        "f:records/丙/key “key”不能是空的",
        "f:records/丙/fields “fields”应当是一组“名称: 内容”",
        "f:records/丙/of “of”只能写一种上级记录",
        "f:records/丙/private/编号 “编号”应当是 name、id、phone、address 之一",
        "f:records/丙/colour 没有“colour”这一项",
        "f:records/丁 缺少“key”这一项",
        "f:records/丁 缺少“fields”这一项",
        "f:records/戊 “戊”应当是一组“名称: 内容”",
        "f:records/己/order/0 “己”没有“没有”这一项",
    ]
    assert faults(f="x") == ["f: “f”应当是一组“名称: 内容”"]


def test_faults_of_fields() -> None:
    """Each field's line is checked by itself, and its name stays known."""
    fields = {
        "编号": "no text",
        "甲": "text",
        "乙": "b word",
        "丙": "no date",
        "丁": "d code",
        "戊": "e text 是|否",
        "己": "f code 没有的表",
        "庚": "g code 是|是",
        "辛 癸": "h text",
        "壬": "rid int",
    }
    assert faults(f={"records": {"记录": record(fields=fields, order=["甲", "乙"])}}) == [
        "f:records/记录/fields/甲 应当写成“英文名 类型”，例如 contact_no text",
        "f:records/记录/fields/乙 没有“word”这种类型，可以写：text int num date datetime bool code codes",
        "f:records/记录/fields/丙 “no”已经是“编号”的英文名",
        "f:records/记录/fields/丁 code 后面要写取值",
        "f:records/记录/fields/戊 text 后面不写取值",
        "f:records/记录/fields/己 没有“没有的表”这个取值表",
        "f:records/记录/fields/庚 取值里有空的或重复的",
        "f:records/记录/fields/辛 癸 名称“辛 癸”只能用汉字、字母、数字和下划线",
        "f:records/记录/fields/壬 应当写成“英文名 类型”，例如 contact_no text",
    ]


def test_faults_of_names() -> None:
    """Keys, display, order, private, headers and links name fields that exist; no header means two fields."""
    bad = record(
        key=["编号", "x"],
        display="y",
        private={"z": "name"},
        headers={"w": ["v"], "日期": ["编 号", "时间"]},
        links={"负责": {"to": "没有的", "by": "日期"}, "自己": {"to": "好", "by": ["编号", "日期"]}},
    )
    assert faults(f={"records": {"记录": bad, "好": record()}}) == [
        "f:records/记录/private/z “记录”没有“z”这一项",
        "f:records/记录/headers/w “记录”没有“w”这一项",
        "f:records/记录/key/1 “记录”没有“x”这一项",
        "f:records/记录/display “记录”没有“y”这一项",
        "f:records/记录/headers/日期 表头“编 号”已经指“编号”",
        "f:records/好/id “r”已经是“记录”的 id",
        "f:records/记录/links/负责 没有“没有的”这种记录",
        "f:records/记录/links/自己 “好”的 key 有 1 项，这里写了 2 项",
    ]


def test_faults_of_links() -> None:
    """Both ends of a link have one type; a parent's key must be written somewhere; no circles."""
    records = {
        "甲": record(id="a", of={"乙": "日期"}),
        "乙": record(id="b", of="丙", fields={"编号": "no text", "日期": "day date"}),
        "丙": record(id="c", key="代码", fields={"代码": "code text", "编号": "no text"}, of={"甲": "编号"}),
    }
    assert faults(f={"records": records}) == [
        "f:records/甲/of “日期”是 date，“乙.编号”是 text，对不上",
        "f:records/乙/of “乙”没有“代码”这一项，要写明哪一项记着“丙”的 key",
        "f:records/甲/of 上级记录成了一个圈：甲→乙→丙→甲",
        "f:records/乙/of 上级记录成了一个圈：乙→丙→甲→乙",
        "f:records/丙/of 上级记录成了一个圈：丙→甲→乙→丙",
    ]


def test_faults_of_codes() -> None:
    """A value is written once, an alias leads to one value of the list."""
    codes = {"values": ["高", "低", "高"], "aliases": {"高": ["一", "低"], "中": ["二"]}}
    assert faults(f={"codes": {"级别": codes}}) == [
        "f:codes/级别/values/2 “高”写了两次",
        "f:codes/级别/aliases/高/1 “低”已经是“低”的写法",
        "f:codes/级别/aliases/中 “中”不在“级别”的取值里",
    ]


def test_a_fault_is_a_value() -> None:
    """Faults compare by what they say."""
    assert dictionary_of({"f": {"x": {}}})[1] == (DictionaryFault("f", ("x",), "没有“x”这一项"),)
