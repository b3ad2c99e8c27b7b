"""What gives a person away does not leave the machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.findings.mask import mask_as, mask_text, names_in
from auditor.records.dictionary import Privacy

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=5)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("麦小华", "麦X华"),
        ("李明", "李X"),
        ("欧阳小华", "欧X华"),
        ("李  明", "李X"),
        ("买买提·艾力", "买X力"),
        ("麦小华、李明", "麦X华、李X"),
        ("麦小华（母：李芳芳）", "麦X华（母：李X芳）"),
        ("Alex Xu", "AXu"),
        ("麦", "麦"),
        ("", ""),
    ],
)
def test_name(name: str, masked: str) -> None:
    """First and last character stay; a name of two keeps its first; every name of a cell is masked."""
    assert mask_as(name, Privacy.NAME) == masked


@pytest.mark.parametrize("name", ["麦X华", "麦x华", "麦Ｘ华", "麦*华", "麦＊＊", "*小华", "麦某", "麦某某", "潘×瞻"])
def test_name_masked_already(name: str) -> None:
    """A name that the station masked itself stays as it is, whatever mark it used."""
    assert mask_as(name, Privacy.NAME) == name


def test_footnote_mark_is_no_mask() -> None:
    """A star behind a whole name hides nothing, so the name is masked."""
    assert mask_as("麦小华*", Privacy.NAME) == "麦X*"


@given(HAN.filter(lambda name: "某" not in name))
def test_masking_names_is_idempotent_and_hides_the_given_name(name: str) -> None:
    """Masking twice changes nothing more, and of a longer name never more than two characters show."""
    masked = mask_as(name, Privacy.NAME)
    assert mask_as(masked, Privacy.NAME) == masked
    assert len(masked) == (2 if len(name) == 2 else 3)


@pytest.mark.parametrize(
    ("privacy", "text", "masked"),
    [
        (Privacy.ID_NUMBER, "440105201003011234", "************1234"),
        (Privacy.ID_NUMBER, "44010520100301123X", "************123X"),
        (Privacy.ID_NUMBER, "1234", "************"),
        (Privacy.PHONE, "13800131234", "138****1234"),
        (Privacy.PHONE, "138 0013 1234", "138****1234"),
        (Privacy.PHONE, "+86 138-0013-1234", "138****1234"),
        (Privacy.PHONE, "020-84401234", "020****1234"),
        (Privacy.PHONE, "84401234", "****1234"),
        (Privacy.PHONE, "李芳（女儿）13800131234/13900135678", "138****1234、139****5678"),
        (Privacy.PHONE, "空号", "空号"),
        (Privacy.ADDRESS, "广州市海珠区江南中街紫来大街35号首层", "广州市海珠区江南中街***"),
        (Privacy.ADDRESS, "海珠区南石头街道南箕路1号", "海珠区南石头街道***"),
        (Privacy.ADDRESS, "新港西路135号602房", "新港西路***"),
        (Privacy.ADDRESS, "海珠区逸景翠园3栋502", "海珠区***"),
        (Privacy.ADDRESS, "逸景翠园3栋502", "***"),
    ],
)
def test_numbers_and_addresses(privacy: Privacy, text: str, masked: str) -> None:
    """The last four digits, the street: enough to recognise, not enough to find."""
    assert mask_as(text, privacy) == masked


def test_free_text() -> None:
    """Known names and personal numbers are masked where they stand in a sentence."""
    text = "致电麦小华（13800131234），其女麦小华英称身份证440105201003011234已补办"
    masked = "致电麦X华（138****1234），其女麦X英称身份证************1234已补办"
    assert mask_text(text, names_in("麦小华") | names_in("麦小华英")) == masked


def test_record_numbers_are_no_telephone_numbers() -> None:
    """A number alone, or inside a longer code, is left as the record's own."""
    assert mask_text("15020240701", ()) == "15020240701"
    assert mask_text("工单 GD15020240701", ()) == "工单 GD15020240701"


def test_names_in() -> None:
    """Only names that masking would change are worth looking for."""
    assert names_in("麦小华、李明、潘X瞻") == {"麦小华", "李明"}
