"""Which credential an image is scanned with: secrets of every kind, once by temporary Secrets and once in memory."""

import json
import unittest
from dataclasses import dataclass

import testbed
from plugin import by_container, calls, findings, jobs, report, resource_of, scan, used
from registries_seen import RegistriesSeen
from testbed import FINDINGS, LINES, OPEN, OTHER, PRIVATE_A, PRIVATE_B, PULLER, TOKEN, Namespace, wait_until

MODES = ("secret", "memory")
WRONG = ("puller", "wrong")
NOBODY = ("nobody", "no, thing")


@dataclass
class Image:
    """What a pod runs, and what is known of its credential."""

    registry: str
    name: str
    used: tuple[str, str] | None  # (secret, key)
    login: tuple[str, str] | None
    asked: tuple = ()  # logins that the registry is asked about first, as several match

    @property
    def repository(self) -> str:
        return f"team/{self.name}"


# No image twice, so that the registries' logs tell which credential it was shown for.
PODS = {
    "registries": [
        Image(PRIVATE_A, "web", ("three", PRIVATE_A), LINES),
        Image(PRIVATE_B, "py", ("three", PRIVATE_B), OTHER),
        Image(TOKEN, "os", ("three", TOKEN), LINES),
    ],
    "crowded": [
        Image(PRIVATE_A, "py", ("right", PRIVATE_A), PULLER, (WRONG, PULLER)),
        Image(PRIVATE_B, "web", ("right", PRIVATE_B), OTHER, (NOBODY, OTHER)),
    ],
    "old": [Image(PRIVATE_B, "os", ("old", PRIVATE_B), OTHER)],
    "paths": [
        Image(TOKEN, "web", ("paths", f"{TOKEN}/team/web"), PULLER, (PULLER,)),
        Image(TOKEN, "py", ("paths", f"{TOKEN}/team"), OTHER, (OTHER,)),
    ],
    "public": [Image(OPEN, "web", None, None)],
    "injected": [Image(PRIVATE_B, "jar", ("right", PRIVATE_B), OTHER)],
}
PULL_SECRETS = {
    "registries": ["three"],
    "crowded": ["absent", "malformed", "opaque", "wrong", "right"],
    "old": ["old"],
    "paths": ["paths"],
    "public": ["right"],
    "injected": [],  # by its ServiceAccount
}
IMAGES = {(pod, f"c{index}"): image for pod, images in PODS.items() for index, image in enumerate(images)}


def make_secrets(ns: Namespace) -> None:
    ns.pull_secret("three", {PRIVATE_A: LINES, PRIVATE_B: OTHER, TOKEN: LINES})
    ns.pull_secret("wrong", {PRIVATE_A: WRONG})
    ns.pull_secret("right", {PRIVATE_A: PULLER, PRIVATE_B: OTHER})
    nobody = dict(zip(("username", "password"), NOBODY))
    ns.secret("opaque", {".dockerconfigjson": json.dumps({"auths": {PRIVATE_B: nobody}})})
    ns.dockercfg("old", {PRIVATE_B: OTHER})
    ns.pull_secret("paths", {TOKEN: WRONG, f"{TOKEN}/team": OTHER, f"{TOKEN}/team/web": PULLER})
    ns.create("ServiceAccount", "injecting", imagePullSecrets=[{"name": "right"}])


def make_pods(ns: Namespace) -> None:
    for pod, images in PODS.items():
        account = {"serviceAccountName": "injecting"} if pod == "injected" else {}
        references = [f"{image.registry}/{image.repository}:1" for image in images]
        ns.pod(pod, references, wait=False, pull_secrets=PULL_SECRETS[pod], **account)
    ns.wait_for_pods(*PODS)
    # Only now, as the kubelet pulls nothing with it.
    malformed = json.dumps({"auths": {"registry.example.com": {"auth": "no base64"}}})
    ns.secret("malformed", {".dockerconfigjson": malformed}, "kubernetes.io/dockerconfigjson")


class Choice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace(enforce="restricted"))
        cls.addClassCleanup(wait_until, lambda: not cls.ns.leftovers(), 30, "an empty namespace")
        make_secrets(cls.ns)
        make_pods(cls.ns)
        cls.done, cls.report, cls.seen, cls.audit = {}, {}, {}, {}
        for mode in MODES:
            user = cls.ns.user("admin")
            with RegistriesSeen() as cls.seen[mode]:
                cls.done[mode] = scan(user, "pod", *PODS, "-o", "json", "--credentials", mode)
            cls.report[mode] = report(cls.done[mode])
            cls.audit[mode] = testbed.audit(user)
        cls.agents = testbed.audit_of_service_accounts(cls.ns.name)

    def for_each_image(self, check):
        """Calls check(mode, what is known, what the report says of it)."""
        for mode in MODES:
            items = by_container(self.report[mode])
            for container, image in IMAGES.items():
                with self.subTest(mode=mode, container=container):
                    check(mode, image, items[container])

    def test_finds_what_each_image_has(self):
        def check(_, image, item):
            self.assertEqual(item["status"], "scanned", item["error"])
            self.assertEqual(findings(item), FINDINGS[image.name])

        self.for_each_image(check)

    def test_is_told_by_secret_and_key(self):
        self.for_each_image(lambda _, image, item: self.assertEqual(used(item), image.used))

    def test_shows_registries_the_right_login_only(self):
        def check(mode, image, _):
            expected = [image.login] if image.login else []
            self.assertEqual(self.seen[mode].logins_of_scanner(image.registry, image.repository), expected)

        self.for_each_image(check)

    def test_asks_the_registry_only_where_several_match(self):
        def check(mode, image, _):
            self.assertEqual(self.seen[mode].logins_of_agent(image.registry, image.repository), [*image.asked])

        self.for_each_image(check)

    def test_shows_the_token_servers_registry_and_open_ones_nothing(self):
        for mode in MODES:
            self.assertEqual(self.seen[mode].logins("token"), [])
            self.assertEqual(self.seen[mode].logins("open"), [])

    def test_tells_of_a_malformed_secret(self):
        told = 'pull secret "malformed" is malformed, the kubelet would refuse to pull with it: '
        for mode in MODES:
            with self.subTest(mode=mode):
                self.assertIn(f"Warning: {told}", self.done[mode].stderr)
                self.assertTrue([line for line in self.report[mode]["warnings"] if line.startswith(told)])
                self.assertNotIn("no base64", self.done[mode].stderr + self.done[mode].stdout)

    def test_is_told_how_it_travels(self):
        line = f'scan: namespace "{self.ns.name}": credentials travel '
        self.assertIn(f"{line}by temporary secrets\n", self.done["secret"].stderr)
        self.assertIn(f"{line}in the scan pod's memory\n", self.done["memory"].stderr)

    def test_deletes_each_secret_by_name_before_its_job(self):
        made = {event["objectRef"]["name"] for event in calls(self.agents, "create", "secrets")}
        self.assertEqual(len(made), len(IMAGES))
        deletes = [event for event in self.audit["secret"] if event["verb"].startswith("delete")]
        gone = set()
        for event in deletes:
            self.assertEqual(event["responseStatus"]["code"], 200)
            name = event["objectRef"]["name"]
            if resource_of(event) == "jobs":
                self.assertLessEqual({secret for secret in made if secret.startswith(f"{name}-")}, gone)
            gone.add(name)
        self.assertLessEqual(made, gone)

    def test_reads_no_secret(self):
        for mode in MODES:
            for verb in ("get", "list", "watch"):
                self.assertEqual(calls(self.audit[mode], verb, "secrets"), [])

    def test_in_memory_touches_neither_secrets_nor_rights(self):
        touched = {resource_of(event) for event in self.audit["memory"] if event["verb"] != "get"}
        self.assertTrue(touched)
        self.assertFalse(touched & {"secrets", "serviceaccounts", "roles", "rolebindings"}, touched)
        for job in jobs(self.audit["memory"]):
            self.assertNotIn("secretKeyRef", str(job))
            self.assertNotIn("serviceAccountToken", str(job))


if __name__ == "__main__":
    unittest.main()
