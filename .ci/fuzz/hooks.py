"""What a fuzzer cannot make up: names of requests that are new, and the proofs that webhooks come with."""
import hashlib
import hmac
import json
import re
import time
from pathlib import Path

import schemathesis
from requests.auth import AuthBase

KEY = re.compile(r"[!-~]{1,200}")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives each request an idempotency key of its own, or nearly every one would be refused for the key of another."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and KEY.fullmatch(key):
        of = hashlib.sha256(repr((case.path_parameters, case.body)).encode("utf-8", "backslashreplace")).hexdigest()
        case.headers["Idempotency-Key"] = f"{key}-{of[:16]}"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """An empty parameter counts as absent, which a schema cannot say: it need not be refused."""
    return type(failure).__name__ != "AcceptedNegativeData" or "" not in (case.query or {}).values()


def content(request):
    body = request.body or b""
    return body if isinstance(body, bytes) else body.encode()


class Header(AuthBase):
    def __init__(self, name, value):
        self.name, self.value = name, value

    def __call__(self, request):
        request.headers[self.name] = self.value
        return request


class Signature(AuthBase):
    """An HMAC of the body; with a timestamp, of the time, a dot and the body."""

    def __init__(self, signature, secret, algorithm, timestamp=None):
        self.signature, self.secret, self.algorithm, self.timestamp = signature, secret.encode(), algorithm, timestamp

    def __call__(self, request):
        message = content(request)
        if self.timestamp:
            # Another form of it is left as it is, to be refused.
            if not re.fullmatch("[0-9]{1,12}", str(request.headers.get(self.timestamp))):
                return request
            now = str(int(time.time()))
            request.headers[self.timestamp] = now
            message = now.encode() + b"." + message
        request.headers[self.signature] = hmac.new(self.secret, message, self.algorithm).hexdigest()
        return request


for path, proof in json.loads(Path(__file__).with_name("webhooks.json").read_text()).items():
    authentication = Header(proof["header"], proof["value"]) if "header" in proof else Signature(**proof)
    schemathesis.auth.set_from_requests(authentication).apply_to(path=path)
schemathesis.auth.set_from_requests(Header("Authorization", "Bearer local-shop-key")).skip_for(path_regex="^/(webhooks|pay)/")
