"""What a fuzzer cannot make up: names of requests that are new, and the proofs that webhooks come with."""
import hashlib
import hmac
import re
import time

import schemathesis
from requests.auth import AuthBase, HTTPBasicAuth

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


def hmac_hex(secret, message):
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


class Header(AuthBase):
    def __init__(self, name, value):
        self.name, self.value = name, value

    def __call__(self, request):
        request.headers[self.name] = self.value
        return request


class FluidSignature(AuthBase):
    def __call__(self, request):
        request.headers["X-Fluid-Signature"] = hmac_hex("local-fluid-secret", content(request))
        return request


class PaystackSignature(AuthBase):
    def __call__(self, request):
        request.headers["x-paystack-signature"] = hmac.new(b"local-paystack-key", content(request), hashlib.sha512).hexdigest()
        return request


class FlashpaySignature(AuthBase):
    def __call__(self, request):
        if re.fullmatch("[0-9]{1,12}", str(request.headers.get("X-Webhook-Timestamp"))):
            now = str(int(time.time()))
            request.headers["X-Webhook-Timestamp"] = now
            request.headers["X-Webhook-Signature"] = hmac_hex("local-flashpay-secret", now.encode() + b"." + content(request))
        return request


for path, proof in {
    "/webhooks/flot": HTTPBasicAuth("flot", "local-flot-password"),
    "/webhooks/fluid": FluidSignature(),
    "/webhooks/flashpay": FlashpaySignature(),
    "/webhooks/flutterwave": Header("verif-hash", "local-flutterwave-hash"),
    "/webhooks/paystack": PaystackSignature(),
    "/webhooks/kkiapay": Header("x-kkiapay-secret", "local-kkiapay-secret"),
}.items():
    schemathesis.auth.set_from_requests(proof).apply_to(path=path)
schemathesis.auth.set_from_requests(Header("Authorization", "Bearer local-shop-key")).skip_for(path_regex="^/(webhooks|pay)/")
