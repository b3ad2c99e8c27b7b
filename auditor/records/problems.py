"""Faults of the data, as opposed to findings about the work: one table of codes, one shape."""

from __future__ import annotations

from dataclasses import dataclass

CODES: dict[str, str] = {
    "D601": "文件读不了：{why}",
    "D602": "工作表读不了：{why}",
    "D603": "有 {count} 个文件不是可以读的格式（{suffixes}），没有读",
    "D604": "没有“{fields}”这一列，分不清哪两行是同一份记录",
    "D605": "“{field}”应当是{expected}，读不懂{shown}，按无效处理",
    "D606": "“{field}”是空的或读不懂，这一行仍然检查",
    "D607": "与{other}完全相同，只读一次",
    "D608": "“{field}”与{other}相同而内容不同，两行都保留",
    "D609": "“{field}”只写到{unit}{shown}，没有写是哪一天；要用到那一天的检查会显示“无法判断”，请补全",
    "D610": "与{first}内容完全相同，只读一次",
    "D611": "后缀是 {suffix}，内容其实是{kind}，按内容读",
    "D612": "读文件的子进程启动不了，文件在主程序里读，遇到有害的文件可能中断",
    "D613": "是链接，指向给出的文件夹以外，没有读；要读就把它指向的文件直接写在命令里",
    "D614": "文件夹打不开：{why}，里面的文件没有读",
    "D615": "文件超过 {files} 个，从这一个起没有读；确实要读就加 --limit files=…",
    "D616": "压缩包里这个文件的名称指向压缩包以外，请核对来源；没有解压到任何地方，内容照常检查",
    "D617": "压缩包里有 {count} 个文件有密码，没有读；请解压后再读",
    "D618": "压缩包解开后{why}；其余的文件没有读",
    "D619": "压缩包套压缩包超过 {depth} 层，这一个没有打开；请解压后再读",
    "D620": "这张工作表是隐藏的，照常读取",
    "D621": "有隐藏或被筛选掉的 {hidden}，照常读取",
    "D622": "有 {count} 个公式没有存结果（{places}），按读不懂处理；请在 Excel 或 WPS 里打开，保存一次再导出",
    "D650": "有 {count} 行与{other}讲的是同一份{record}，内容不矛盾，合成一份检查",
    "D651": "“{field}”分不清填的是什么：{why}，没有读；请在表单模板里用 after 或 value 写明",
    "D652": "“{field}”是空的，但表格外有浮动的图片，分不清是不是签名，没有读；请核对，或把图片改为“嵌入型”放进格里",
    "D660": "“{field}”{shown}在{to}里找不到{rows}；照常检查，请核对，或补上缺的那一份",
    "D661": "映射文件里的一段没有对上任何一张表（{entry}）；这次没有导出就不用管，名称写错了请改",
    "D662": "映射文件里写的表头{headers}，{where}没有，所指的项没有读到；请核对，两层的表头写成“上层/下层”",
    "D631": "“{field}”有 {count} 格读不懂{shown}（从这一格起），应当是{expected}；按无效处理。如果这是本站的写法，"
    "请在配置（--profile）的 codes 里写明它是哪一个取值",
    "D630": "有 {count} 处合并单元格，所写的内容按合并的每一行读取",
    "D640": "文件没有注明文字编码，按 {encoding} 读；如果看到乱码，请另存为 UTF-8 再读",
    "D641": "有 {count} 处文字读不出来（{where}），读成了“\ufffd”；请从原来的系统重新导出，存为 UTF-8",
    "D642": "有 {count} 行的引号没有配对（{where}），这些行按没有引号读，请核对各列",
    "D643": "有 {count} 行比其他行多出几格（{where}），多出的内容没有表头；请检查是否少了引号或多了分隔符",
    "D644": "“{field}”{shown}：{why}。按无效处理",
    "D645": "“{field}”{shown}：{why}。按无效处理",
    "D646": "文字看来是乱码（{where}），多半是用错编码打开后又保存过；请从原来的系统重新导出，存为 UTF-8",
    "D647": "“{field}”{shown}：{why}。没有猜，按无效处理",
    "D648": "{what}，没有读；其余的照常读",
    "D649": "{what}；其余的照常读",
}

NOTICES: frozenset[str] = frozenset({"D610", "D611", "D612", "D620", "D621", "D630", "D650", "D640", "D661"})
"""The codes that only tell how something unusual was read: nothing is lost or doubtful."""

UNREAD: frozenset[str] = frozenset({"D601", "D602", "D613", "D614", "D615", "D617", "D618", "D619"})
"""The codes of files and sheets that were not read, so that records may be lacking."""


@dataclass(frozen=True, slots=True)
class DataProblem:
    """One fault of an export, at its place. ``text`` never quotes a private field's content."""

    code: str
    file: str
    sheet: str | None
    row: int | None  # as Excel numbers rows; the item's number from 1 in JSON and Parquet
    column: str | None  # the column's letter; its name in JSON and Parquet
    field: str | None
    text: str

    @property
    def notice(self) -> bool:
        """Whether it only tells how something was read."""
        return self.code in NOTICES


def problem(
    code: str,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    *,
    field: str | None = None,
    **values: object,
) -> DataProblem:
    """A DataProblem whose text is the code's template filled with ``values`` and ``field``."""
    return DataProblem(code, file, sheet, row, column, field, CODES[code].format(field=field, **values))


def by_place(fault: DataProblem) -> tuple[str, str, int, str, str]:
    """The order in which problems are told."""
    return fault.file, fault.sheet or "", fault.row or 0, fault.code, fault.column or ""
