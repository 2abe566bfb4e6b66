"""Credentials that do not work: what is said of them, and what --pull-secret makes of it."""

import unittest

from plugin import by_container, findings, incomplete, report, scan, used
from testbed import FINDINGS, OPEN, OTHER, PRIVATE_A, PULLER, Namespace, wait_until

WRONG = ("puller", "wrong")
# (pod, container)
ONE_WRONG, PUBLIC, BOTH_WRONG, GONE, KEPT = (
    ("one-wrong", "c0"),
    ("one-wrong", "c1"),
    ("both-wrong", "c0"),
    ("gone", "c0"),
    ("kept", "c0"),
)
NAMES = {ONE_WRONG: "web", PUBLIC: "py", BOTH_WRONG: "py", GONE: "os", KEPT: "jar"}


class Refused(unittest.TestCase):
    """They were changed after their pods had started."""

    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.addClassCleanup(wait_until, lambda: not cls.ns.leftovers(), 30, "an empty namespace")
        for name in ("one", "two", "three", "four", "mine"):
            cls.ns.pull_secret(name, {PRIVATE_A: PULLER})
        cls.ns.pull_secret("extra", {PRIVATE_A: OTHER})
        cls.pod(ONE_WRONG, "one", also=[f"{OPEN}/team/py:1"])
        cls.pod(BOTH_WRONG, "two", "three")
        cls.pod(GONE, "four")
        cls.pod(KEPT, "mine")
        cls.ns.wait_for_pods(*{pod for pod, _ in NAMES})
        for name in ("one", "two", "three"):
            cls.ns.change_pull_secret(name, {PRIVATE_A: WRONG})
        cls.ns.kubectl("delete", "secret", "four")
        cls.user = cls.ns.user("admin")
        cls.items = by_container(incomplete(cls.scan("one-wrong", "both-wrong", "gone")))

    @classmethod
    def pod(cls, container, *pull_secrets, also=()):
        images = [f"{PRIVATE_A}/team/{NAMES[container]}:1", *also]
        cls.ns.pod(container[0], images, wait=False, pull_secrets=list(pull_secrets))

    @classmethod
    def scan(cls, *arguments):
        return scan(cls.user, "pod", "-o", "json", *arguments)

    def error(self, container) -> dict:
        item = self.items[container]
        self.assertEqual(item["status"], "failed")
        self.assertIn("UNAUTHORIZED", item["error"]["message"])
        return item["error"]

    def test_credential_is_named_with_what_the_registry_said(self):
        error = self.error(ONE_WRONG)
        self.assertIn(f'(used pull secret "one" (key "{PRIVATE_A}"))', error["message"])
        hint = f'renew the login for "{PRIVATE_A}" in pull secret "one" of namespace {self.ns.name}'
        self.assertEqual(error["hint"], hint)
        self.assertEqual(used(self.items[ONE_WRONG]), ("one", PRIVATE_A))

    def test_credentials_are_all_named(self):
        error = self.error(BOTH_WRONG)
        for secret in ("two", "three"):
            self.assertIn(f'pull secret "{secret}" (key "{PRIVATE_A}"): HTTP 401: UNAUTHORIZED', error["message"])
        self.assertIn("--pull-secret NAME", error["hint"])

    def test_image_is_asked_for_anonymously_without_its_secret(self):
        error = self.error(GONE)
        self.assertIn("no pull secret matches the image, it was asked for anonymously", error["message"])
        self.assertIn("--pull-secret NAME", error["hint"])
        self.assertIsNone(used(self.items[GONE]))

    def test_image_does_not_fail_the_others(self):
        self.assertEqual(findings(self.items[PUBLIC]), FINDINGS["py"])

    def test_credentials_give_way_to_one_that_is_named(self):
        pods = {pod for pod, _ in NAMES}
        done = self.scan(*pods, "--pull-secret", "absent", "--pull-secret", "extra")
        items = by_container(report(done))
        for container, secret in {ONE_WRONG: "extra", BOTH_WRONG: "extra", GONE: "extra", KEPT: "mine"}.items():
            with self.subTest(pod=container[0]):
                self.assertEqual(used(items[container]), (secret, PRIVATE_A))
                self.assertEqual(findings(items[container]), FINDINGS[NAMES[container]])
        self.assertIsNone(used(items[PUBLIC]))


if __name__ == "__main__":
    unittest.main()
