#!/usr/bin/env python3
"""The token server of registry-token.test: what Docker Hub, GitLab and Harbor have in front of their registries.

token_server.py ADDRESS:PORT USERS KEY CERTIFICATE      plain HTTP: nginx ends TLS before it

Follows distribution/docs/spec/auth/token.md and jwt.md. USERS holds a line for each user, who may pull everything: what Basic
authentication sends for NAME:PASSWORD. Nobody in particular gets a token that allows nothing; a wrong password gets 401.
"""

import base64
import json
import ssl
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ISSUER = "tokens.test"
LIFETIME = 300


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw_signature(der: bytes) -> bytes:
    """ECDSA's two numbers side by side, as JWS wants them (RFC 7518 section 3.4), from SEQUENCE { INTEGER r, INTEGER s }."""
    numbers, at = b"", 2
    for _ in range(2):
        length = der[at + 1]
        numbers += int.from_bytes(der[at + 2 : at + 2 + length]).to_bytes(32)
        at += 2 + length
    return numbers


class Signer:
    def __init__(self, key: str, certificate: str):
        self.key = key
        der = ssl.PEM_cert_to_DER_cert(Path(certificate).read_text())
        self.head = {"typ": "JWT", "alg": "ES256", "x5c": [base64.b64encode(der).decode()]}

    def token(self, claims: dict) -> str:
        text = ".".join(base64url(json.dumps(part).encode()) for part in (self.head, claims))
        der = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", self.key], input=text.encode(), capture_output=True, check=True
        ).stdout
        return f"{text}.{base64url(raw_signature(der))}"


def granted(scopes: list[str]) -> list[dict]:
    """The `pull` of what was asked for: "repository:team/web:pull,push", several of them with spaces between."""
    access = []
    for scope in " ".join(scopes).split():
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        if kind == "repository" and "pull" in actions.split(","):
            access.append({"type": kind, "name": name, "actions": ["pull"]})
    return access


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    signer: Signer
    users: set[str]

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        known = scheme.lower() == "basic" and value in self.users
        if scheme and not known:
            return self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "incorrect username or password"}]})
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": query.get("service", [""])[0],
            "sub": "",
            "nbf": now - 10,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": base64url(str(time.monotonic_ns()).encode()),
            "access": granted(query.get("scope", [])) if known else [],
        }
        self.answer(200, {"token": self.signer.token(claims), "expires_in": LIFETIME})

    def do_POST(self):
        """OAuth2 (oauth.md) is optional: who is refused falls back to GET."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.answer(405, {"errors": [{"code": "UNSUPPORTED", "message": "use GET"}]})

    def answer(self, status: int, content: dict):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """nginx keeps the log."""


def main():
    address, users, key, certificate = sys.argv[1:]
    Handler.signer = Signer(key, certificate)
    Handler.users = set(Path(users).read_text().splitlines())
    host, _, port = address.rpartition(":")
    ThreadingHTTPServer((host, int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
