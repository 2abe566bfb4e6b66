#include "io/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <cstdlib>

namespace kscan::io {
namespace {

Command shell(std::string script) {
  return {.program = "sh", .args = {"-c", std::move(script)}};
}

Finished finished(const Command& command) {
  auto result = run(command);
  EXPECT_TRUE(result) << (result ? "" : result.error().message());
  return result ? *std::move(result) : Finished();
}

TEST(Subprocess, OutputAndExitCodeAreCollected) {
  const auto end = finished(shell("printf 'a\\nb'; exit 7"));
  EXPECT_EQ(end.output, "a\nb");
  EXPECT_EQ(end.exit_code, 7);
}

TEST(Subprocess, ArgumentsArriveAsTheyAre) {
  EXPECT_EQ(finished({.program = "printf", .args = {"%s|", "a b", "", "$HOME"}}).output,
            "a b||$HOME|");
}

TEST(Subprocess, EnvironmentIsInheritedAndAddedTo) {
  ::setenv("KSCAN_KEPT", "kept", 1);
  ::setenv("KSCAN_CHANGED", "old", 1);
  auto command = shell("printf '%s %s' \"$KSCAN_KEPT\" \"$KSCAN_CHANGED\"");
  command.env = {{"KSCAN_CHANGED", "first"}, {"KSCAN_CHANGED", "last"}};
  EXPECT_EQ(finished(command).output, "kept last");
  ::unsetenv("KSCAN_KEPT");
  ::unsetenv("KSCAN_CHANGED");
}

TEST(Subprocess, StdinIsEmptyUnlessInherited) {
  EXPECT_EQ(finished(shell("cat")).output, "");
}

TEST(Subprocess, DeathByASignalIs128AndItsNumber) {
  EXPECT_EQ(finished(shell("kill -KILL $$")).exit_code, 128 + SIGKILL);
}

TEST(Subprocess, SignalsBlockedHereAreNotBlockedThere) {
  sigset_t term;
  sigset_t old;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &term, &old);
  const auto end = finished(shell("kill -TERM $$; echo survived"));
  ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
  EXPECT_EQ(end.exit_code, 128 + SIGTERM);
}

TEST(Subprocess, UnknownProgramIsNotFound) {
  const auto end = run({.program = "kscan-no-such-program"});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), Errc::not_found);
}

TEST(Subprocess, FileThatIsNoProgramCannotBeRun) {
  const auto end = run({.program = "/etc/passwd"});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), Errc::config);
}

TEST(Subprocess, TooMuchOutputEndsIt) {
  auto command = shell("while :; do echo xxxxxxxxxxxxxxxx; done");
  command.output_limit = 10'000;
  const auto end = run(command);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), Errc::protocol);
}

}  // namespace
}  // namespace kscan::io
