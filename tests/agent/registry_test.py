"""The real agent's question to a registry, over real TLS, with a token server on another host."""

import base64
import contextlib
import http.server
import json
import ssl
import subprocess
import threading
import unittest
import urllib.parse

from support import Case

GOOD = "Basic " + base64.b64encode(b"new:secret").decode()
WRONG = "Basic " + base64.b64encode(b"old:wrong").decode()
TOKEN = "Bearer t0k"


class Handler(http.server.BaseHTTPRequestHandler):
    """Notes what it is asked in server.asked."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
                self.wfile.write(body)

    def note(self):
        self.server.asked.append((self.command, self.path, self.headers["Authorization"]))

    def do_HEAD(self):
        self.note()
        self.serve()

    do_GET = do_HEAD


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that does not trust us is no news."""


class Registry(Handler):
    """What it does depends on the repository's first name."""

    def serve(self):
        getattr(self, self.path.split("/")[2])()

    def challenge(self, header):
        self.answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"who?"}]}',
                    [("WWW-Authenticate", header)])  # fmt: skip

    def by_token(self, service="s"):
        realm = f"https://{self.server.token_server}/token"
        self.challenge(f'Bearer realm="{realm}",service="{service}"')

    def bearer(self):
        if self.headers["Authorization"] == TOKEN:
            return self.answer(200)
        return self.by_token()

    def basic(self):
        if self.headers["Authorization"] == GOOD:
            return self.answer(200)
        return self.challenge('Basic realm="x"')

    def loop(self):
        self.by_token()

    def service(self):
        self.by_token(service="another")

    def oversized(self):
        self.by_token(service="oversized")

    def garbage(self):
        self.challenge('Bearer realm="https://\xff\xfe/ \\", , ="=",Basic\x7f')

    def moved(self):
        if self.headers["Authorization"] is None:
            return self.challenge('Basic realm="x"')
        return self.answer(307, headers=[("Location", f"https://{self.server.token_server}/blob")])

    def busy(self):
        self.server.busy += 1
        if self.server.busy == 1:
            return self.answer(429, headers=[("Retry-After", "1")])
        return self.bearer()


class TokenServer(Handler):
    def serve(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path != "/token":
            return self.answer(404)
        if query["service"] == ["oversized"]:
            return self.answer(200, b'{"token":"' + b"x" * 10_000_000 + b'"}')
        if query["service"] != ["s"] or query["scope"] != [f"repository:{self.server.scope}:pull"]:
            return self.answer(400, b'{"details":"unknown service or scope"}')
        if self.headers["Authorization"] == GOOD:
            return self.answer(200, b'{"token":"t0k"}')
        return self.answer(401, b'{"details":"incorrect username or password"}')


class RegistryProbe(Case):
    def setUp(self):
        super().setUp()
        self.key, self.cert = self.certificate("ours")
        self.write("kscan/registry-ca/ca.crt", self.cert.read_text())
        self.token_server = self.serve(TokenServer, self.tls(self.key, self.cert))
        self.registry = self.serve(Registry, self.tls(self.key, self.cert))
        self.registry.busy = 0
        self.registry.token_server = f"127.0.0.1:{self.token_server.server_address[1]}"

    def certificate(self, name):
        key, cert = self.root / f"{name}.key", self.root / f"{name}.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "1", "-subj", "/CN=" + name, "-keyout", key, "-out", cert,
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True)  # fmt: skip
        return key, cert

    @staticmethod
    def tls(key, cert):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        return context

    def serve(self, handler, context=None):
        server = Server(("127.0.0.1", 0), handler)
        server.asked = []
        if context:
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def ask(self, repository, registry=None, **task):
        """The report about an image for which a wrong and a good login match."""
        host = f"localhost:{(registry or self.registry).server_address[1]}"
        for index, (user, password) in enumerate([("old", "wrong"), ("new", "secret")]):
            auths = {host: {"username": user, "password": password}}
            self.write(f"kscan/pull-secrets/{index}/.dockerconfigjson", json.dumps({"auths": auths}))
        (self.root / "kscan/credentials/0").mkdir(parents=True)
        self.token_server.scope = repository
        code, log = self.agent(
            "credentials",
            {
                "namespace": "shop",
                "pullSecrets": ["first", "second"],
                "images": [{"reference": f"{host}/{repository}:1"}],
                **task,
            },
            unprivileged=True,
        )
        self.assertEqual((code, log.ending["error"]), (0, ""))
        return json.loads(log.payload)["images"][0]

    def login(self):
        lines = (self.root / "kscan/credentials/0/login").read_text().splitlines()
        return [base64.b64decode(line).decode() for line in lines]

    def answers(self, told):
        return [attempt["answer"] for attempt in told["attempts"]]

    def test_takes_the_login_that_the_token_server_knows(self):
        told = self.ask("bearer/app")
        self.assertEqual(self.answers(told), ["unauthorized", "accepted"])
        self.assertEqual(
            told["attempts"][0]["text"],
            "HTTP 401 from the token server: incorrect username or password",
        )
        self.assertEqual((told["pullSecret"], self.login()), ("second", ["new", "secret"]))
        # No login goes to the registry, and no token to the token server.
        self.assertEqual({asked[2] for asked in self.registry.asked}, {None, TOKEN})
        self.assertEqual([asked[2] for asked in self.token_server.asked], [WRONG, GOOD])

    def test_takes_the_login_that_basic_authentication_knows(self):
        told = self.ask("basic/app")
        self.assertEqual(self.answers(told), ["unauthorized", "accepted"])
        self.assertEqual(told["attempts"][0]["text"], "HTTP 401: UNAUTHORIZED: who?")

    def test_ends_where_the_registry_always_asks_again(self):
        told = self.ask("loop/app")
        self.assertEqual(self.answers(told), ["unauthorized"] * 2)
        self.assertEqual(told["pullSecret"], "first", "as the kubelet would begin")
        self.assertLess(len(self.registry.asked), 8)

    def test_tells_what_is_wrong_with_service_or_scope(self):
        told = self.ask("service/app")
        self.assertEqual(self.answers(told), ["other"] * 2)
        self.assertIn("HTTP 400 from the token server: unknown", told["attempts"][0]["text"])

    def test_reads_no_oversized_token(self):
        told = self.ask("oversized/app")
        self.assertEqual(told["attempts"][0]["text"], "no token from the token server")

    def test_survives_a_challenge_of_garbage(self):
        told = self.ask("garbage/app")
        self.assertNotIn("accepted", self.answers(told))
        self.assertEqual({asked[2] for asked in self.registry.asked}, {None})

    def test_keeps_the_login_from_the_host_of_a_redirect(self):
        told = self.ask("moved/app")
        self.assertEqual(told["attempts"][0]["text"], "HTTP 404 after a redirect")
        self.assertEqual([asked[1:] for asked in self.token_server.asked], [("/blob", None)] * 2)

    def test_waits_as_long_as_it_is_told(self):
        self.assertEqual(self.answers(self.ask("busy/app")), ["unauthorized", "accepted"])
        self.assertEqual(self.registry.busy, 4, "one wait, then twice as without")

    def test_does_not_trust_a_strangers_certificate(self):
        stranger = self.serve(Registry, self.tls(*self.certificate("stranger")))
        told = self.ask("basic/app", stranger)
        self.assertEqual(self.answers(told), ["tls"])
        self.assertIn("x509", told["attempts"][0]["text"])
        self.assertEqual(stranger.asked, [])

    def test_trusts_any_certificate_of_an_insecure_registry(self):
        stranger = self.serve(Registry, self.tls(*self.certificate("stranger")))
        host = f"localhost:{stranger.server_address[1]}"
        told = self.ask("basic/app", stranger, insecureRegistries=[host])
        self.assertEqual(self.answers(told), ["unauthorized", "accepted"])

    def test_speaks_plain_http_with_an_insecure_registry_only(self):
        plain = self.serve(Registry)
        told = self.ask("basic/app", plain)
        self.assertNotIn("accepted", self.answers(told))
        self.assertEqual(plain.asked, [])

    def test_speaks_plain_http_with_an_insecure_registry(self):
        plain = self.serve(Registry)
        host = f"localhost:{plain.server_address[1]}"
        told = self.ask("basic/app", plain, insecureRegistries=[host])
        self.assertEqual(self.answers(told), ["unauthorized", "accepted"])

    def test_says_that_nobody_is_there(self):
        self.registry.shutdown()
        self.registry.server_close()
        told = self.ask("basic/app")
        self.assertEqual(self.answers(told), ["network"])
        self.assertEqual(told["pullSecret"], "first")

    def test_asks_the_mirror_with_the_originals_login(self):
        mirror = self.serve(Registry, self.tls(self.key, self.cert))
        host = f"localhost:{self.registry.server_address[1]}"
        at_mirror = f"localhost:{mirror.server_address[1]}/basic/copy:1"
        told = self.ask(
            "basic/app", images=[{"reference": f"{host}/basic/app:1", "mirror": at_mirror}]
        )
        self.assertEqual(self.answers(told), ["unauthorized", "accepted"])
        self.assertEqual(self.registry.asked, [])
        self.assertEqual(told["reference"], f"{host}/basic/app:1")


if __name__ == "__main__":
    unittest.main()
