"""kubectl scan with another scanner: the real grype, told from trivy by its image's name alone."""

import contextlib
import http.server
import json
import threading
import unittest

from plugin import by_image, findings, incomplete, report, scan, used, with_token
from testbed import (
    GRYPE_DB, GRYPE_FINDINGS, GRYPE_IMAGE, OPEN, OTHER, PLAIN, PRIVATE_A, PRIVATE_B, PULLER, SEARCHED, Namespace, audit, grype_database, registry_log, wait_until,
)

GRYPE = {"KUBECTL_SCAN_SCANNER_IMAGE": GRYPE_IMAGE, "KUBECTL_SCAN_DB_REPOSITORY": GRYPE_DB}


@contextlib.contextmanager
def served(path: str, content: bytes):
    """The URL of a file on the node, as pods reach it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self, body: bytes):
            known = self.path == path
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(content) if known else 0))
            self.end_headers()
            self.wfile.write(body if known else b"")

        def do_GET(self):
            self.answer(content)

        def do_HEAD(self):
            self.answer(b"")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("10.244.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://10.244.0.1:{server.server_port}{path}"
        server.shutdown()


class Grype(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace(enforce="restricted"))
        cls.ns.pull_secret("regcred", {PRIVATE_A: PULLER, PRIVATE_B: OTHER, PLAIN: SEARCHED})
        cls.ns.pod("all", [f"{PRIVATE_A}/team/{name}:1" for name in GRYPE_FINDINGS], pull_secrets=["regcred"])
        cls.user = cls.ns.user("admin")

    def scan(self, *arguments, user=None, **more):
        return scan(user or self.user, *arguments, "-o", "json", **{**GRYPE, **more})

    def assert_all_found(self, scanned):
        found = {name.rpartition("/")[2]: findings(item) for name, item in by_image(scanned).items()}
        self.assertEqual(found, GRYPE_FINDINGS)

    def test_finds_what_it_knows_and_says_who_it_is(self):
        before = len(registry_log("open"))
        scanned = report(self.scan("pod", "all", "--credentials", "secret"))
        self.assert_all_found(scanned)
        scanner = scanned["scanner"]
        self.assertEqual((scanner["name"], scanner["version"], scanner["image"]), ("grype", "0.110.0", GRYPE_IMAGE))
        self.assertRegex(scanner["digest"], "^sha256:[0-9a-f]{64}$")
        self.assertRegex(scanner["database"]["updatedAt"], "^20..-..-..T..:..:..Z$")
        images = by_image(scanned)
        self.assertTrue(all(used(item) == ("regcred", PRIVATE_A) for item in images.values()))
        [web] = images[f"{PRIVATE_A}/team/web"]["vulnerabilities"]
        self.assertEqual((web["severity"], web["fixedVersion"], web["pkg"]["name"]), ("CRITICAL", "4.17.12", "lodash"))
        self.assertEqual(web["aliases"], ["CVE-2019-10744"])
        self.assertEqual([entry for entry in registry_log("open")[before:] if entry["authorization"]], [])
        wait_until(lambda: not self.ns.leftovers(), 30, "an empty namespace")

    def test_needs_few_rights_in_memory_mode(self):
        user = self.ns.user("edit")
        before = len(registry_log("private"))
        scanned = report(self.scan("pod", "all", "--credentials", "memory", user=user))
        self.assert_all_found(scanned)
        self.assertLessEqual({entry["credential"] for entry in registry_log("private")[before:]}, {None, PULLER})
        jobs = [event["requestObject"] for event in audit(user) if event["verb"] == "create" and "jobs" in event["requestURI"]]
        self.assertTrue(jobs)
        self.assertEqual(set().union(*(with_token(job["spec"]["template"]["spec"]) for job in jobs)), set())
        self.assertNotIn(PULLER[1], json.dumps(audit(user)))

    def test_downloads_its_database(self):
        with served("/v6/database.tar.gz", grype_database()) as url:
            scanned = report(self.scan("pod", "all", "-c", "c0", KUBECTL_SCAN_DB_REPOSITORY=url))
            self.assertEqual(findings(scanned["items"][0]), GRYPE_FINDINGS["web"])
            gone = incomplete(self.scan("pod", "all", "-c", "c0", KUBECTL_SCAN_DB_REPOSITORY=url + "x.tar.gz"))
        self.assertIn("download of the vulnerability database failed", gone["items"][0]["error"]["message"])
        self.assertIn("404", gone["items"][0]["error"]["message"])

    def test_failures_have_names(self):
        self.ns.pull_secret("later", {PRIVATE_B: OTHER})
        self.ns.pod("refused", [f"{PRIVATE_B}/team/web:1", f"{OPEN}/team/os:1"], pull_secrets=["later"])
        self.ns.change_pull_secret("later", {PRIVATE_B: ("other", "wrong")})
        scanned = incomplete(self.scan("pod", "refused"))
        items = by_image(scanned)
        self.assertEqual(findings(items[f"{OPEN}/team/os"]), GRYPE_FINDINGS["os"])
        error = items[f"{PRIVATE_B}/team/web"]["error"]
        self.assertIn("UNAUTHORIZED", error["message"])
        self.assertIn('pull secret "later"', error["message"])
        self.assertIn('pull secret "later"', error["hint"])

    def test_an_insecure_registry_is_asked_only_where_it_is_named(self):
        self.ns.pod("plain", [f"{PLAIN}/team/web:1"], pull_secrets=["regcred"])
        refused = incomplete(self.scan("pod", "plain"))
        self.assertIn("HTTP response to HTTPS client", refused["items"][0]["error"]["message"])
        scanned = report(self.scan("pod", "plain", "--insecure-registry", PLAIN))
        self.assertEqual(findings(scanned["items"][0]), GRYPE_FINDINGS["web"])

    def test_a_database_that_is_not_there_is_named(self):
        done = self.scan("pod", "all", KUBECTL_SCAN_DB_REPOSITORY="/nothing.tar.gz")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("/nothing.tar.gz: no such file or directory", json.loads(done.stdout)["items"][0]["error"]["message"])

    def test_arguments_reach_it(self):
        scanned = report(self.scan("pod", "all", "-c", "c0", "--scanner", "grype", "--scanner-arg", "--by-cve"))
        self.assertEqual(findings(scanned["items"][0]), {"CVE-2019-10744"})


if __name__ == "__main__":
    unittest.main()
