"""kubectl scan pod on a real cluster: what it finds, what it needs, what it leaves."""

import json
import unittest

from plugin import findings, report, resource_of, scan, with_token
from rights import FOR_NONE
from testbed import JAVA_DB_REPOSITORY, OPEN, OTHER, PRIVATE_A, PRIVATE_B, PULLER, TOKEN, Namespace, audit, registry_log, wait_until


class PrivateImage(unittest.TestCase):
    """One scan of a private image in a namespace that enforces `restricted`, looked at from all sides."""

    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace(enforce="restricted"))
        cls.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        cls.ns.pod("web", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])
        cls.user = cls.ns.user("admin")
        cls.requests_before = len(registry_log("private")), len(registry_log("open"))
        cls.done = scan(cls.user, "pod", "web", "-o", "json")
        cls.report = report(cls.done)
        cls.audit = audit(cls.user)

    def test_finds_what_is_known(self):
        [item] = self.report["items"]
        self.assertIn("CVE-2019-10744", findings(item))
        self.assertEqual(item["targets"][0]["name"], "web")

    def test_scans_the_digest_that_runs(self):
        [item] = self.report["items"]
        running = self.ns.get("pod", "web")["status"]["containerStatuses"][0]["imageID"]
        self.assertEqual(item["image"]["digest"], running.rpartition("@")[2])

    def test_reads_no_secret(self):
        reads = [
            event
            for event in self.audit
            if resource_of(event) == "secrets" and event["verb"] in ("get", "list", "watch")
        ]
        self.assertEqual(reads, [])
        self.assertTrue(self.audit, "the audit log must know the user at all")

    def test_leaves_nothing_behind(self):
        wait_until(lambda: not self.ns.leftovers(), 30, "an empty namespace")

    def test_deletes_the_credential_before_the_job(self):
        deleted = [resource_of(event) for event in self.audit if event["verb"] == "delete"]
        self.assertEqual(deleted, ["secrets", "jobs"])

    def test_gives_no_token_to_any_scanner(self):
        [job] = [
            event["requestObject"]
            for event in self.audit
            if event["verb"] == "create" and resource_of(event) == "jobs"
        ]
        spec = job["spec"]["template"]["spec"]
        self.assertFalse(spec["automountServiceAccountToken"])
        self.assertEqual(with_token(spec), {"credentials"})

    def test_shows_the_credential_to_no_other_registry(self):
        shown = [entry for entry in registry_log("open")[self.requests_before[1] :] if entry["authorization"]]
        self.assertEqual(shown, [])
        used = {entry["credential"] for entry in registry_log("private")[self.requests_before[0] :]}
        self.assertLessEqual(used, {None, PULLER})
        self.assertIn(PULLER, used)

    def test_says_nothing_secret(self):
        for text in (self.done.stdout, self.done.stderr, json.dumps(self.audit)):
            self.assertNotIn(PULLER[1], text)


class Images(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        cls.user = cls.ns.user("admin")

    def scan_pod(self, name, images, *arguments, pull_secrets=("regcred",)):
        self.ns.pod(name, images, pull_secrets=list(pull_secrets))
        return report(scan(self.user, "pod", name, "-o", "json", *arguments))

    def by_repository(self, scanned):
        return {item["image"]["repository"]: item for item in scanned["items"]}

    def test_of_one_pod_are_scanned_side_by_side(self):
        names = ["web", "py", "os", "jar", "clean", "none"]
        before = len(registry_log("open"))
        scanned = self.scan_pod("many", [f"{PRIVATE_A}/team/{name}:1" for name in names])
        items = self.by_repository(scanned)
        self.assertEqual(set(items), {f"team/{name}" for name in names})
        self.assertIn("CVE-2019-10744", findings(items["team/web"]))
        self.assertIn("CVE-2021-44228", findings(items["team/jar"]))
        self.assertTrue(findings(items["team/py"]))
        self.assertTrue(findings(items["team/os"]))
        self.assertEqual(items["team/os"]["os"]["family"], "alpine")
        self.assertFalse(findings(items["team/clean"]))
        self.assertFalse(findings(items["team/none"]))
        self.assertTrue(all(item["status"] == "scanned" for item in items.values()))
        [warning] = [text for text in scanned["warnings"] if text.startswith("JARs ")]
        self.assertIn("/team/jar", warning)
        self.assertNotIn("/team/web", warning)
        self.assertEqual([entry for entry in registry_log("open")[before:] if entry["authorization"]], [])

    def test_without_pull_secrets_need_few_rights(self):
        user = self.ns.user(FOR_NONE)
        self.ns.pod("public", [f"{OPEN}/team/web:1"])
        scanned = report(scan(user, "pod", "public", "-o", "json"))
        self.assertIn("CVE-2019-10744", findings(scanned["items"][0]))
        created = {resource_of(event) for event in audit(user) if event["verb"] == "create"}
        self.assertEqual(created, {"selfsubjectaccessreviews", "jobs", "configmaps"})

    def test_with_a_jar_without_metadata_are_told_by_the_java_database(self):
        image = f"{PRIVATE_A}/team/jar-nometa:1"
        without = self.scan_pod("nometa", [image])
        self.assertFalse(findings(without["items"][0]))
        before = len(registry_log("open"))
        told = report(scan(self.user, "pod", "nometa", "-o", "json", "--java-db-repository", JAVA_DB_REPOSITORY))
        self.assertIn("CVE-2021-44228", findings(told["items"][0]))
        self.assertFalse([text for text in told["warnings"] if text.startswith("JARs ")])
        # Trivy left to itself offers the image's credential to the registry of the Java database.
        asked = registry_log("open")[before:]
        self.assertTrue([entry for entry in asked if "trivy-java-db" in entry["path"]])
        self.assertEqual([entry for entry in asked if entry["authorization"]], [])


class Credentials(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.user = cls.ns.user("admin")

    def test_with_awkward_characters_arrive_as_they_are(self):
        self.ns.pull_secret("awkward", {PRIVATE_A: OTHER})
        self.ns.pod("awkward", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["awkward"])
        scanned = report(scan(self.user, "pod", "awkward", "-o", "json"))
        self.assertIn("CVE-2019-10744", findings(scanned["items"][0]))

    def test_of_the_right_host_are_taken_from_several_secrets(self):
        self.ns.pull_secret("for-b", {PRIVATE_B: OTHER, "registry.example.com": ("nobody", "nothing")})
        self.ns.pull_secret("for-a", {f"https://{PRIVATE_A}": PULLER})
        before = len(registry_log("private"))
        self.ns.pod(
            "two", [f"{PRIVATE_A}/team/web:1", f"{PRIVATE_B}/team/py:1"], pull_secrets=["for-b", "missing", "for-a"]
        )
        scanned = report(scan(self.user, "pod", "two", "-o", "json"))
        self.assertEqual({item["status"] for item in scanned["items"]}, {"scanned"})
        hosts = {
            (entry["host"], entry["credential"])
            for entry in registry_log("private")[before:]
            if entry["credential"] is not None
        }
        self.assertEqual(hosts, {(PRIVATE_A, PULLER), (PRIVATE_B, OTHER)})

    def test_are_shown_to_the_token_server_and_not_to_its_registry(self):
        # Two of them, so that the registry is asked which is right.
        self.ns.pull_secret("wrong", {TOKEN: ("puller", "wrong")})
        self.ns.pull_secret("right", {TOKEN: OTHER})
        before = len(registry_log("token")), len(registry_log("tokens"))
        self.ns.pod("token", [f"{TOKEN}/team/web:1"], pull_secrets=["wrong", "right"])
        scanned = report(scan(self.user, "pod", "token", "-o", "json"))
        self.assertIn("CVE-2019-10744", findings(scanned["items"][0]))
        self.assertEqual({entry["credential"] for entry in registry_log("token")[before[0] :]}, {None})
        asked = registry_log("tokens")[before[1] :]
        agent = [entry["credential"] for entry in asked if entry["userAgent"].startswith("kubectl-scan")]
        self.assertEqual(agent, [("puller", "wrong"), OTHER])

    def test_that_are_wrong_fail_their_image_only(self):
        self.ns.pull_secret("good", {PRIVATE_A: PULLER})
        self.ns.pod("half", [f"{PRIVATE_A}/team/web:1", f"{PRIVATE_B}/team/py:1"], pull_secrets=["good"], wait=False)
        wait_until(lambda: self.ns.get("pod", "half")["status"].get("containerStatuses"), what="container statuses")
        done = scan(self.user, "pod", "half", "-o", "json")
        self.assertEqual(done.returncode, 3, done.stderr)
        status = {item["image"]["repository"]: item for item in json.loads(done.stdout)["items"]}
        self.assertEqual(status["team/web"]["status"], "scanned")
        self.assertEqual(status["team/py"]["status"], "failed")
        self.assertIn("UNAUTHORIZED", status["team/py"]["error"]["message"].upper())


if __name__ == "__main__":
    unittest.main()
