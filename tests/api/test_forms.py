"""A form speaks the language of its reader."""

from __future__ import annotations

from api import forms

FORM = {
    "title": "审批",
    "x-en": "Approval",
    "description": "加一句意见",
    "x-en-description": "Add a comment",
    "properties": {
        "amount": {"title": "金额", "x-en": "Amount", "description": "单位元", "x-en-description": "In yuan"},
    },
}


def test_an_english_reader_gets_titles_and_descriptions_in_english() -> None:
    schema = forms.for_reader(FORM, "en")["schema"]

    assert (schema["title"], schema["description"]) == ("Approval", "Add a comment")
    assert schema["properties"]["amount"] == {"title": "Amount", "description": "In yuan"}


def test_a_chinese_reader_gets_them_as_written() -> None:
    schema = forms.for_reader(FORM, "zh")["schema"]

    assert (schema["title"], schema["description"]) == ("审批", "加一句意见")
    assert schema["properties"]["amount"] == {"title": "金额", "description": "单位元"}


def test_a_text_without_english_stays_chinese() -> None:
    schema = forms.for_reader({"title": "备注", "description": "可不填"}, "en")["schema"]

    assert schema == {"title": "备注", "description": "可不填"}
