"""The file of translations: exact texts, texts with gaps, and faults by line."""

from __future__ import annotations

import pytest

from engine import errors, texts

HEAD = "text,en\n"


def parsed(body: str, name: str = "texts.en.csv") -> texts.Texts:
    return texts.parse((HEAD + body).encode(), name)


def test_a_text_is_said_as_the_file_says_and_what_it_leaves_out_stays() -> None:
    words = parsed("拣货,Pick\n\n下运单,Book shipment\n")
    assert [words.translate(text) for text in ("拣货", "下运单", "别的")] == ["Pick", "Book shipment", "别的"]
    assert words.maybe(None) is None


def test_gaps_take_what_stands_there_in_the_order_of_the_translation() -> None:
    words = parsed("从 {1} 到 {2},to {2} from {1}\n超出额度 ¥{1},¥{1} over the limit\n")
    assert words.translate("超出额度 ¥1196.00") == "¥1196.00 over the limit"
    assert words.translate("从 A{2} 到 B") == "to B from A{2}"
    assert words.translate("超出额度 ¥") == "超出额度 ¥"


def test_the_most_exact_pattern_counts() -> None:
    words = parsed("缺 {1},Short of {1}\n缺 {1} 种货,{1} products short\n")
    assert words.translate("缺 3 种货") == "3 products short"


def test_spreadsheets_write_a_mark_and_quotes() -> None:
    content = '\ufefftext,en\r\n"一, 二","one, ""two"""\r\n'
    assert texts.parse(content.encode(), "texts.en.csv").translate("一, 二") == 'one, "two"'


@pytest.mark.parametrize(
    ("content", "name", "line"),
    [
        (HEAD + "拣货,Pick\n拣货,Pack\n", "texts.en.csv", 3),
        (HEAD + "缺 {1},short\n", "texts.en.csv", 2),
        (HEAD + "拣货\n", "texts.en.csv", 2),
        (HEAD + "拣货,\n", "texts.en.csv", 2),
        (HEAD + '拣货,"Pick\n', "texts.en.csv", 2),
        ("拣货,Pick\n", "texts.en.csv", 1),
        ("text,fr\n", "texts.fr.csv", 1),
        ("", "texts.en.csv", 1),
    ],
)
def test_a_faulty_line_is_named(content: str, name: str, line: int) -> None:
    with pytest.raises(errors.TextsUnreadable) as refused:
        texts.parse(content.encode(), name)
    assert refused.value.params["line"] == line
    assert name in refused.value.message("zh") and name in refused.value.message("en")


def test_another_encoding_is_named_with_its_line() -> None:
    with pytest.raises(errors.TextsUnreadable) as refused:
        texts.parse(HEAD.encode() + "拣货,Pick".encode("gb18030"), "texts.en.csv")
    assert (refused.value.params["line"], refused.value.params["detail_en"]) == (2, "it is not UTF-8")
