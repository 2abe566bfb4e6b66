"""What must hold when things go wrong, and what must never be seen."""

import signal
import tempfile
import unittest
from pathlib import Path

from plugin import findings, report, resource_of, scan, start, with_token
from recording_relay import RecordingRelay
from testbed import PRIVATE_A, PULLER, Namespace, audit, wait_until


class Answers(unittest.TestCase):
    def test_of_the_api_server_hold_no_credential(self):
        with tempfile.TemporaryDirectory() as directory, Namespace() as ns, RecordingRelay(Path(directory)) as relay:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            ns.pod("web", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])
            user = ns.user("admin", token=True, server=relay.url)
            scanned = report(scan(user, "pod", "web", "-o", "json"))
            self.assertIn("CVE-2019-10744", findings(scanned["items"][0]))
            self.assertTrue(relay.find("CVE-2019-10744") or relay.find("KSCAN1"), "the relay must have seen the run")
            self.assertFalse(relay.find(PULLER[1]))


class Interrupted(unittest.TestCase):
    def interrupt(self, ns, user, number):
        process = start(user, "pod", "web")
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        ours = ("pods", "-l", "app.kubernetes.io/managed-by=kubectl-scan")
        [pod] = wait_until(lambda: ns.get(*ours)["items"], what="a scan pod")
        self.assertEqual(with_token(pod["spec"]), {"credentials"})
        self.assertTrue(ns.leftovers(), "what a run creates must be seen as such")
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 128 + number, errors)
        wait_until(lambda: not ns.leftovers(), 30, "an empty namespace")

    def test_runs_clean_up(self):
        with Namespace() as ns:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            ns.pod("web", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])
            user = ns.user("admin")
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(signal=number.name):
                    self.interrupt(ns, user, number)


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        cls.ns.pod("web", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])

    def refused(self, user, *arguments, **settings):
        done = scan(user, *arguments, **settings)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        wait_until(lambda: not self.ns.leftovers(), 30, "an empty namespace")
        return done.stderr

    def test_of_a_pod_that_is_not_there(self):
        said = self.refused(self.ns.user("admin"), "pod", "nope")
        self.assertEqual(said.splitlines()[0], 'Error from server (NotFound): pods "nope" not found')

    def test_of_a_user_who_may_only_look(self):
        user = self.ns.user("view")
        said = self.refused(user, "pod", "web")
        self.assertIn(f'cannot scan in namespace "{self.ns.name}"', said)
        self.assertIn("you may not create jobs.batch", said)
        asked = {resource_of(event) for event in audit(user) if event["verb"] != "get"}
        self.assertEqual(asked, {"selfsubjectaccessreviews"})

    def test_of_a_context_that_does_not_exist(self):
        said = self.refused(self.ns.user("admin"), "pod", "web", "--context", "nope")
        self.assertIn('error: context "nope" does not exist', said)


if __name__ == "__main__":
    unittest.main()
