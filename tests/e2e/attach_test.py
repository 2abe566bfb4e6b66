"""Runs that go on without their plugin, and what is made of them later."""

import json
import signal
import unittest

from plugin import findings, incomplete, report, scan, start
from testbed import OPEN, PRIVATE_A, PULLER, Namespace, wait_until


class Detached(unittest.TestCase):
    def setUp(self):
        self.ns = self.enterContext(Namespace())
        self.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        self.ns.pod("web", [f"{PRIVATE_A}/team/web:1", f"{OPEN}/team/py:1"], pull_secrets=["regcred"])
        self.user = self.ns.user("admin")

    def detach(self, *arguments) -> str:
        """Returns the run's id."""
        done = scan(self.user, "pod", "web", "--detach", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        run = done.stdout.strip()
        self.assertIn(f"kubectl scan attach {run} -n {self.ns.name}", done.stderr)
        return run

    def until_over(self, run: str) -> None:
        job = f"job/kubectl-scan-{run}-0"
        self.ns.kubectl("wait", "--for=condition=Complete", job, "--timeout=60s", timeout=70)

    def leaves_nothing(self) -> None:
        wait_until(lambda: not self.ns.leftovers(), 40, "an empty namespace")

    def test_runs_are_read_while_they_run(self):
        run = self.detach()
        items = {item["image"]["repository"]: item for item in report(scan(self.user, "attach", run, "-o", "json"))["items"]}
        self.assertIn("CVE-2019-10744", findings(items["team/web"]))
        self.assertIn("CVE-2019-14806", findings(items["team/py"]))
        [target] = items["team/web"]["targets"]
        self.assertEqual((target["kind"], target["name"], target["namespace"]), ("Pod", "web", self.ns.name))
        self.leaves_nothing()

    def test_runs_are_read_when_they_are_over(self):
        run = self.detach()
        self.until_over(run)
        done = scan(self.user, "attach", run, "--fail-on", "critical", "-o", "json")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual({item["status"] for item in json.loads(done.stdout)["items"]}, {"scanned"})
        self.leaves_nothing()

    def test_runs_have_no_credential_in_the_cluster_however_they_travel(self):
        for mode in ("memory", "secret"):
            with self.subTest(mode=mode):
                run = self.detach("--credentials", mode)
                secrets = {item["metadata"]["name"] for item in self.ns.get("secrets")["items"]}
                self.assertEqual(secrets, {"regcred"})
                report(scan(self.user, "attach", run, "-o", "json"))
        self.leaves_nothing()

    def test_runs_that_nobody_reads_go_by_themselves(self):
        self.detach("--ttl", "2s")
        self.leaves_nothing()

    def test_runs_survive_an_interrupted_reader(self):
        run = self.detach()
        reader = start(self.user, "attach", run)
        self.addCleanup(reader.stdout.close)
        self.addCleanup(reader.stderr.close)
        reader.stderr.readline()
        reader.send_signal(signal.SIGINT)
        reader.communicate(timeout=30)
        if reader.returncode != 0:  # else it was faster than the signal
            self.assertEqual(reader.returncode, 130)
            report(scan(self.user, "attach", run, "-o", "json"))
        self.leaves_nothing()

    def test_runs_whose_pod_is_gone_say_so(self):
        run = self.detach()
        self.until_over(run)
        self.ns.kubectl("delete", "pod", "-l", f"kubectl-scan.dev/run={run}")
        failed = incomplete(scan(self.user, "attach", run, "-o", "json"))
        messages = {item["error"]["message"] for item in failed["items"]}
        self.assertEqual(messages, {"there is no scan pod to read from: the job is complete, and its pod is gone"})
        self.leaves_nothing()

    def test_runs_that_are_not_there_are_an_error(self):
        done = scan(self.user, "attach", "nope")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.splitlines()[0], f'error: run "nope" not found in namespace "{self.ns.name}"')


class Refused(unittest.TestCase):
    def test_jobs_are_told_at_once_and_deleted(self):
        with Namespace() as ns:
            ns.pod("web", [f"{OPEN}/team/web:1"])
            quota = {"hard": {"pods": "1"}}
            ns.create("ResourceQuota", "full", spec=quota)
            wait_until(lambda: ns.get("resourcequota", "full").get("status", {}).get("used"), what="a quota")
            done = scan(ns.user("admin"), "pod", "web", "--detach")
            self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
            self.assertIn("exceeded quota: full", done.stderr)
            wait_until(lambda: not ns.leftovers(), 30, "an empty namespace")


class Killed(unittest.TestCase):
    def test_runs_can_be_read_and_their_jobs_go_by_themselves(self):
        with Namespace() as ns:
            ns.pod("web", [f"{OPEN}/team/web:1"])
            user = ns.user("admin")
            process = start(user, "pod", "web", "--ttl", "20s")
            self.addCleanup(process.stdout.close)
            self.addCleanup(process.stderr.close)
            ours = ("pods", "-l", "app.kubernetes.io/managed-by=kubectl-scan")
            [pod] = wait_until(lambda: ns.get(*ours)["items"], what="a scan pod")
            process.kill()
            process.wait()
            run = pod["metadata"]["labels"]["kubectl-scan.dev/run"]
            done = scan(user, "attach", run, "-o", "json")
            self.assertIn("CVE-2019-10744", findings(report(done)["items"][0]))
            self.assertIn("stays for 20 s after its end", done.stderr)
            wait_until(lambda: not ns.leftovers(), 60, "an empty namespace")


if __name__ == "__main__":
    unittest.main()
