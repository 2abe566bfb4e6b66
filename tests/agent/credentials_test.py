"""The real agent, with its static libcurl and c-ares, against an API server and a registry."""

import base64
import http.server
import json
import ssl
import subprocess
import threading
import unittest

from support import Case


class World(http.server.BaseHTTPRequestHandler):
    """API server, registry and token server in one; the class holds what it was asked."""

    protocol_version = "HTTP/1.1"
    posts, refusals, asked = [], [], []
    good = "Basic " + base64.b64encode(b"new:secret").decode()

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"{}", headers=()):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.refusals.pop(0) if self.refusals else 201
        self.posts.append((self.path, self.headers["Authorization"], status, json.loads(body)))
        reason = {401: "Unauthorized", 403: "Forbidden", 409: "AlreadyExists"}.get(status, "")
        self.answer(status, json.dumps({"kind": "Status", "reason": reason, "message": reason}).encode())

    def do_HEAD(self):
        authorization = self.headers["Authorization"]
        self.asked.append(("HEAD", self.path, authorization))
        if authorization == "Bearer t0k":
            return self.answer(200)
        port = self.server.server_address[1]
        challenge = f'Bearer realm="https://localhost:{port}/token",service="s"'
        return self.answer(401, headers=[("WWW-Authenticate", challenge)])

    def do_GET(self):
        authorization = self.headers["Authorization"]
        self.asked.append(("GET", self.path, authorization))
        if authorization == self.good:
            return self.answer(200, b'{"token":"t0k"}')
        return self.answer(401)


class Credentials(Case):
    def setUp(self):
        super().setUp()
        key, cert = self.root / "key.pem", self.root / "kscan/api/ca.crt"
        cert.parent.mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "1", "-subj", "/CN=test", "-keyout", key, "-out", cert,
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
            check=True, capture_output=True)  # fmt: skip
        self.write("kscan/registry-ca/ca.crt", cert.read_text())
        self.write("kscan/api/token", "sa-token")
        World.posts, World.refusals, World.asked = [], [], []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), World)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(cert, key)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        self.port = server.server_address[1]
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def pull_secret(self, index, key, user, password):
        config = {"auths": {key: {"username": user, "password": password}}}
        self.write(f"kscan/pull-secrets/{index}/.dockerconfigjson", json.dumps(config))

    def run_agent(self, secrets, *images):
        task = {
            "namespace": "shop",
            "pullSecrets": secrets,
            "images": [{"reference": image, "secretName": f"temp-{i}"} for i, image in enumerate(images)],
        }
        return self.agent(
            "credentials",
            task,
            unprivileged=True,
            KUBERNETES_SERVICE_HOST="127.0.0.1",
            KUBERNETES_SERVICE_PORT=str(self.port),
            KSCAN_POD_NAME="scan-pod",
            KSCAN_POD_UID="uid-1",
        )

    def test_creates_one_secret_per_image(self):
        self.pull_secret(0, "ghcr.io", "robot", "secret")
        code, log = self.run_agent(["mine"], "ghcr.io/a/b:1", "nginx:1.27")
        self.assertEqual((code, log.ending["error"]), (0, ""))
        self.assertEqual([post[:3] for post in World.posts],
                         [("/api/v1/namespaces/shop/secrets", "Bearer sa-token", 201)] * 2)  # fmt: skip
        first, second = (post[3] for post in World.posts)
        self.assertEqual(first["metadata"]["name"], "temp-0")
        self.assertEqual(first["metadata"]["ownerReferences"],
                         [{"apiVersion": "v1", "kind": "Pod", "name": "scan-pod", "uid": "uid-1"}])  # fmt: skip
        self.assertEqual(base64.b64decode(first["data"]["password"]), b"secret")
        self.assertEqual(second["data"]["username"], "")
        report = json.loads(log.payload)
        self.assertEqual(report["images"][0]["pullSecret"], "mine")
        self.assertEqual(report["images"][1]["pullSecret"], "")

    def test_asks_the_registry_when_several_match(self):
        # "localhost" is looked up, by c-ares.
        image = f"localhost:{self.port}/team/app:1"
        self.pull_secret(0, f"localhost:{self.port}", "old", "wrong")
        self.pull_secret(1, f"localhost:{self.port}", "new", "secret")
        code, log = self.run_agent(["first", "second"], image)
        self.assertEqual(code, 0)
        told = json.loads(log.payload)["images"][0]
        self.assertEqual((told["pullSecret"], told["candidates"]), ("second", 2), told)
        self.assertEqual(told["attempts"][0]["answer"], "unauthorized")
        self.assertEqual(told["attempts"][0]["text"], "HTTP 401 from the token server")
        self.assertEqual(base64.b64decode(World.posts[0][3]["data"]["username"]), b"new")
        target = "/token?service=s&scope=repository%3Ateam%2Fapp%3Apull"
        self.assertIn(("GET", target, World.good), World.asked)

    def test_in_memory_asks_no_api_server(self):
        (self.root / "kscan/credentials/0").mkdir(parents=True)
        (self.root / "kscan/api/token").unlink()
        self.pull_secret(0, "ghcr.io", "robot", "secret")
        task = {"namespace": "shop", "pullSecrets": ["mine"],
                "images": [{"reference": "ghcr.io/a/b:1"}]}  # fmt: skip
        code, log = self.agent("credentials", task, unprivileged=True)
        self.assertEqual((code, log.ending["error"]), (0, ""))
        login = self.root / "kscan/credentials/0/login"
        self.assertEqual(login.stat().st_mode & 0o777, 0o600)
        self.assertEqual([base64.b64decode(line) for line in login.read_bytes().splitlines()],
                         [b"robot", b"secret"])  # fmt: skip
        self.assertEqual(World.posts, [])

    def test_waits_for_the_authorizer(self):
        World.refusals[:] = [403, 401]
        code, _ = self.run_agent([], "nginx")
        self.assertEqual(code, 0)
        self.assertEqual([post[2] for post in World.posts], [403, 401, 201])

    def test_a_secret_of_somebody_else_is_an_error(self):
        World.refusals[:] = [409]
        code, log = self.run_agent([], "nginx")
        self.assertEqual(code, 70)
        self.assertIn('creating secret "temp-0"', log.ending["error"])

    def test_says_that_there_is_no_token(self):
        (self.root / "kscan/api/token").unlink()
        code, log = self.run_agent([], "nginx")
        self.assertEqual(code, 70)
        self.assertIn("token", log.ending["error"])


if __name__ == "__main__":
    unittest.main()
