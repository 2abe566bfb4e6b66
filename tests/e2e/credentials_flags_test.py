"""Registries behind a mirror, without TLS, without a trusted certificate; a scanner and a database behind a password."""

import unittest

import testbed
from plugin import by_image, findings, incomplete, jobs, report, scan
from registries_seen import RegistriesSeen
from testbed import CLOSED, FINDINGS, LINES, OPEN, OTHER, PLAIN, PRIVATE_A, PRIVATE_B, PULLER, Namespace, wait_until

WRONG = ("puller", "wrong")
NO_CA = {"KUBECTL_SCAN_REGISTRY_CA": ""}


class Flags(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.addClassCleanup(wait_until, lambda: not cls.ns.leftovers(), 30, "an empty namespace")
        cls.user = cls.ns.user("admin")
        cls.ns.pull_secret("wrong", {PLAIN: WRONG})
        cls.ns.pull_secret("right", {PLAIN: PULLER, PRIVATE_A: OTHER, PRIVATE_B: LINES})
        cls.ns.pull_secret("for-image", {CLOSED: PULLER})
        cls.ns.pull_secret("for-database", {CLOSED: OTHER})
        cls.ns.pull_secret("for-scanner", {CLOSED: LINES})
        cls.pod("two", [f"{PLAIN}/team/web:1", f"{PRIVATE_A}/team/os:1"], "wrong", "right")
        cls.pod("mirrored", [f"{PRIVATE_A}/team/py:1"], "right")
        cls.pod("closed", [f"{CLOSED}/team/jar:1"], "for-image")
        cls.ns.wait_for_pods("two", "mirrored", "closed")

    @classmethod
    def pod(cls, name, images, *pull_secrets):
        cls.ns.pod(name, images, wait=False, pull_secrets=list(pull_secrets))

    def scan(self, pod, *arguments, **settings):
        with RegistriesSeen() as self.seen:
            return scan(self.user, "pod", pod, "-o", "json", *arguments, **settings)

    def test_insecure_registry_needs_neither_certificate_nor_tls(self):
        hosts = [f"--insecure-registry={host}" for host in (PLAIN, PRIVATE_A, OPEN)]
        items = by_image(report(self.scan("two", *hosts, **NO_CA)))
        self.assertEqual(findings(items[f"{PLAIN}/team/web"]), FINDINGS["web"])
        self.assertEqual(findings(items[f"{PRIVATE_A}/team/os"]), FINDINGS["os"])
        self.assertEqual(self.seen.logins_of_agent(PLAIN, "team/web"), [WRONG, PULLER])
        self.assertEqual(self.seen.logins_of_scanner(PLAIN, "team/web"), [PULLER])

    def test_insecure_registry_is_none_unless_named(self):
        items = by_image(incomplete(self.scan("two", "--insecure-registry", OPEN, **NO_CA)))
        for image, words in ((f"{PLAIN}/team/web", "HTTP response to HTTPS"), (f"{PRIVATE_A}/team/os", "x509: ")):
            error = items[image]["error"]
            self.assertIn(words, error["message"])
            self.assertIn("--registry-ca FILE", error["hint"])
            self.assertIn(f"--insecure-registry {image.partition('/')[0]}", error["hint"])
        self.assertEqual(self.seen.logins("plain") + self.seen.logins("private"), [])

    def test_mirror_is_asked_with_the_login_for_the_image(self):
        [item] = report(self.scan("mirrored", "--registry-mirror", f"{PRIVATE_A}={PRIVATE_B}"))["items"]
        self.assertEqual(findings(item), FINDINGS["py"])
        self.assertEqual(self.seen.logins_of_scanner(PRIVATE_B, "team/py"), [OTHER])
        self.assertEqual(self.seen.requests(PRIVATE_A, "team/py"), [])

    def test_scanner_and_database_have_logins_of_their_own(self):
        scanner, database = f"{CLOSED}/tools/trivy:0.70.0", f"{CLOSED}/tools/trivy-db:2"
        own = ("--scanner-pull-secret", "for-scanner", "--db-pull-secret", "for-database")
        done = self.scan("closed", "--scanner-image", scanner, "--db-repository", database, *own)
        self.addCleanup(testbed.forget_image, scanner)
        self.assertEqual(findings(report(done)["items"][0]), FINDINGS["jar"])
        self.assertEqual(self.seen.logins_of_node(CLOSED, "tools/trivy"), [LINES])
        self.assertEqual(self.seen.logins_of_scanner(CLOSED, "tools/trivy-db"), [OTHER])
        self.assertEqual(self.seen.logins_of_scanner(CLOSED, "team/jar"), [PULLER])
        pod = jobs(testbed.audit(self.user))[-1]["spec"]["template"]["spec"]
        self.assertEqual(pod["imagePullSecrets"], [{"name": "for-scanner"}])

    def test_database_without_a_login_that_works_fails_with_advice(self):
        database = ("--db-repository", f"{CLOSED}/tools/trivy-db:2")
        for secret, words in (((), "UNAUTHORIZED"), (("--db-pull-secret", "absent"), "does not exist")):
            with self.subTest(secret=secret):
                [item] = incomplete(self.scan("closed", *database, *secret))["items"]
                self.assertIn(words, item["error"]["message"])
                self.assertTrue(item["error"]["hint"])


if __name__ == "__main__":
    unittest.main()
