"""Reports in every machine's format are what the format's specification allows: tests/schemas, and what no schema can say."""

import csv
import io
import json
import os
import re
import subprocess
import tempfile
import unittest
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml
from jsonschema import Draft7Validator

PLUGIN = os.environ["KSCAN_PLUGIN"]
TESTS = Path(__file__).parent.parent
GOLDEN = TESTS / "golden"
SAVED = GOLDEN / "render/formats/report.json"
SCHEMAS = {
    "json": TESTS.parent / "lib/render/scan-report.schema.json",
    "sarif": TESTS / "schemas/sarif-2.1.0.schema.json",
    "cyclonedx": TESTS / "schemas/cyclonedx-1.6.schema.json",
    "gitlab": TESTS / "schemas/gitlab-15.2.1.schema.json",
    "openvex": TESTS / "schemas/openvex-0.2.0.schema.json",
}
HOSTILE = ["", " ", "\x1b[2J\x07", "\u202egnp.exe", "\ud83d\ude00", "\u0000", "\ufffe", "]]>", "<b>&amp;\"'", "=1+1", "a\r\nb", "%0A,b",
           "javascript:alert(1)", "https://x.test/\"><b>", "x" * 3000, "pkg:npm/<b>@1"]


def finding(number: int, text: str = "text") -> dict:
    """As trivy writes it; what comes twice is in two paths."""
    return {
        "VulnerabilityID": f"CVE-2024-{number // 2}{text}", "PkgName": f"package-{number % 7}{text}", "InstalledVersion": text,
        "PkgPath": f"app/{number}{text}", "FixedVersion": text if number % 3 else "", "Status": "fixed" if number % 3 else text,
        "PkgIdentifier": {"PURL": text if number % 2 else f"pkg:npm/package-{number % 7}@1"}, "Title": text, "Description": text,
        "Severity": ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN", text)[number % 6], "PrimaryURL": text, "VendorIDs": [text, text],
        "PublishedDate": text, "LastModifiedDate": text, "SeveritySource": text, "Layer": {"Digest": text},
        "CVSS": {text: {"V3Score": number % 11, "V3Vector": text}} if number % 2 else {},
    }


def trivys(findings: list[dict], text: str = "text") -> dict:
    return {
        "SchemaVersion": 2, "CreatedAt": text, "ArtifactName": f"registry.test:5000/{text}", "Trivy": {"Version": text},
        "Metadata": {"OS": {"Family": text, "Name": text, "EOSL": True}, "ImageID": text, "RepoDigests": [text],
                     "ImageConfig": {"os": text, "architecture": text}},
        "Results": [{"Target": text, "Class": "lang-pkgs", "Type": text, "Vulnerabilities": findings,
                     "ExperimentalModifiedFindings": [{"Type": "vulnerability", "Status": text, "Statement": text, "Source": text,
                                                       "Finding": finding(-1, text)}]}],
    }


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.home = Path(directory.name)
        cls.samples = {
            "everything": (SAVED,), "trivy": (GOLDEN / "report/trivy-0.70.json",), "grype": (GOLDEN / "report/grype-0.110.json",),
            "hostile": (GOLDEN / "render/json/hostile.json",), "nothing": (GOLDEN / "render/json/nothing.json",),
            "big": (cls.file("big", trivys([finding(i) for i in range(500)])), SAVED),
            "bad": tuple(cls.file(f"bad-{i}", trivys([finding(n, text) for n in range(12)], text)) for i, text in enumerate(HOSTILE)),
        }

    @classmethod
    def file(cls, name: str, document: dict) -> Path:
        path = cls.home / f"{name}.json"
        path.write_text(json.dumps(document))
        return path

    @classmethod
    def text(cls, form: str, files: tuple[Path, ...], *flags: str | Path) -> str:
        done = subprocess.run([PLUGIN, "report", *map(str, (*files, "-o", form, *flags))], cwd=cls.home, env={}, capture_output=True,
                              timeout=60)
        if done.returncode not in (0, 2, 3):
            raise AssertionError(done.stderr.decode())
        return done.stdout.decode()

    def check_each(self, form: str, check: Callable[[str], None]):
        """Every sample in the format, as it is and with all that flags may add to it."""
        everything = ("--show-suppressed", "--baseline", SAVED, "--fail-on", "high,eol")
        for name, files in self.samples.items():
            for flags in ((), everything):
                with self.subTest(sample=name, flags=flags):
                    check(self.text(form, files, *flags))


class Json(Formats):
    def check_all(self, form: str, check: Callable[[dict], None]):
        """Against the format's schema first."""
        schema = Draft7Validator(json.loads(SCHEMAS[form].read_text()))
        schema.check_schema(schema.schema)

        def valid(text: str):
            document = json.loads(text)
            problems = [f"{list(error.absolute_path)}: {error.message[:300]}" for error in schema.iter_errors(document)]
            self.assertEqual(problems[:5], [])
            check(document)
        self.check_each(form, valid)

    def test_is_a_scan_report(self):
        self.check_all("json", lambda report: self.assertEqual(report["summary"]["images"], len(report["items"])))

    def test_is_sarif(self):
        def has_rules(document: dict):
            run = document["runs"][0]
            rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            self.assertEqual(len(rules), len(set(rules)))
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
        self.check_all("sarif", has_rules)

    def test_is_cyclonedx(self):
        def refers_to_what_is_there(bom: dict):
            packages = [package for image in bom["components"] for package in image.get("components", [])]
            refs = Counter(part["bom-ref"] for part in [bom["metadata"]["component"], *bom["components"], *packages])
            self.assertEqual([ref for ref, times in refs.items() if times > 1], [])
            self.assertLessEqual({affected["ref"] for found in bom["vulnerabilities"] for affected in found["affects"]}, set(refs))
        self.check_all("cyclonedx", refers_to_what_is_there)

    def test_is_gitlabs(self):
        def has_ids(report: dict):
            ids = Counter(found["id"] for found in report["vulnerabilities"])
            self.assertEqual([name for name, times in ids.items() if times > 1], [])
        self.check_all("gitlab", has_ids)

    def test_is_openvex(self):
        self.check_all("openvex", lambda vex: self.assertIsInstance(vex["statements"], list))

    def test_schemas_refuse_what_is_wrong(self):
        for form, path in SCHEMAS.items():
            schema = Draft7Validator(json.loads(path.read_text()))
            document = json.loads(self.text(form, (SAVED,)))
            for key in document.keys() - {"$schema"}:
                with self.subTest(form=form, key=key):
                    self.assertFalse(schema.is_valid({name: value for name, value in document.items() if name != key}))
                    self.assertFalse(schema.is_valid(document | {key: 0.5}))

    def test_lines_are_the_items_and_then_the_summary(self):
        for name, files in self.samples.items():
            with self.subTest(sample=name):
                report = json.loads(self.text("json", files))
                *items, summary = [json.loads(line) for line in self.text("jsonl", files).split("\n")[:-1]]
                self.assertEqual([item | {"type": "image"} for item in report["items"]], items)
                self.assertEqual(report["summary"], summary["summary"])

    def test_yaml_says_the_same(self):
        for name, files in self.samples.items():
            with self.subTest(sample=name):
                self.assertEqual(yaml.load(self.text("yaml", files), yaml.CSafeLoader), json.loads(self.text("json", files)))


class Text(Formats):
    def junit_problems(self, text: str) -> str:
        done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", TESTS / "schemas/junit.xsd", "-"], input=text.encode(),
                              capture_output=True)
        return "" if done.returncode == 0 else done.stderr.decode()[:1000]

    def test_is_junit(self):
        self.check_each("junit", lambda text: self.assertEqual(self.junit_problems(text), ""))

    def test_junits_schema_refuses_what_is_wrong(self):
        text = self.text("junit", (SAVED,))
        for right, word in (("failures=", "failed="), ("testcase", "case"), ('tests="5"', 'tests="x"'), ("errors=", "wrong=")):
            wrong = text.replace(right, word)
            self.assertNotEqual(wrong, text)
            self.assertIn("validity error", self.junit_problems(wrong))

    def test_is_csv(self):
        def has_columns(text: str):
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
            self.assertEqual({len(row) for row in rows}, {len(rows[0])})
            self.assertFalse([cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))])
        self.check_each("csv", has_columns)

    def test_is_prometheus(self):
        label = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
        sample = re.compile(rf"(([a-z_]+)(?:\{{{label}(?:,{label})*\}})?) -?[0-9.]+\Z")

        def has_samples(text: str):
            seen, family = set(), ""
            for line in text.split("\n")[:-1]:
                if line.startswith("# TYPE "):
                    family = line.split()[2]
                elif not line.startswith("# HELP "):
                    found = sample.match(line)
                    self.assertTrue(found, line)
                    self.assertEqual(found[2], family)
                    self.assertNotIn(found[1], seen)
                    seen.add(found[1])
        self.check_each("prometheus", has_samples)


if __name__ == "__main__":
    unittest.main()
