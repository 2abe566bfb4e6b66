"""How credentials travel, by what the user may do and by --credentials and --service-account."""

import subprocess
import unittest

import testbed
from plugin import by_image, calls, findings, incomplete, jobs, report, resource_of, scan, start
from registries_seen import RegistriesSeen
from rights import FOR_MEMORY, FOR_NONE, FOR_SECRETS, RBAC
from testbed import FINDINGS, OPEN, PRIVATE_A, PULLER, Namespace, audit, wait_until

IMAGE = f"{PRIVATE_A}/team/web"
PUBLIC_IMAGE = f"{OPEN}/team/py"

MAY_CREATE_SECRETS = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create"]}]


class Modes(unittest.TestCase):
    """One pod with a private and a public image, scanned by several people."""

    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace(enforce="restricted"))
        cls.addClassCleanup(wait_until, lambda: not cls.ns.leftovers(), 30, "an empty namespace")
        cls.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        cls.ns.pod("web", [f"{IMAGE}:1", f"{PUBLIC_IMAGE}:1"], pull_secrets=["regcred"])
        cls.ns.create("ServiceAccount", "idle")
        cls.ns.create("ServiceAccount", "making")
        cls.ns.create("Role", "making", f"{RBAC}/v1", rules=MAY_CREATE_SECRETS)
        cls.ns.create(
            "RoleBinding",
            "making",
            f"{RBAC}/v1",
            roleRef={"apiGroup": RBAC, "kind": "Role", "name": "making"},
            subjects=[{"kind": "ServiceAccount", "name": "making", "namespace": cls.ns.name}],
        )
        # Its agent asks for half a minute, as rights need time to get about: meanwhile the others are tested.
        cls.of_idle = cls.ns.user("edit")
        arguments = ("pod", "web", "-o", "json", "--credentials", "secret", "--service-account", "idle")
        cls.idle = start(cls.of_idle, *arguments)
        cls.addClassCleanup(cls.idle.communicate)
        cls.addClassCleanup(cls.idle.terminate)

    def scan(self, role, *arguments) -> subprocess.CompletedProcess:
        self.user = self.ns.user(role)
        return scan(self.user, "pod", "web", "-o", "json", *arguments)

    def assertTravels(self, done, words: str):
        self.assertIn(f'scan: namespace "{self.ns.name}": {words}\n', done.stderr)

    def assertScanned(self, done):
        items = by_image(report(done))
        self.assertEqual(findings(items[IMAGE]), FINDINGS["web"])
        self.assertEqual(findings(items[PUBLIC_IMAGE]), FINDINGS["py"])

    def changed(self) -> set[str]:
        """The kinds of what the user created, changed or deleted."""
        events = [event for event in audit(self.user) if event["verb"] not in ("get", "list", "watch")]
        self.assertTrue(events)
        return {resource_of(event) for event in events} - {"selfsubjectaccessreviews"}

    def test_without_the_right_to_make_roles_is_memory(self):
        done = self.scan("edit")
        self.assertScanned(done)
        because = f"you may not create roles.{RBAC}, create rolebindings.{RBAC}"
        self.assertTravels(done, f"credentials travel in the scan pod's memory, because {because}")
        self.assertLessEqual(self.changed(), {"jobs", "configmaps"})
        [job] = jobs(audit(self.user))
        self.assertNotIn("secretKeyRef", str(job))
        self.assertNotIn("serviceAccountToken", str(job))

    def test_of_memory_needs_few_rights(self):
        self.assertScanned(self.scan(FOR_MEMORY, "--credentials", "memory"))

    def test_of_secrets_without_the_right_to_make_roles_is_refused(self):
        done = self.scan("edit", "--credentials", "secret")
        self.assertEqual(done.returncode, 1, done.stderr)
        refusal = f"with --credentials secret: you may not create roles.{RBAC}, create rolebindings.{RBAC}\n"
        self.assertIn(refusal, done.stderr)
        self.assertIn("--credentials memory", done.stderr)
        self.assertEqual(self.changed(), set())

    def test_of_none_asks_for_everything_anonymously(self):
        with RegistriesSeen() as seen:
            done = self.scan(FOR_NONE, "--credentials", "none")
        items = by_image(incomplete(done))
        self.assertEqual(findings(items[PUBLIC_IMAGE]), FINDINGS["py"])
        error = items[IMAGE]["error"]
        self.assertIn("UNAUTHORIZED", error["message"])
        self.assertIn("the pull secrets were not used", error["message"])
        self.assertIn("--credentials none", error["hint"])
        self.assertTravels(done, "no credential is used")
        self.assertEqual(seen.logins_of_scanner(PRIVATE_A, "team/web"), [])
        [job] = jobs(audit(self.user))
        pod = job["spec"]["template"]["spec"]
        self.assertNotIn("credentials", [container["name"] for container in pod["initContainers"]])
        self.assertNotIn("regcred", str(pod))

    def test_of_secrets_that_the_user_may_not_delete_leaves_that_to_their_owner(self):
        done = self.scan(FOR_SECRETS)
        self.assertScanned(done)
        rest = "which live until their job is deleted, because you may not delete secrets"
        self.assertTravels(done, f"credentials travel by temporary secrets, {rest}")
        made = [
            event["objectRef"]["name"]
            for event in calls(testbed.audit_of_service_accounts(self.ns.name), "create", "secrets")
            if event["responseStatus"]["code"] == 201
        ]
        self.assertTrue(made)
        wait_until(lambda: not self.existing(made), 30, "the secrets' end")

    def existing(self, secrets: list[str]) -> set[str]:
        return {secret["metadata"]["name"] for secret in self.ns.get("secrets")["items"]} & set(secrets)

    def test_of_an_account_that_may_create_secrets_is_secrets(self):
        done = self.scan("edit", "--service-account", "making")
        self.assertScanned(done)
        self.assertTravels(done, "credentials travel by temporary secrets")
        self.assertLessEqual(self.changed(), {"jobs", "configmaps", "secrets"})
        [job] = jobs(audit(self.user))
        self.assertEqual(job["spec"]["template"]["spec"]["serviceAccountName"], "making")

    def test_of_an_account_that_may_not_create_secrets_fails_and_says_so(self):
        output, errors = self.idle.communicate(timeout=90)
        done = subprocess.CompletedProcess(self.idle.args, self.idle.returncode, output, errors)
        for item in by_image(incomplete(done)).values():
            self.assertIn("secrets is forbidden", item["error"]["message"])
            self.assertIn('serviceaccount "idle" must be allowed to create secrets', item["error"]["hint"])
            self.assertIn("--credentials memory", item["error"]["hint"])


if __name__ == "__main__":
    unittest.main()
