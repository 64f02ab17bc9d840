"""Time stamps by a third party (RFC 3161): when a signature existed at the latest. The library is an extra.

A stamp is fetched only where a person named an authority's address; it is checked without any connection.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jupyter_mlsec.errors import SigningError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_TYPE = "application/timestamp-query"
_PATIENCE = 30  # seconds
_LARGEST = 1 << 20  # bytes of an answer


def fetch_stamp(url: str, data: bytes) -> bytes:
    """Ask the authority at ``url`` to stamp ``data``, of which it sees the SHA-256 only; return the stamp.

    Raises SigningError where it does not, or answers something else than it was asked.
    """
    _require()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    if urlsplit(url).scheme not in {"http", "https"}:
        raise SigningError("the address of a time stamp authority begins with https:// or http://")
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    response = _decoded(_posted(url, request.as_bytes()))
    info = response.tst_info
    if info.nonce != request.nonce or info.message_imprint.message != request.message_imprint.message:
        raise SigningError("the time stamp authority answered something else than it was asked")
    return _written(response)


def check_stamp(stamp: bytes, data: bytes, roots: bytes) -> datetime:
    """Return when ``data`` existed, in the word of an authority under the PEM certificates ``roots``.

    Raises SigningError where the stamp is malformed, about something else, or by nobody under these roots.
    """
    _require()
    from rfc3161_client import VerificationError, VerifierBuilder

    response = _decoded(stamp)
    if _written(response) != stamp:
        raise SigningError("the time stamp is not written as the authority's token")
    try:
        VerifierBuilder(roots=_certificates(roots)).build().verify_message(response, data)
        time: datetime = response.tst_info.gen_time
    except VerificationError:
        raise SigningError("the time stamp is about something else, or by an authority that is not trusted") from None
    except Exception as error:  # noqa: BLE001 - hostile bytes make the decoder raise more than it says
        raise SigningError(f"the time stamp could not be checked ({type(error).__name__})") from None
    return time.astimezone(UTC)


def _certificates(roots: bytes) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(roots)
    except ValueError:
        raise SigningError(
            "no time stamp authority is trusted", help="put its certificate into timestamp_roots.pem"
        ) from None


def _posted(url: str, body: bytes) -> bytes:
    query = urllib.request.Request(url, data=body, headers={"Content-Type": _TYPE}, method="POST")  # noqa: S310 - http and https only, and asked for
    try:
        with urllib.request.urlopen(query, timeout=_PATIENCE) as answer:  # noqa: S310 - as above
            data: bytes = answer.read(_LARGEST)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise SigningError(f"the time stamp authority could not be reached ({type(error).__name__})") from None
    return data


def _decoded(data: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(data)
        _ = response.status or response.tst_info.gen_time
    except Exception as error:  # noqa: BLE001 - hostile bytes make the decoder raise more than it says
        raise SigningError(f"the time stamp could not be read ({type(error).__name__})") from None
    if response.status:
        raise SigningError(f"the time stamp authority refused (status {response.status})")
    return response


def _written(response: TimeStampResponse) -> bytes:
    """Return the one spelling of a granted answer: its status, and the token that the authority signed."""
    token = response.time_stamp_token()
    body = b"\x30\x03\x02\x01\x00" + token
    length = len(body)
    short = 0x80
    size = (
        bytes([length])
        if length < short
        else (n := length.to_bytes((length.bit_length() + 7) // 8, "big")) and (bytes([short | len(n)]) + n)
    )
    return b"\x30" + size + body


def _require() -> None:
    try:
        import rfc3161_client  # noqa: F401 - asked only whether it is there
    except ImportError:
        raise SigningError(
            "time stamps need rfc3161-client, which is not installed", help='pip install "jupyter-mlsec[signing]"'
        ) from None
