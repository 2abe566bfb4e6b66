"""kubectl scan report, diff and explain: saved reports rendered, merged, compared and gated, without a cluster."""

import json
import os
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

PLUGIN = os.environ["KSCAN_PLUGIN"]
GOLDEN = Path(__file__).parent.parent / "golden"
SAVED = GOLDEN / "render/formats/report.json"
TRIVY = GOLDEN / "report/trivy-0.70.json"
GRYPE = GOLDEN / "report/grype-0.110.json"


class InADirectory(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = Path(directory.name)

    def scan(self, *arguments: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [PLUGIN, *map(str, arguments)], env={"PATH": os.environ["PATH"], "HOME": str(self.home)} | environment,
            cwd=self.home, input=stdin, capture_output=True, text=True, timeout=60,
        )

    def json_of(self, *arguments: str | Path, **given) -> dict:
        return json.loads(self.scan(*arguments, "-o", "json", **given).stdout)

    def refused(self, *arguments: str | Path, **given) -> str:
        done = self.scan(*arguments, **given)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertTrue(done.stderr.startswith("error: "), done.stderr)
        return done.stderr

    def changed(self, name: str, change) -> Path:
        """The saved report, changed."""
        report = json.loads(SAVED.read_text())
        change(report)
        path = self.home / name
        path.write_text(json.dumps(report))
        return path


class Report(InADirectory):
    def test_is_written_as_it_was_saved(self):
        done = self.scan("report", SAVED, "--fail-on", "high", "-o", "json")
        self.assertEqual((done.returncode, done.stdout), (2, SAVED.read_text()))
        self.assertIn("gate high: failed, 3 vulnerabilities", done.stderr)

    def test_of_several_images_is_a_summary_and_of_one_a_table(self):
        self.assertTrue(self.scan("report", SAVED).stdout.startswith("NAMESPACE"))
        self.assertIn("SEVERITY", self.scan("report", TRIVY).stdout)

    def test_may_be_a_scanners_own(self):
        for path, scanner in ((TRIVY, "trivy"), (GRYPE, "grype")):
            report = self.json_of("report", path)
            self.assertEqual(report["scanner"]["name"], scanner)
            self.assertEqual(report["summary"]["images"], 1)

    def test_may_come_from_standard_input(self):
        self.assertEqual(self.json_of("report", "-", stdin=SAVED.read_text()), self.json_of("report", SAVED))
        self.assertIn("cannot be used for multiple arguments", self.refused("report", "-", "-"))

    def test_may_be_several(self):
        merged = self.json_of("report", SAVED, TRIVY, SAVED)
        self.assertEqual(merged["summary"]["images"], 5)

    def test_goes_to_files_and_to_standard_output(self):
        done = self.scan("report", SAVED, "-o", "name", "-o", "html=a.html", "--output=sarif=a.sarif")
        self.assertEqual(done.returncode, 3)
        self.assertTrue(done.stdout.startswith("image/"))
        self.assertTrue((self.home / "a.html").read_text().startswith("<!DOCTYPE html>"))
        self.assertEqual(json.loads((self.home / "a.sarif").read_text())["version"], "2.1.0")
        self.assertEqual({path.name for path in self.home.iterdir()}, {"a.html", "a.sarif"})

    def test_replaces_a_file_and_keeps_its_mode(self):
        (self.home / "a").write_text("old")
        (self.home / "a").chmod(0o640)
        self.scan("report", SAVED, "-o", "csv=a")
        self.assertIn("CVE-2023-38545", (self.home / "a").read_text())
        self.assertEqual(stat.S_IMODE((self.home / "a").stat().st_mode), 0o640)

    def test_template_may_hold_commas(self):
        done = self.scan("report", SAVED, "-o", "custom-columns=CVE:.id,PACKAGE:.pkg.name")
        self.assertEqual(done.stdout.splitlines()[0].split(), ["CVE", "PACKAGE"])

    def test_takes_flags_from_the_environment(self):
        self.assertTrue(self.scan("report", SAVED, KUBECTL_SCAN_OUTPUT="name").stdout.startswith("image/"))
        self.assertEqual(self.scan("report", SAVED, KUBECTL_SCAN_FAIL_ON="high").returncode, 2)
        self.assertEqual(self.scan("report", SAVED, KUBECTL_SCAN_FAIL_ON="high", KUBECTL_SCAN_EXIT_CODE="9").returncode, 9)

    def test_takes_kubectls_flags_as_every_command(self):
        for arguments in (("--context", "x", "report", SAVED), ("report", SAVED, "-n", "shop"), ("report", "--kubeconfig=/none", SAVED)):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.scan(*arguments).returncode, 3)

    def test_that_cannot_be_read_is_named(self):
        (self.home / "torn.json").write_text(SAVED.read_text()[:1000])
        self.assertIn("open none.json: no such file or directory", self.refused("report", "none.json"))
        self.assertIn("torn.json: it is not JSON at byte 1001", self.refused("report", "torn.json"))
        self.assertIn(f"read {self.home}: is a directory", self.refused("report", self.home))
        self.assertIn("no report was specified", self.refused("report"))

    def test_refuses_a_bad_flag_before_it_reads(self):
        for flag, value in (("-o", "xml"), ("--severity", "hihg"), ("--fail-on", "hihg"), ("--color", "red"), ("--exit-code", "x"),
                            ("--ignore-file", "none"), ("--vex", "none"), ("--baseline", "none"), ("--fail-on", "new:low")):
            with self.subTest(flag=flag, value=value):
                self.assertIn(value, self.refused("report", "none.json", flag, value))


class Findings(InADirectory):
    def ids(self, *arguments: str | Path, **given) -> set[str]:
        report = self.json_of("report", SAVED, *arguments, **given)
        return {finding["id"] for item in report["items"] for finding in item["vulnerabilities"]}

    def test_are_shown_from_a_severity_on_or_of_a_list(self):
        self.assertEqual(self.ids("--severity", "high"), {"CVE-2023-38545", "GHSA-5crp-9r3c-p9vr", "CVE-2024-1000"})
        self.assertEqual(self.ids("--severity", "low,medium"), {"CVE-2022-0778", "CVE-2007-6755"})

    def test_that_are_not_shown_fail_the_gate_all_the_same(self):
        done = self.scan("report", SAVED, "--severity", "critical", "--fail-on", "low")
        self.assertEqual(done.returncode, 2)
        self.assertIn("gate low: failed, 5 vulnerabilities", done.stdout)

    def test_may_be_those_that_an_upgrade_removes(self):
        self.assertEqual(self.ids("--only-fixed"), {"CVE-2023-38545", "GHSA-5crp-9r3c-p9vr", "CVE-2024-1000"})

    def test_may_be_named(self):
        self.assertEqual(self.ids("--cve", "cve-2022-0778,GHSA-7xw9-6hqm-2cqp"), {"CVE-2022-0778", "CVE-2023-38545"})

    def test_of_a_status_may_be_left_out(self):
        self.assertNotIn("CVE-2023-38545", self.ids("--ignore-status", "fixed"))

    def test_that_are_excepted_are_counted_apart(self):
        (self.home / ".trivyignore").write_text("CVE-2023-38545 exp:2999-01-01\nCVE-2007-6755 exp:2020-01-01\n")
        done = self.scan("report", SAVED, "--fail-on", "critical")
        self.assertEqual(done.returncode, 3, "the gate passed")
        self.assertIn("3 suppressed", done.stdout)
        self.assertIn(".trivyignore: the exception for CVE-2007-6755 ended on 2020-01-01", done.stderr)
        self.assertEqual(self.scan("report", SAVED, "--fail-on", "critical", "--no-ignore-file").returncode, 2)
        shown = self.scan("report", SAVED, "--show-suppressed").stdout
        self.assertIn(".trivyignore until 2999-01-01", shown)

    def test_may_be_ruled_out_by_vex(self):
        (self.home / "v.json").write_text(json.dumps({
            "@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "2026-01-01T00:00:00Z", "statements": [
                {"vulnerability": {"name": "CVE-2023-38545"}, "products": [{"@id": "pkg:oci/nginx"}], "status": "not_affected",
                 "justification": "vulnerable_code_not_present"}]}))
        self.assertNotIn("CVE-2023-38545", self.ids("--vex", "v.json"))
        self.assertIn("CVE-2023-38545", self.ids())


class Gate(InADirectory):
    def test_has_its_exit_codes(self):
        whole = self.changed("whole.json", lambda report: report["items"].pop())
        empty = self.changed("empty.json", lambda report: report.update(items=[]))
        late = self.changed("late.json", lambda report: report["items"][3]["error"].update(code="timeout"))
        for expected, arguments in (
            (0, (whole,)), (0, (whole, "--fail-on", "none")), (2, (whole, "--fail-on", "high")), (2, (whole, "--fail-on", "eol")),
            (7, (whole, "--fail-on", "high", "--exit-code", "7")), (3, (SAVED,)), (0, (SAVED, "--ignore-errors")),
            (2, (SAVED, "--fail-on", "high")), (4, (late, "--fail-on", "high")), (0, (empty,)), (5, (empty, "--fail-if-empty")),
            (0, (whole, "--fail-on", "new:low", "--baseline", whole)),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.scan("report", *arguments).returncode, expected)

    def test_for_what_is_new_looks_at_the_baseline(self):
        def drop(report):
            report["items"][0]["vulnerabilities"].pop(0)
        baseline = self.changed("old.json", drop)
        done = self.scan("report", SAVED, "--baseline", baseline, "--fail-on", "new:high")
        self.assertEqual(done.returncode, 2)
        self.assertIn("gate new:high: failed, 1 vulnerability", done.stdout)
        self.assertIn("1 new, 0 gone, 5 unchanged since the baseline", done.stdout)


class Diff(InADirectory):
    def setUp(self):
        super().setUp()

        def alter(report):
            report["items"].pop()
            findings = report["items"][0]["vulnerabilities"]
            findings[0]["id"], findings[2]["severity"] = "CVE-2000-1", "LOW"
        self.old = self.changed("old.json", alter)
        self.new = self.changed("new.json", lambda report: report["items"].pop())

    def test_shows_what_is_new_and_what_is_gone(self):
        done = self.scan("diff", self.old, self.new)
        self.assertEqual((done.returncode, done.stderr.count("Warning")), (0, 1))
        lines = [line.split()[:4] for line in done.stdout.splitlines()]
        self.assertEqual(lines[1:3], [["new", "CRITICAL", "CVE-2023-38545", "libcurl4"], ["gone", "CRITICAL", "CVE-2000-1", "libcurl4"]])
        self.assertIn("1 new, 1 gone, 5 unchanged since the baseline", done.stdout)

    def test_fails_on_what_is_new_only(self):
        done = self.scan("diff", self.old, self.new, "--fail-on", "low")
        self.assertEqual(done.returncode, 2)
        self.assertIn("gate new:low: failed, 1 vulnerability", done.stdout)
        self.assertEqual(self.scan("diff", self.new, self.new, "--fail-on", "low").returncode, 0)

    def test_in_a_format_marks_what_is_new(self):
        report = self.json_of("diff", self.old, self.new)
        self.assertEqual([finding["new"] for finding in report["items"][0]["vulnerabilities"]], [True] + 4 * [False])
        self.assertEqual(report["gone"][0]["vulnerability"]["id"], "CVE-2000-1")

    def test_filters_both_sides(self):
        done = self.scan("diff", self.old, self.new, "--severity", "low")
        self.assertIn("1 new, 1 gone", done.stdout)
        self.assertIn("0 new, 0 gone", self.scan("diff", self.old, self.new, "--severity", "low,high").stdout)

    def test_takes_two_reports(self):
        for arguments in ((), (self.old,), (self.old, self.new, self.new)):
            self.assertIn("two reports are compared", self.refused("diff", *arguments))
        self.assertIn("multiple arguments", self.refused("diff", "-", "-"))
        self.assertIn("open none: no such file", self.refused("diff", "none", self.new))
        self.assertEqual(self.scan("diff", "-", self.new, stdin=self.old.read_text()).returncode, 0)


class Explain(InADirectory):
    def test_shows_what_is_known_by_any_name(self):
        want = (GOLDEN / "render/over-time/explained.txt").read_text()
        for name in ("CVE-2023-38545", "ghsa-7xw9-6hqm-2cqp"):
            done = self.scan("explain", name, SAVED)
            self.assertEqual((done.returncode, done.stdout), (0, want))

    def test_shows_who_suppressed_it(self):
        self.assertIn("not reachable", self.scan("explain", "CVE-2024-1001", SAVED).stdout)

    def test_in_a_format_is_the_report_reduced_to_it(self):
        report = self.json_of("explain", "GHSA-7xw9-6hqm-2cqp", SAVED)
        self.assertEqual([finding["id"] for item in report["items"] for finding in item["vulnerabilities"]], ["CVE-2023-38545"])

    def test_of_a_stranger_is_an_error(self):
        self.assertIn('no vulnerability "CVE-1" in', self.refused("explain", "CVE-1", SAVED))
        self.assertIn("no vulnerability was specified", self.refused("explain"))
        self.assertIn("no report was specified", self.refused("explain", "CVE-1"))


if __name__ == "__main__":
    unittest.main()
