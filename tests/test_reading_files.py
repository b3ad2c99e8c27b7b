"""Searching paths: folders and zips alike, each file once, nothing outside, nothing that hangs."""

from __future__ import annotations

import io
import os
import socket
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from auditor.records.reading import files as searched
from auditor.records.reading.content import Content
from auditor.records.reading.files import Files
from auditor.records.reading.limits import Limits


def search(path: Path, limits: Limits | None = None, shown: str = "站") -> tuple[list[Content], list[str]]:
    """What is found at a path, and the problems."""
    files = Files(limits or Limits())
    found = list(files.contents(path, shown))
    return found, [f"{one.code} {one.file} {one.text}" for one in files.problems]


def names(path: Path, limits: Limits | None = None) -> list[str]:
    found, problems = search(path, limits)
    assert problems == []
    return [content.shown for content in found]


def zipped(members: Mapping[str, bytes], gbk: bool = False) -> bytes:
    """A zip; with ``gbk`` as Windows and WPS write it, whose names are GBK and not said to be."""
    stream = io.BytesIO()
    raw = [name.encode("gb18030") for name in members]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, own, data in zip(members, raw, members.values(), strict=True):
            archive.writestr("#" * len(own) if gbk else name, data)
    packed = stream.getvalue()
    for own in [*raw, *raw] if gbk else []:  # once before each file, once more in the listing behind them
        packed = packed.replace(b"#" * len(own), own, 1)
    return packed


def test_folders_are_searched_in_order_of_name(tmp_path: Path) -> None:
    """Subfolders stand among the files by their names; what systems and programs leave behind is passed over."""
    for name in ("乙/b.csv", "乙/a.csv", "丁.csv", "a/1.xlsx", "a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    for name in ("~$a.xlsx", ".a.csv", ".~lock.a.csv#", "Thumbs.db", "desktop.ini", "__MACOSX/a.csv", ".git/a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert names(tmp_path) == ["站/a/1.xlsx", "站/a.csv", "站/丁.csv", "站/乙/a.csv", "站/乙/b.csv"]
    assert [content.shown for content in search(tmp_path / "a.csv", shown="a.csv")[0]] == ["a.csv"]


def test_other_files_are_counted_by_suffix(tmp_path: Path) -> None:
    """With advice where a person can help; an old Word file is one of them, another file called so is not."""
    for name in ("1.PDF", "2.pdf", "3", "4.rar", "5.doc"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "6.doc").write_bytes(b"<html><table><tr><td>1")
    (tmp_path / "7.zip").write_bytes(zipped({"a.png": b"", "b.csv": b"1"}))
    found, problems = search(tmp_path)
    assert [content.shown for content in found] == ["站/6.doc", "站/7.zip/b.csv"]
    assert problems == [
        "D603 站/7.zip 有 1 个文件不是可以读的格式（.png 1 个），没有读",
        "D603 站 有 5 个文件不是可以读的格式（没有后缀 1 个、.doc 1 个（请另存为 .docx）、.pdf 2 个、"
        ".rar 1 个（请先解压）），没有读",
    ]


@pytest.mark.parametrize("gbk", [False, True])
def test_a_zip_is_read_like_a_folder(tmp_path: Path, gbk: bool) -> None:
    """Its files are shown under their Chinese names, in UTF-8 or in GBK, backslashes or not, also in inner zips."""
    inner = zipped({"表/接案表.csv": b"in"}, gbk)
    members = {"个案/接案表.csv": b"1", "个案\\乙.csv": b"2", "里面.zip": inner, "__MACOSX/._a.csv": b"x", "空/": b""}
    (tmp_path / "资料.zip").write_bytes(zipped(members, gbk))
    found, problems = search(tmp_path)
    assert problems == []
    assert {content.shown: content.data for content in found} == {
        "站/资料.zip/个案/乙.csv": b"2",
        "站/资料.zip/个案/接案表.csv": b"1",
        "站/资料.zip/里面.zip/表/接案表.csv": b"in",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["资料.zip"]  # nothing is unpacked onto the disk


def test_names_in_a_zip_never_lead_outside(tmp_path: Path) -> None:
    """They are read under a name that stays inside and shows what was there."""
    members = {"../a.csv": b"1", "/etc/b.csv": b"2", "C:\\站\\c.csv": b"3", "x/../../d.csv": b"4", "./e.csv": b"5"}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    found, problems = search(tmp_path / "a.zip", shown="a.zip")
    assert [(content.shown, content.data) for content in found] == [
        ("a.zip/(C盘)/站/c.csv", b"3"),
        ("a.zip/(上级)/a.csv", b"1"),
        ("a.zip/e.csv", b"5"),
        ("a.zip/etc/b.csv", b"2"),
        ("a.zip/x/(上级)/(上级)/d.csv", b"4"),
    ]
    assert [text[:4] + text.split()[1] for text in problems] == [
        f"D616{content.shown}" for content in found if content.shown != "a.zip/e.csv"
    ]


def test_control_characters_in_names_are_not_shown(tmp_path: Path) -> None:
    """A name cannot break a line of the report, turn it around, or be impossible to write."""
    (tmp_path / "a\n\x1b[31m\u202e.csv").write_bytes(b"1")
    with open(os.fsencode(tmp_path) + b"/b\xff.csv", "wb") as file:
        file.write(b"2")
    assert names(tmp_path) == ["站/a\ufffd\ufffd[31m\ufffd.csv", "站/b\ufffd.csv"]


def test_the_same_content_is_read_once(tmp_path: Path) -> None:
    """In folders and zips; a zip that is there twice is told once; empty files are not the same file."""
    data = zipped({"1.csv": b"same", "2.csv": b"other"})
    for name in ("a.csv", "b/c.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"same")
    for name in ("d.zip", "e.zip"):
        (tmp_path / name).write_bytes(data)
    for name in ("f.csv", "g.csv"):
        (tmp_path / name).write_bytes(b"")
    found, problems = search(tmp_path)
    assert [content.shown for content in found] == ["站/a.csv", "站/d.zip/2.csv", "站/f.csv", "站/g.csv"]
    assert problems == [
        "D610 站/b/c.xlsx 与站/a.csv内容完全相同，只读一次",
        "D610 站/d.zip/1.csv 与站/a.csv内容完全相同，只读一次",
        "D610 站/e.zip 与站/d.zip内容完全相同，只读一次",
    ]


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    """A link into the folder is the same file; one that leads out, nowhere or in a circle is a problem."""
    root = tmp_path / "站"
    (root / "子").mkdir(parents=True)
    (root / "子" / "a.csv").write_bytes(b"1")
    (tmp_path / "外.csv").write_bytes(b"2")
    for name, target in {
        "上": "..", "圈": "圈", "同": "子/a.csv", "外.csv": "../外.csv", "子/回": "..", "无": "没有"
    }.items():  # fmt: skip
        (root / name).symlink_to(target)
    found, problems = search(root)
    assert [content.shown for content in found] == ["站/子/a.csv"]
    assert sorted(text.split("，")[0] for text in problems) == [
        "D601 站/圈 文件读不了：是链接",
        "D601 站/无 文件读不了：是链接",
        "D610 站/同 与站/子/a.csv内容完全相同",
        "D610 站/子/回 与站内容完全相同",
        "D613 站/上 是链接",
        "D613 站/外.csv 是链接",
    ]
    given = tmp_path / "快捷"
    given.symlink_to(root / "子")
    (root / "子" / "回").unlink()
    assert names(given) == ["站/a.csv"]  # what is given by name is followed


def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    """To open a pipe would wait for ever."""
    os.mkfifo(tmp_path / "a.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "b.xlsx"))
        told = "文件读不了：不是普通的文件（是管道、设备之类），没有打开"
        assert search(tmp_path) == ([], [f"D601 站/a.csv {told}", f"D601 站/b.xlsx {told}"])
        assert search(tmp_path / "a.csv") == ([], [f"D601 站 {told}"])
    # nor if one takes the place of a file at the last moment
    with pytest.raises(searched.UnreadableFile, match="不是普通的文件"):
        searched.bytes_of(tmp_path / "a.csv", 100)


def test_what_the_system_refuses_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder or a file without permission, a file that is gone when its turn comes, one that is being written."""
    for name in ("a.csv", "b.csv", "c.csv", "d.csv", "x/y.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    scandir, opened, fstat = os.scandir, os.open, os.fstat

    def denied(path: Path) -> object:
        if Path(path).name == "x":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    def opener(path: str, flags: int) -> int:
        if Path(path).name == "a.csv":
            raise PermissionError(13, "Permission denied")
        if Path(path).name == "b.csv":
            os.remove(path)
        if Path(path).name == "d.csv":
            raise OSError(5, "Input/output error")
        return opened(path, flags)

    def growing(descriptor: int) -> os.stat_result:
        found = fstat(descriptor)
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith("c.csv"):
            os.write(os.open(tmp_path / "c.csv", os.O_WRONLY | os.O_APPEND), b"more")
        return found

    monkeypatch.setattr(searched.os, "scandir", denied)
    monkeypatch.setattr(searched.os, "open", opener)
    monkeypatch.setattr(searched.os, "fstat", growing)
    assert search(tmp_path) == (
        [],
        [
            "D601 站/a.csv 文件读不了：没有读取的权限",
            "D601 站/b.csv 文件读不了：读的时候已经不在了",
            "D601 站/c.csv 文件读不了：读的时候文件还在改动，请等它写完再读",
            "D601 站/d.csv 文件读不了：打不开（Input/output error）",
            "D614 站/x 文件夹打不开：没有读取的权限，里面的文件没有读",
        ],
    )


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the system refuses this user nothing")
def test_files_without_permission(tmp_path: Path) -> None:
    """As the system really says it."""
    (tmp_path / "a.csv").write_bytes(b"1")
    (tmp_path / "a.csv").chmod(0)
    assert search(tmp_path) == ([], ["D601 站/a.csv 文件读不了：没有读取的权限"])


def test_missing_paths_and_sizes(tmp_path: Path) -> None:
    """A path that is not there, a file that is too large and too many files, each with what to do."""
    limits = Limits(file_bytes=2**20, files=3)
    assert search(tmp_path / "没有")[1] == [f"D601 {tmp_path.as_posix()}/没有 文件读不了：没有这个文件或文件夹"]
    with (tmp_path / "0.csv").open("wb") as file:
        file.truncate(2**20 + 1)
    for number in range(1, 6):
        (tmp_path / f"{number}.csv").write_bytes(b"%d" % number)
    found, problems = search(tmp_path, limits)
    assert [content.shown for content in found] == ["站/1.csv", "站/2.csv"]
    assert problems == [
        "D601 站/0.csv 文件读不了：太大，超过 1 MB；确实要读就加 --limit file_bytes=…",
        "D615 站/3.csv 文件超过 3 个，从这一个起没有读；确实要读就加 --limit files=…",
    ]


def test_zips_that_unpack_too_far(tmp_path: Path) -> None:
    """A bomb is refused before it unpacks, however it is nested; too many layers and files are refused."""
    limits = Limits(unpacked_bytes=2**20, files=50)
    blank = bytes(2**19)
    (tmp_path / "1.zip").write_bytes(zipped({"a.csv": blank, "b.csv": blank, "c.csv": b"1"}))
    inner = zipped({"a.csv": b"1" * 2**19})
    (tmp_path / "2.zip").write_bytes(zipped({"a.zip": inner, "b.zip": zipped({"b.csv": b"2" * 2**20})}))
    deep = zipped({"a.csv": b"deep"})
    for _ in range(4):
        deep = zipped({"里.zip": deep})
    (tmp_path / "3.zip").write_bytes(deep)
    (tmp_path / "4.zip").write_bytes(zipped({f"{number}.csv": b"" for number in range(51)}))
    found, problems = search(tmp_path, limits)
    assert [content.shown for content in found] == ["站/2.zip/a.zip/a.csv", "站/4.zip"]
    assert problems == [
        "D618 站/1.zip 压缩包解开后太大，超过 1 MB；确实要读就加 --limit unpacked_bytes=…；其余的文件没有读",
        "D618 站/2.zip 压缩包解开后太大，超过 1 MB；确实要读就加 --limit unpacked_bytes=…；其余的文件没有读",
        "D619 站/3.zip/里.zip/里.zip/里.zip 压缩包套压缩包超过 3 层，这一个没有打开；请解压后再读",
    ]


def test_zips_that_lie_about_their_sizes(tmp_path: Path) -> None:
    """What a zip says of a file's size is not believed: it is counted while it is unpacked."""
    data = bytearray(zipped({"a.csv": bytes(2**24)}))
    told = (2**24).to_bytes(4, "little")
    at = data.find(told)
    while at >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
        at = data.find(told, at)
    (tmp_path / "a.zip").write_bytes(data)
    assert search(tmp_path / "a.zip", shown="a.zip") == (
        [],
        ["D601 a.zip/a.csv 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出"],
    )


def test_zips_with_passwords_or_odd_packing(tmp_path: Path) -> None:
    """Encrypted files are counted, unknown methods told; what can be read is read, also two of one name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("密1.csv", b"x")
        archive.writestr("密2.csv", b"y")
        archive.writestr("乙.csv", b"1", compress_type=zipfile.ZIP_BZIP2)
        archive.writestr("甲.csv", b"2")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("甲.csv", b"3")
    data = bytearray(stream.getvalue())
    for name in ("密1.csv", "密2.csv"):
        at = data.rfind(name.encode())
        data[at - 46 + 8] |= 1  # the listing's flag of encryption
    (tmp_path / "a.zip").write_bytes(data)
    found, problems = search(tmp_path / "a.zip", shown="a.zip")
    assert [(content.shown, content.data) for content in found] == [("a.zip/甲.csv", b"2"), ("a.zip/甲.csv (2)", b"3")]
    assert problems == [
        "D617 a.zip 压缩包里有 2 个文件有密码，没有读；请解压后再读",
        "D601 a.zip/乙.csv 文件读不了：压缩的方式读不了，请解压后再读",
    ]


def test_a_zip_of_another_name_is_opened(tmp_path: Path) -> None:
    """And a file in it that is broken does not keep the others from being read."""
    data = bytearray(zipped({"a.csv": b"1234567890" * 9, "b.csv": b"2"}))
    data[data.find(b"a.csv") + 8] ^= 0xFF
    (tmp_path / "a.xlsx").write_bytes(data)
    found, problems = search(tmp_path / "a.xlsx", shown="a.xlsx")
    assert [content.shown for content in found] == ["a.xlsx/b.csv"]
    assert problems == [
        "D611 a.xlsx 后缀是 .xlsx，内容其实是压缩包（zip），按内容读",
        "D601 a.xlsx/a.csv 文件读不了：文件不完整（可能没有下载完）或已损坏，请重新导出",
    ]


def test_ten_thousand_files_and_deep_folders(tmp_path: Path) -> None:
    """Searching takes about as long as opening the files, and may go deep."""
    deep = tmp_path / "/".join("d" * 400)
    deep.mkdir(parents=True)
    (deep / "a.csv").write_bytes(b"deep")
    for number in range(10_000):
        (tmp_path / f"{number:05}.csv").write_bytes(b"%d" % number)
    start = time.perf_counter()
    assert len(names(tmp_path)) == 10_001
    assert time.perf_counter() - start < 10
