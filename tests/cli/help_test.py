"""Help, topics, and answers to what people type who come from elsewhere."""

import os
import subprocess
import tempfile
import unittest

PLUGIN = os.environ["KSCAN_PLUGIN"]


def scan(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory() as home:
        clean = {"PATH": os.environ["PATH"], "HOME": home}
        return subprocess.run(
            [PLUGIN, *arguments], env=clean | environment, cwd=home, capture_output=True, text=True, timeout=30
        )


class Help(unittest.TestCase):
    def told(self, *arguments: str) -> str:
        done = scan(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_alone_lists_commands_in_sections_and_topics(self):
        shown = self.told()
        for text in ("\nScan:\n  pod ", "\n  images ", "\nExamples:\n", "\nUsage:\n", "\n  exit-codes "):
            self.assertIn(text, shown)
        self.assertEqual(shown, self.told("--help"))
        self.assertEqual(shown, self.told("help"))

    def test_of_a_command_is_its_own(self):
        for words in (("images",), ("config", "connection"), ("po",)):
            with self.subTest(words=words):
                self.assertEqual(self.told("help", *words), self.told(*words, "--help"))

    def test_of_topics(self):
        for topic, text in (("exit-codes", "--fail-on"), ("formats", "sarif"), ("filters", "--baseline"), ("env", "NO_COLOR")):
            with self.subTest(topic=topic):
                self.assertIn(text, self.told("help", topic))

    def test_of_options_are_the_flags_about_the_connection(self):
        shown = self.told("options")
        self.assertIn("--kubeconfig", shown)
        self.assertNotIn("--severity", shown)

    def test_of_what_there_is_not_says_what_was_meant(self):
        done = scan("help", "exit-code")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('error: unknown help topic "exit-code"\nhint: did you mean "exit-codes"?\n', done.stderr)


class Habits(unittest.TestCase):
    def test_of_others_are_answered_by_one_error_and_one_hint(self):
        for typed, hint in (
            (("--ignore-unfixed",), "--only-fixed"),
            (("--format", "json"), "-o FORMAT"),
            (("-s", "HIGH"), "--severity HIGH"),
            (("-f", "table"), "-o table"),
            (("--exit-code", "1"), "--fail-on unknown --exit-code 1"),
            (("-o", "report.sarif"), "-o sarif=report.sarif"),
            (("--severty", "high"), "did you mean --severity?"),
        ):
            with self.subTest(typed=typed):
                done = scan("pod", "web-0", *typed)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertRegex(done.stderr, r"^error: .*\nhint: .*\nSee 'kubectl scan -h' for help and examples\n$")
                self.assertIn(f"\nhint: {hint}\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
