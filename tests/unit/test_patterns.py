from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.functions.patterns import compiled

LOOK_AROUND = "look-around, including look-ahead and look-behind, is not supported"
REPETITION = "invalid repetition count range, the start must be <= the end"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("", "", True),
        ("^$", "a", False),
        ("CAFÉ", "café", False),
        ("(?i)CAFÉ", "café", True),
        (r"^\w+$", "日本", True),
        ("^.$", "😀", True),
        (r"\p{Greek}", "μ", True),
        ("a.b", "a\nb", False),
        ("(?s)a.b", "a\nb", True),
        ("(?x) a  # one\n b  # two", "ab", True),
    ],
)
def test_a_pattern_matches_anywhere_in_the_text(pattern: str, text: str, found: object) -> None:
    assert compiled(pattern)(text) is found


def test_no_text_has_no_match() -> None:
    assert compiled("")(None) is False


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "unclosed group at position 0"),
        ("a[b", "unclosed character class at position 1"),
        ("*", "repetition operator missing expression at position 0"),
        ("ab{3,2}", f"{REPETITION} at position 2"),
        ("日本(", "unclosed group at position 2"),
        ("\t(", "unclosed group at position 1"),
        ("a\nbc\n  (d", "unclosed group at position 7"),
        ("\r\n(", "unclosed group at position 2"),
        ("\n" * 11 + "(", "unclosed group at position 11"),
        ("a(?=b)", f"{LOOK_AROUND} at position 1"),
        ("(?<!a)b", f"{LOOK_AROUND} at position 0"),
        (r"(a)\1", "backreferences are not supported at position 3"),
        ("a{1000000000}", "too large when compiled"),
        ("((a{100}){100}){100}", "too large when compiled"),
    ],
)
def test_an_invalid_pattern_is_refused_with_the_position(pattern: str, problem: str) -> None:
    with pytest.raises(ValueError, match="must be a valid regular expression") as refused:
        compiled(pattern)
    assert str(refused.value) == f"must be a valid regular expression ({problem})"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "(.*a){12}$", "(a?){99}a{99}$"]
)
def test_a_pattern_that_would_keep_backtracking_engines_busy_for_ages_is_answered(
    pattern: str,
) -> None:
    assert compiled(pattern)("a" * 10_000 + "!") is False
