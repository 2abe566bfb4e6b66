"""kubectl scan list and cleanup, and what the next run sweeps: jobs of runs that are dead, and no others."""

import json
import unittest

from plugin import report, resource_of, scan
from rights import FOR_NONE
from testbed import OPEN, Namespace, audit, wait_until

DEADLINE = "kubectl-scan.dev/deadline-seconds"
RELEASED = "kubectl-scan.dev/released"


class Leftovers(unittest.TestCase):
    """Jobs as a plugin leaves them that is killed before it has released them: without a pod, for ever."""

    def setUp(self):
        self.ns = self.enterContext(Namespace())
        self.ns.pod("web", [f"{OPEN}/team/web:1"])
        self.user = self.ns.user("admin")

    def leave_job(self, deadline: int | None = 1, **annotations) -> str:
        """Returns the run's id."""
        done = scan(self.user, "pod", "web", "--dry-run=client", "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        printed = json.loads(done.stdout)
        [job] = [item for item in printed["items"] if item["kind"] == "Job"]
        if deadline is not None:
            annotations[DEADLINE] = str(deadline)
        job["metadata"]["annotations"].update(annotations)
        self.ns.kubectl("create", "-f", "-", input=json.dumps(job))
        return job["metadata"]["labels"]["kubectl-scan.dev/run"]

    def jobs(self) -> set[str]:
        return {item["metadata"]["name"] for item in self.ns.get("jobs")["items"]}

    def until_dead(self, run: str) -> None:
        wait_until(lambda: self.listed()[run]["status"] == "Leftover", 20, "a deadline that is over")

    def listed(self) -> dict[str, dict]:
        done = scan(self.user, "list", "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return {item["run"]: item for item in json.loads(done.stdout)["items"]}

    def test_are_swept_by_the_next_run(self):
        dead = self.leave_job()
        waiting = self.leave_job(deadline=None)
        held = self.leave_job(**{RELEASED: "true"})
        self.until_dead(dead)
        done = scan(self.user, "pod", "web", "-o", "json")
        report(done)
        self.assertIn(f"scan: job {self.ns.name}/kubectl-scan-{dead}-0, left by a run that has died, is deleted", done.stderr)
        self.assertEqual(self.jobs(), {f"kubectl-scan-{waiting}-0", f"kubectl-scan-{held}-0"})

    def test_of_others_stay(self):
        labels = {"app.kubernetes.io/managed-by": "kubectl-scan", "kubectl-scan.dev/run": "x", "kubectl-scan.dev/group": "0"}
        self.ns.kubectl("create", "job", "theirs", f"--image={OPEN}/team/none:1", "--", "/true")
        self.ns.kubectl("label", "job", "theirs", *(f"{key}={value}" for key, value in labels.items()))
        self.ns.kubectl("annotate", "job", "theirs", f"{DEADLINE}=0")
        self.assertEqual(self.listed(), {})
        for arguments in (("cleanup", "--all"), ("cleanup", "--older-than", "0s")):
            done = scan(self.user, *arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", "No resources found\n"))
        self.assertIn("theirs", self.jobs())

    def test_are_cleaned_up_by_name_age_and_deadline(self):
        dead, waiting, named = self.leave_job(), self.leave_job(deadline=None), self.leave_job(deadline=None)
        self.until_dead(dead)
        for arguments, run in (((), dead), ((named,), named), (("--older-than", "1s"), waiting)):
            line = f'job.batch "kubectl-scan-{run}-0" deleted from {self.ns.name} namespace'
            with self.subTest(arguments=arguments):
                would = scan(self.user, "cleanup", *arguments, "--dry-run=client")
                self.assertEqual((would.returncode, would.stdout), (0, f"{line} (dry run)\n"), would.stderr)
                self.assertIn(f"kubectl-scan-{run}-0", self.jobs())
                done = scan(self.user, "cleanup", *arguments)
                self.assertEqual((done.returncode, done.stdout), (0, f"{line}\n"), done.stderr)
        self.assertEqual(self.jobs(), set())

    def test_that_are_not_there_are_an_error(self):
        done = scan(self.user, "cleanup", "nope")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.splitlines()[0], 'error: run "nope" not found')

    def test_are_nobodys_business_who_may_not_list_jobs(self):
        dead = self.leave_job()
        self.until_dead(dead)
        user = self.ns.user(FOR_NONE)
        done = scan(user, "pod", "web", "-o", "json")
        report(done)
        self.assertNotIn("leftover", done.stderr)
        self.assertIn(f"kubectl-scan-{dead}-0", self.jobs())
        deleted = [event for event in audit(user) if event["verb"] == "delete" and resource_of(event) == "jobs"]
        self.assertNotIn(f"kubectl-scan-{dead}-0", {event["objectRef"]["name"] for event in deleted})

    def test_are_listed(self):
        run = self.leave_job(deadline=None)
        item = self.listed()[run]
        self.assertEqual((item["namespace"], item["status"], item["targets"]), (self.ns.name, "Waiting", ["Pod/web"]))
        self.assertEqual([job["name"] for job in item["jobs"]], [f"kubectl-scan-{run}-0"])
        [image] = item["images"]
        self.assertTrue(image.startswith(f"{OPEN}/team/web@sha256:"), image)
        table = scan(self.user, "list").stdout.splitlines()
        self.assertEqual(table[0].split(), ["RUN", "STATUS", "IMAGES", "AGE", "TARGET"])
        self.assertEqual(table[1].split()[:3], [run, "Waiting", "1"])
        self.assertEqual(scan(self.user, "list", "-o", "name").stdout, f"job.batch/kubectl-scan-{run}-0\n")


if __name__ == "__main__":
    unittest.main()
