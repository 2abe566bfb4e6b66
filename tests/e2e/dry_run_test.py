"""--dry-run: what would be created, and what the API server would make of it."""

import json
import unittest

from plugin import resource_of, scan
from rights import FOR_SECRETS
from testbed import KUBECTL, PRIVATE_A, PULLER, Namespace, audit, run, wait_until

IMAGE = f"{PRIVATE_A}/team/web:1"
KINDS = ("job.batch", "configmap", "serviceaccount", "role.rbac.authorization.k8s.io")


class DryRun(unittest.TestCase):
    def setUp(self):
        self.ns = self.enterContext(Namespace(enforce="restricted"))
        self.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        # Nothing has to run for it, and a quota may forbid it to.
        template = {"name": "web", "image": IMAGE}
        self.manifest = self.ns.directory / "web.json"
        spec = {"containers": [template], "imagePullSecrets": [{"name": "regcred"}]}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": self.ns.name}, "spec": spec}
        self.manifest.write_text(json.dumps(pod))

    def dry_run(self, how, *arguments, role="admin"):
        self.user = self.ns.user(role)
        return scan(self.user, "-f", str(self.manifest), f"--dry-run={how}", *arguments)

    def assertRefused(self, done, *words):
        self.assertEqual(done.returncode, 1, done.stderr)
        refusals = [line for line in done.stderr.splitlines() if "would be refused" in line]
        self.assertEqual(len(refusals), 1, done.stderr)
        for word in ("error: pod/kubectl-scan-", *words):
            self.assertIn(word, refusals[0])
        self.assertIn("job.batch/", done.stdout, "the Job itself is accepted")
        self.assertFalse(self.ns.leftovers())

    def quota(self, **hard):
        """In force once the controller has counted."""
        self.ns.create("ResourceQuota", "small", spec={"hard": hard})
        wait_until(lambda: self.ns.get("resourcequota/small").get("status", {}).get("hard"), what="a counted quota")

    def test_client_changes_nothing_and_prints_what_the_server_takes(self):
        done = self.dry_run("client", "-o", "yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        written = {event["verb"] for event in audit(self.user) if resource_of(event) != "selfsubjectaccessreviews"}
        self.assertFalse(written & {"create", "patch", "update", "delete"})
        # Without owners: theirs is the Job's UID, which nobody knows yet. The Role must be there before its binding.
        command = (KUBECTL, "create", "--dry-run=server", "--validate=strict", "-f", "-", "-o", "name")
        applied = run(*command, input=done.stdout, env=self.user.environment(), check=False)
        for kind in KINDS:
            self.assertIn(f"{kind}/kubectl-scan-", applied.stdout, applied.stderr)

    def test_server_accepts_what_a_run_creates(self):
        done = self.dry_run("server")
        self.assertEqual((done.returncode, done.stderr.count("error")), (0, 0), done.stderr)
        for kind in KINDS:
            self.assertRegex(done.stdout, rf"(?m)^{kind}/kubectl-scan-\S+ created \(server dry run\)$")
        self.assertNotIn("pod/", done.stdout)
        offered = [resource_of(event) for event in audit(self.user) if event["verb"] == "create"]
        self.assertIn("pods", offered)
        self.assertFalse(self.ns.leftovers())

    def test_who_may_not_create_pods_is_told_what_was_not_judged(self):
        done = self.dry_run("server", role=FOR_SECRETS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("whether the scan pod would be admitted is not known: you may not create pods", done.stderr)

    def test_pod_security_refuses(self):
        overrides = {"spec": {"hostNetwork": True}}
        done = self.dry_run("server", "--overrides", json.dumps(overrides))
        self.assertRefused(done, 'violates PodSecurity "restricted:latest"', "host namespaces")

    def test_quota_refuses(self):
        self.quota(pods="0")
        self.assertRefused(self.dry_run("server"), "exceeded quota: small")

    def test_limit_range_refuses(self):
        self.ns.create("LimitRange", "small", spec={"limits": [{"type": "Container", "max": {"memory": "10Mi"}}]})
        self.assertRefused(self.dry_run("server"), "maximum memory usage per Container is 10Mi")


if __name__ == "__main__":
    unittest.main()
