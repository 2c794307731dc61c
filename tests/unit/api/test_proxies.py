from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.api.proxies import find_proxy

PROXIES = {"https": "http://https.proxy:1", "http": "http://http.proxy:2", "all": "http://all:3"}


@pytest.mark.parametrize(
    ("url", "proxies", "proxy"),
    [
        ("https://api.example.com", PROXIES, PROXIES["https"]),
        ("http://api.example.com", PROXIES, PROXIES["http"]),
        ("https://api.example.com", {"http": "x", "all": "y"}, "y"),
        ("https://api.example.com", {"https": "", "all": "y"}, "y"),
        ("https://api.example.com", {"all": ""}, None),
        ("https://api.example.com", {"http": "x", "no": "*"}, None),
        ("https://api.example.com", {}, None),
    ],
)
def test_the_proxy_is_that_of_the_scheme_or_that_of_all(
    url: str, proxies: dict[str, str], proxy: str | None
) -> None:
    assert find_proxy(url, proxies) == proxy


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://api.example.com", "*"),
        ("https://10.1.2.3", "*"),
        ("https://api.example.com", "api.example.com"),
        ("https://API.Example.com.", "api.EXAMPLE.com"),
        ("https://api.example.com", "example.com"),
        ("https://api.example.com", ".example.com"),
        ("https://example.com", ".example.com"),
        ("https://api.example.com", "*.example.com"),
        ("https://api.example.com", "*.EXAMPLE.com."),
        ("https://a.b.example.com", "*.example.com"),
        ("https://example.com", "*.example.com"),
        ("https://api.example.com", "*example.com"),
        ("https://api.example.com", "api.*.com"),
        ("https://api.example.com", "localhost , other.com,  example.com"),
        ("https://api.example.com", "localhost other.com example.com"),
        ("https://api.example.com", "https://example.com"),
        ("https://api.example.com", "example.com:443"),
        ("http://api.example.com", "example.com:80"),
        ("https://api.example.com:8443", "example.com:8443"),
        ("https://api.example.com:8443", "example.com"),
        ("https://10.1.2.3", "10.1.2.3"),
        ("https://10.1.2.3", "10.0.0.0/8"),
        ("https://10.1.2.3", "10.1.2.3/8"),
        ("https://10.1.2.3", "10.0.0.0/8:443"),
        ("https://10.1.2.3", "10.1.*"),
        ("https://[::ffff:10.1.2.3]", "10.0.0.0/8"),
        ("https://[fd00::7]", "fd00::/8"),
        ("https://[fd00::7]", "[fd00::7]"),
        ("https://[fd00::7]", "fd00:0:0::7"),
        ("https://[fd00::7]", "[fd00::7]:443"),
        ("https://[fd00::7]", "[fd00::]/8"),
        ("https://[fe80::7%25eth0]", "fe80::/10"),
    ],
)
def test_what_no_proxy_excludes_is_asked_directly(url: str, without: str) -> None:
    assert find_proxy(url, {**PROXIES, "no": without}) is None


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://api.example.com", ""),
        ("https://api.example.com", ", ,"),
        ("https://api.example.com", "."),
        ("https://api.example.com", "ample.com"),
        ("https://api.example.com", "api.example.com.evil"),
        ("https://api.example.com", "example.com:8443"),
        ("https://api.example.com:8443", "example.com:443"),
        ("https://api.example.com", "example.com:https"),
        ("https://api.example.com", f"example.com:443{'9' * 5000}"),
        ("https://api.example.com", "10.0.0.0/8"),
        ("https://11.1.2.3", "10.0.0.0/8"),
        ("https://10.1.2.3", "fd00::/8"),
        ("https://10.1.2.3", "2.3"),
        ("https://[fd00::7]", "10.0.0.0/8"),
        ("https://[fd00::7]", "fe80::/10"),
    ],
)
def test_what_no_proxy_does_not_name_goes_through_the_proxy(url: str, without: str) -> None:
    assert find_proxy(url, {**PROXIES, "no": without}) == PROXIES["https"]
