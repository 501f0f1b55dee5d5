"""One letter to outside: a program of its own, so that no engine, patched socket, slow name server
or hanging receiver can hold up the hall. JSON in: {url, headers, body, timeout}; JSON out:
{status} or {why}.
"""

from __future__ import annotations

import json
import ssl
import sys
import urllib.error
import urllib.request
from typing import Any

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed letter goes where config.yaml says and nowhere else."""

    def redirect_request(self, *asked: Any) -> None:
        return None


def post(asked: dict[str, Any]) -> dict[str, Any]:
    """{status: HTTP status}, or {why: dns | refused | tls | timeout | unreachable}."""
    request = urllib.request.Request(
        asked["url"], asked["body"].encode(), asked["headers"], method="POST"
    )
    handlers: list[Any] = [NoRedirect]
    if request.host.rsplit(":", 1)[0].strip("[]") in LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=asked["timeout"]) as got:
            return {"status": got.status}
    except urllib.error.HTTPError as error:
        return {"status": error.code}
    except urllib.error.URLError as error:
        return {"why": _why(error.reason)}
    except OSError as error:
        return {"why": _why(error)}
    except Exception:
        return {"why": "unreachable"}  # what came back was no HTTP


def _why(error: Any) -> str:
    from socket import gaierror

    for kind, why in ((gaierror, "dns"), (ssl.SSLError, "tls"), (TimeoutError, "timeout"),
                      (ConnectionRefusedError, "refused")):  # fmt: skip
        if isinstance(error, kind):
            return why
    return "unreachable"


if __name__ == "__main__":
    print(json.dumps(post(json.load(sys.stdin))))
