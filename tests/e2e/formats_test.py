"""One scan of a namespace in every format at once: each is what its specification allows, and all tell the same findings."""

import csv
import html.parser
import json
import re
import subprocess
import unittest
import xml.etree.ElementTree
from collections import Counter
from pathlib import Path

import yaml
from jsonschema import Draft7Validator

from held_registry import HeldRegistry
from plugin import scan, start
from testbed import OPEN, PRIVATE_A, PULLER, Namespace

TESTS = Path(__file__).parents[1]
SCHEMAS = {
    "json": TESTS.parent / "lib/render/scan-report.schema.json",
    "sarif": TESTS / "schemas/sarif-2.1.0.schema.json",
    "cyclonedx": TESTS / "schemas/cyclonedx-1.6.schema.json",
    "gitlab": TESTS / "schemas/gitlab-15.2.1.schema.json",
    "openvex": TESTS / "schemas/openvex-0.2.0.schema.json",
}
TO_FILES = (
    "summary wide json yaml jsonl name jsonpath custom-columns sarif junit gitlab github markdown html csv cyclonedx openvex prometheus"
).split()
# Nested: in kubectl's dialect, the first empty list of a path ends it.
IDS = "jsonpath={range .items[*]}{range .vulnerabilities[*]}{.id}{'\\n'}{end}{end}"
COLUMNS = "custom-columns=CVE:.id,PACKAGE:.pkg.name"
# Parsed by a client of Prometheus's own, which is of Debian's Python.
PROMETHEUS = """
import json, sys
from prometheus_client.parser import text_string_to_metric_families as parse
json.dump([[s.name, s.labels, s.value] for family in parse(sys.stdin.read()) for s in family.samples], sys.stdout)
"""


class Rows(html.parser.HTMLParser):
    """Elements by name; rows of findings; whether all that was opened was closed."""

    VOID = {"meta", "input", "br", "link", "col", "img", "hr"}

    def __init__(self, text: str):
        super().__init__()
        self.open, self.findings, self.fetched = [], 0, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.findings += tag == "tr" and "data-severity" in attributes
        self.fetched += [attributes[name] for name in ("src",) if name in attributes]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag


class EveryFormat(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        images = [f"{PRIVATE_A}/team/{name}:1" for name in ("web", "os", "clean")]
        cls.ns.deployment("shop", images, replicas=2, pull_secrets=["regcred"])
        cls.ns.pod("tools", [f"{OPEN}/team/jar:1", f"{PRIVATE_A}/team/os:1"], pull_secrets=["regcred"])
        # One image is not scanned: its pull secret has gone since.
        cls.ns.pull_secret("shortlived", {PRIVATE_A: PULLER})
        cls.ns.pod("refused", [f"{PRIVATE_A}/team/py:1"], pull_secrets=["shortlived"])
        cls.ns.change_pull_secret("shortlived", {})
        home = cls.ns.directory
        cls.files = {name: home / f"report.{name}" for name in TO_FILES if name not in ("jsonpath", "custom-columns")}
        outputs = [word for name, path in cls.files.items() for word in ("-o", f"{name}={path}")]
        user = cls.ns.user("admin")
        cls.done = scan(user, "namespace", "-o", "table", *outputs, "--fail-on", "critical", timeout=240)
        saved = str(cls.files["json"])
        for name, template in (("jsonpath", IDS), ("custom-columns", COLUMNS)):
            cls.files[name] = home / f"report.{name}"
            done = scan(user, "report", saved, "-o", template)
            assert done.returncode == 3, done.stderr
            cls.files[name].write_text(done.stdout)
        cls.report = json.loads(cls.files["json"].read_text())
        cls.found = Counter(found["id"] for item in cls.report["items"] for found in item["vulnerabilities"])
        cls.everywhere = Counter()  # once for each container
        for item in cls.report["items"]:
            for found in item["vulnerabilities"]:
                cls.everywhere[found["id"]] += len(item["targets"])

    def text(self, name: str) -> str:
        return self.files[name].read_text()

    def valid(self, name: str) -> dict:
        document = json.loads(self.text(name))
        schema = Draft7Validator(json.loads(SCHEMAS[name].read_text()))
        self.assertEqual([error.message[:300] for error in schema.iter_errors(document)][:5], [])
        return document

    def ids_in(self, text: str) -> Counter:
        return Counter(re.findall(r"CVE-\d+-\d+", text))

    def test_says_all_there_is_to_say(self):
        self.assertEqual(self.done.returncode, 2, self.done.stderr)
        self.assertGreater(len(self.found), 3)
        self.assertGreater(sum(self.everywhere.values()), sum(self.found.values()), "an image that several containers run")
        [refused] = [item for item in self.report["items"] if item["status"] != "scanned"]
        self.assertEqual(refused["image"]["repository"], "team/py")

    def test_json(self):
        self.assertEqual(self.valid("json")["summary"]["images"], len(self.report["items"]))

    def test_yaml_and_lines_are_the_json(self):
        self.assertEqual(yaml.safe_load(self.text("yaml")), self.report)
        *items, summary = map(json.loads, self.text("jsonl").splitlines())
        self.assertEqual(items, [item | {"type": "image"} for item in self.report["items"]])
        self.assertEqual(summary["summary"], self.report["summary"])

    def test_scripts(self):
        self.assertEqual(Counter(self.text("jsonpath").split()), self.found)
        header, *rows = self.text("custom-columns").splitlines()
        self.assertEqual(header.split(), ["CVE", "PACKAGE"])
        self.assertEqual(Counter(row.split()[0] for row in rows), self.found)
        self.assertEqual(len(self.text("name").splitlines()), len(self.report["items"]))

    def test_tables(self):
        self.assertEqual(self.ids_in(self.done.stdout), self.found)
        self.assertEqual(self.ids_in(self.text("wide")), self.everywhere)
        self.assertIn(f"{self.report['summary']['images']} images", self.text("summary"))

    def test_sarif(self):
        [run] = self.valid("sarif")["runs"]
        self.assertEqual(Counter(result["ruleId"] for result in run["results"]), self.found)

    def test_cyclonedx(self):
        bom = self.valid("cyclonedx")
        affected = Counter()
        for found in bom["vulnerabilities"]:
            affected[found["id"]] += len(found["affects"])
        self.assertEqual(affected, self.found)

    def test_gitlab(self):
        document = self.valid("gitlab")
        self.assertEqual(Counter(found["identifiers"][0]["name"] for found in document["vulnerabilities"]), self.everywhere)
        messages = [message["value"] for message in document["scan"]["messages"]]
        self.assertTrue([message for message in messages if "team/py" in message and "was not scanned" in message], messages)

    def test_openvex(self):
        statements = self.valid("openvex")["statements"]
        self.assertEqual({statement["vulnerability"]["name"] for statement in statements}, set(self.found))

    def test_junit(self):
        command = ["xmllint", "--nonet", "--noout", "--schema", TESTS / "schemas/junit.xsd", self.files["junit"]]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        cases = list(xml.etree.ElementTree.parse(self.files["junit"]).iter("testcase"))
        self.assertEqual(self.ids_in("\n".join(case.get("name") for case in cases)), self.found)
        failed = [case for case in cases if case.find("failure") is not None]
        critical = [found for item in self.report["items"] for found in item["vulnerabilities"] if found["severity"] == "CRITICAL"]
        self.assertEqual(len(failed), len(critical))
        self.assertEqual(len([case for case in cases if case.find("error") is not None]), 1)

    def test_csv(self):
        with self.files["csv"].open(newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        self.assertTrue(all(None not in row and None not in row.values() for row in rows))
        self.assertEqual(self.ids_in("\n".join(" ".join(row.values()) for row in rows if "found" in row.values())), self.everywhere)

    def test_prometheus(self):
        done = subprocess.run(["/usr/bin/python3", "-c", PROMETHEUS], input=self.text("prometheus"), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        counted = sum(value for name, _, value in json.loads(done.stdout) if name == "kubectl_scan_vulnerabilities")
        self.assertEqual(counted, sum(self.everywhere.values()))

    def test_html(self):
        page = Rows(self.text("html"))
        self.assertEqual((page.open, page.fetched), ([], []))
        self.assertEqual(page.findings, sum(self.found.values()))

    def test_markdown_and_github(self):
        rows = [line for line in self.text("markdown").splitlines() if line.startswith("|") and "CVE-" in line]
        self.assertEqual(self.ids_in("\n".join(rows)), self.found)
        self.assertEqual(len({row.count(" | ") for row in rows}), 1)
        github = self.text("github")
        self.assertEqual(github.count("::group::"), github.count("::endgroup::"))
        lines = [line for line in github.splitlines() if not line.startswith("::")]
        self.assertEqual(self.ids_in("\n".join(lines)), self.found)


class JsonLines(unittest.TestCase):
    def test_are_written_when_their_image_is_done(self):
        with HeldRegistry() as held, Namespace() as ns:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            ns.pod("two", [f"{PRIVATE_A}/team/web:1", f"{OPEN}/team/py:1"], pull_secrets=["regcred"])
            process = start(ns.user("admin"), "pod", "two", "-o", "jsonl", *held.flags(PRIVATE_A))
            self.addCleanup(process.kill)
            first = json.loads(process.stdout.readline())
            self.assertIsNone(process.poll(), "the other scanner cannot have ended")
            self.assertEqual((first["type"], first["image"]["repository"]), ("image", "team/py"))
            held.release()
            out, errors = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, errors)
            second, summary = map(json.loads, out.splitlines())
            self.assertEqual((second["type"], second["image"]["repository"]), ("image", "team/web"))
            self.assertEqual(summary["type"], "summary")


if __name__ == "__main__":
    unittest.main()
