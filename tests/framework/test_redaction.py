from __future__ import annotations

import html
import json
import time
from base64 import b32encode, b64encode, urlsafe_b64encode
from quopri import encodestring
from textwrap import wrap
from typing import TYPE_CHECKING
from unicodedata import category
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_python_provider import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = 'pit_4fG7+kQ/2mN9=xY&cV1"bW5é'
PLAIN = "pit_4fG7xkQ12mN9zxYacV1ebW5j"
DATA = KEY.encode()


def redactor(**secrets: str) -> Redactor:
    made = Redactor()
    for name, secret in (secrets or {"apiKey": KEY}).items():
        made.add(name, secret)
    return made


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def javascript(text: str) -> str:
    return "".join(f"\\u{ord(c):04X}" for c in text)


SPELLINGS = {
    "itself": KEY,
    "upper case": KEY.upper(),
    "lower case": KEY.lower(),
    "full width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in KEY),
    "percent escapes": quote(KEY, safe=""),
    "percent escapes for all": percent(KEY),
    "percent escapes twice": quote(quote(KEY, safe=""), safe=""),
    "percent escapes three times": quote(quote(quote(KEY, safe=""), safe=""), safe=""),
    "HTML escapes": html.escape(KEY),
    "HTML escapes twice": html.escape(html.escape(KEY)),
    "decimal HTML escapes": "".join(f"&#{ord(c)};" for c in KEY),
    "hexadecimal HTML escapes": "".join(f"&#x{ord(c):X};" for c in KEY),
    "HTML escapes without semicolons": "".join(f"&#{ord(c)} " for c in KEY),
    "JSON": json.dumps(KEY)[1:-1],
    "JSON in JSON": json.dumps(json.dumps(KEY))[3:-3],
    "JSON in JSON in JSON": json.dumps(json.dumps(json.dumps(KEY)))[7:-7],
    "JSON with slashes escaped": json.dumps(KEY)[1:-1].replace("/", "\\/"),
    "one escape of JSON": KEY.replace("k", "\\u006b", 1),
    "escapes of JSON for all": javascript(KEY),
    "escapes of JSON in JSON": json.dumps(javascript(KEY))[1:-1],
    "wide escapes": "".join(f"\\U{ord(c):08x}" for c in KEY),
    "escapes of old URLs": "".join(f"%u{ord(c):04x}" for c in KEY),
    "braced escapes": "".join(f"\\u{{{ord(c):x}}}" for c in KEY),
    "hexadecimal escapes": "".join(f"\\x{ord(c):02x}" for c in KEY),
    "octal escapes": "".join(f"\\{ord(c):03o}" for c in KEY),
    "backslashes": "".join(f"\\{c}" if c in '+/="' else c for c in KEY),
    "quoted-printable": encodestring(DATA).decode(),
    "hexadecimal": DATA.hex(),
    "hexadecimal, upper case": DATA.hex().upper(),
    "hexadecimal, spaced": DATA.hex(" "),
    "hexadecimal, with colons": DATA.hex(":"),
    "base32": b32encode(b"me:" + DATA).decode(),
    "base64": b64encode(DATA).decode(),
    "base64 behind one byte": b64encode(b"a" + DATA).decode(),
    "base64 behind two bytes": b64encode(b"ab" + DATA).decode(),
    "base64 of a header": b64encode(b"Bearer " + DATA + b"\r\n").decode(),
    "base64 of a login": b64encode(b"me:" + DATA).decode(),
    "base64 for URLs": urlsafe_b64encode(b"me:" + DATA).decode(),
    "base64 in a URL": quote(b64encode(b"me:" + DATA).decode(), safe=""),
    "base64 in lines": "\n".join(wrap(b64encode(DATA).decode(), 10)),
    "dashes": "-".join(KEY),
    "a list": str([*KEY]),
    "lines": "\n".join(wrap(KEY, 5)),
    "lines of Windows": "\r\n\t".join(wrap(KEY, 5)),
    "lines of JSON": "\\n".join(wrap(KEY, 5)),
    "spaces": " ".join(KEY),
    "no-break spaces": "\u00a0".join(KEY),
    "zero-width characters": "\u200b".join(KEY),
    "zero-width escapes": "\\u200b".join(KEY),
    "soft hyphens": "\u00ad".join(KEY),
    "soft hyphens of HTML": "&shy;".join(KEY),
    "marks of direction": f"\u202e{KEY}\u202c",
    "variation selectors": "\ufe0f".join(KEY),
    "control characters": "\x00".join(KEY),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_secret_is_found_however_it_is_spelled(spelling: str) -> None:
    shown = redactor().quote(f"the text <{spelling}> has it")
    assert shown.startswith("the text <")
    assert shown.endswith("> has it")
    assert "[apiKey]" in shown
    assert runs(shown, spelling) <= 1


def runs(shown: str, spelling: str) -> int:
    """How many characters of a spelling in a row are shown, in twelves."""
    pieces = {spelling[start : start + 12] for start in range(len(spelling) - 11)}
    return sum(piece in shown for piece in pieces)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {KEY} b", "a [apiKey] b"),
        (f"{KEY}{KEY}", "[apiKey]"),
        (f"{KEY} and {KEY.upper()}", "[apiKey] and [apiKey]"),
        (f"x{KEY[1:]}", "x[apiKey]"),
        (f"****{KEY[4:]}", "****[apiKey]"),
        (KEY[:10], "[apiKey]"),
        (KEY[-10:], "[apiKey]"),
        (KEY[5:15], "[apiKey]"),
        (KEY[:9], KEY[:9]),
        (KEY[5:14], KEY[5:14]),
        ("", ""),
        ("nothing of it", "nothing of it"),
    ],
)
def test_any_ten_characters_of_a_secret_are_hidden_and_nothing_else(text: str, shown: str) -> None:
    assert redactor().quote(text) == shown


def test_a_short_secret_is_found_as_a_whole() -> None:
    short = redactor(apiKey="k3y")
    assert short.quote("the K3Y is %6b3y or k 3 y, not k3") == (
        "the [apiKey] is [apiKey] or [apiKey], not k3"
    )
    assert short.quote(b"k3y".hex()) == b"k3y".hex()
    assert redactor(apiKey="%61&b").quote("a text of %61&b") == "a text of [apiKey]"
    assert redactor(apiKey="k3yk").quote(b"k3yk".hex()) == "[apiKey]"
    for encode in (b64encode, urlsafe_b64encode):
        assert redactor(apiKey=">>>???").quote(encode(b">>>???").decode()) == "[apiKey]"


@pytest.mark.parametrize("spell", [str, str.upper, percent, javascript])
def test_a_secret_in_any_script_is_found(spell: Callable[[str], str]) -> None:
    assert redactor(password="пароль-öäü-密碼").quote(spell("пароль-öäü-密碼")) == "[password]"


def test_escapes_of_bytes_that_are_no_utf_8_are_seen_through() -> None:
    assert redactor(password="pässwörd").quote("p%e4ssw%f6rd, 100%ff") == "[password], 100%ff"


def test_each_secret_is_hidden_by_its_own_name() -> None:
    both = redactor(apiKey=KEY, password="p4ssw0rd")
    assert both.quote(f"p4ssw0rd or {KEY}") == "[password] or [apiKey]"
    assert both.quote(f"p4ssw0rd{KEY}") == "[password]"
    both.add("token", KEY)
    assert both.quote(KEY) == "[apiKey]"


@pytest.mark.parametrize("secret", ["", " ", "\u200b"])
def test_a_secret_that_cannot_be_seen_hides_nothing(secret: str) -> None:
    assert redactor(apiKey=secret).quote("a b") == "a b"


def test_a_secret_that_is_escaped_itself_is_found_with_and_without_its_escapes() -> None:
    escaped = redactor(apiKey="a%2Fb&amp;c\\u0041 xyz=41 0123")
    for text in ("a%2Fb&amp;c\\u0041xyz=410123", "a/b&cAxyzA0123"):
        assert escaped.quote(text) == "[apiKey]"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a\n  b\tc", "a\\n  b\\tc"),
        ("\x1b[31m\u202e\x00", "\\x1b[31m\\u202e\\x00"),
        ("é\U0001f600 \u00a0", "é\U0001f600 \\xa0"),
        ("\ud800", "\\ud800"),
        ("<{%fg 1%}>red<{%reset%}>", "<{ %fg 1%}>red<{ %reset%}>"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 300 + "..."),
        ("\x00" * 301, "\\x00" * 300 + "..."),
        (f"{KEY} " * 35, "[apiKey] " * 33 + "[ap..."),
        (f"{KEY}{KEY}{KEY}" * 100, "[apiKey]..."),
        ("", ""),
    ],
)
def test_text_is_quoted_on_one_line_and_not_too_long(text: str, quoted: str) -> None:
    assert redactor().quote(text) == quoted


def test_what_is_quoted_already_is_quoted_the_same() -> None:
    quote = redactor().quote
    for text in (f"a\n{KEY}", "x" * 400, "<{%x%}>"):
        assert quote(quote(text)) == quote(text)


ENCODINGS: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.swapcase,
    percent,
    javascript,
    html.escape,
    lambda text: "".join(f"&#{ord(c)};" for c in text),
    lambda text: json.dumps(text)[1:-1],
    "\u200b".join,
    "\n".join,
]
surroundings = st.text("ab\\u0041%25&#;=\n \u200b{<", max_size=20)


@settings(database=None, deadline=None, max_examples=200)
@given(
    begin=surroundings,
    end=surroundings,
    first=st.sampled_from(ENCODINGS),
    second=st.sampled_from(ENCODINGS),
    start=st.integers(0, len(PLAIN) - 12),
    length=st.integers(12, len(PLAIN)),
)
def test_no_twelve_characters_survive_wherever_they_are_embedded(  # noqa: PLR0913, PLR0917  # what is varied
    begin: str,
    end: str,
    first: Callable[[str], str],
    second: Callable[[str], str],
    start: int,
    length: int,
) -> None:
    part = PLAIN[start : start + length]
    shown = redactor(apiKey=PLAIN).quote(f"{begin}{second(first(part))}{end}")
    folded = "".join(c for c in shown if not c.isspace() and category(c)[0] not in "CM").casefold()
    whole = PLAIN.casefold()
    assert "[apiKey]" in shown
    assert [run for at in range(len(whole) - 11) if (run := whole[at : at + 12]) in folded] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (json.dumps("=0" + "\u200b".join("2mN9zxYacV1e"))[1:-1], "=02\\u200b[apiKey]"),
        (json.dumps("%a" + "\n".join("7xkQ12mN9zxY"))[1:-1], "%a7\\n[apiKey]"),
        ("".join(f"\\U{ord(c):04X}" for c in "G7xkQ12mN9zx") + "1b0b", "[apiKey]\\U00781b0b"),
    ],
    ids=["quoted-printable", "a URL", "Python"],
)
def test_an_escape_that_absorbs_an_end_of_twelve_characters_reveals_no_others(
    text: str, shown: str
) -> None:
    assert redactor(apiKey=PLAIN).quote(text) == shown


HOSTILE = {
    "backslashes": "\\",
    "percent signs": "%25",
    "ampersands": "&",
    "entities": "&amp;amp;",
    "equals signs": "=\r\n=",
    "wide characters": "\ufdfa",
    "marks": "e\u0301",
    "almost the secret": PLAIN[:11],
    "the secret": f"{PLAIN} ",
    "digits": "&#" + "9" * 5000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_no_longer_the_longer_it_is(text: str) -> None:
    hide = redactor(apiKey=PLAIN, short="k3y").quote
    begin = time.process_time()
    hide(text * (1_000_000 // len(text)))
    assert time.process_time() - begin < 1


def test_a_secret_with_accents_is_found_in_either_unicode_form() -> None:
    redactor = Redactor()
    redactor.add("password", "P\u00e4ssw\u00f6rd")
    assert redactor.quote("P\u00e4ssw\u00f6rd") == "[password]"
    assert redactor.quote("Pa\u0308sswo\u0308rd") == "[password]"
