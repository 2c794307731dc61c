"""Runs the compiled API server in a separate process."""

from __future__ import annotations

import json
import subprocess
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import certifi
import trustme

from benchmarks.contenders import API

if TYPE_CHECKING:
    from typing_extensions import Self


class ApiServer:
    """The API with a number of sandboxes, inside a `with` block.

    Each request takes `delay` seconds, and a round trip `round_trip` seconds. A `limited` API
    responds 429 beyond the documented rate limits. With `https`, the file `authorities` has the
    usual certificate authorities and the one that issued the server's certificate.
    """

    def __init__(  # noqa: PLR0913  # the flags of a program
        self,
        sandboxes: int,
        *,
        delay: float = 0,
        round_trip: float = 0,
        largest_page: int = 1000,
        limited: bool = False,
        https: bool = False,
    ) -> None:
        self._folder = TemporaryDirectory()
        self.authorities = Path(self._folder.name, "authorities.pem") if https else None
        certificate = self._certify(self.authorities) if self.authorities else ""
        self._process = subprocess.Popen(
            [
                API,
                f"-sandboxes={sandboxes}",
                f"-delay={delay}s",
                f"-round-trip={round_trip}s",
                f"-largest-page={largest_page}",
                f"-limited={str(limited).lower()}",
                f"-certificate={certificate}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url, counts = self._process.stdout.readline().split()
        self._counts = HTTPConnection(counts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._counts.close()
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()

    @staticmethod
    def id_of(number: int) -> str:
        """Returns the ID of a sandbox, counted from 0."""
        return f"cmb7q2x9k{number:016d}"

    def counts(self) -> dict[str, int]:
        """Returns the counts since the last call.

        These are `requests`, `refused` requests, `mostAtOnce` (the most simultaneous requests),
        `connections` and TLS `handshakes`.
        """
        self._counts.request("GET", "/")
        counts: dict[str, int] = json.load(self._counts.getresponse())
        return counts

    @staticmethod
    def _certify(authorities: Path) -> Path:
        """Writes the authorities, and the server's key and certificate next to them."""
        authority = trustme.CA()
        authorities.write_bytes(certifi.contents().encode() + authority.cert_pem.bytes())
        certificate = authorities.with_name("server.pem")
        issued = authority.issue_cert("127.0.0.1")
        issued.private_key_and_cert_chain_pem.write_to_path(str(certificate))
        return certificate
