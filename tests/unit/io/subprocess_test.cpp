#include "io/subprocess.hpp"
#include "support/fake_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

namespace kscan::io {
namespace {

Command shell(std::string script) {
  return {.program = "sh", .args = {"-c", std::move(script)}};
}

/// Virtual time runs, real bytes come: reading blocks, and waiting for the end turns quickly.
class Subprocess : public testing::Test {
protected:
  void start(const Command& command) {
    m_ticket = io::start(m_loop, command, [this](Result<Finished> result) {
      EXPECT_FALSE(m_result) << "told twice";
      m_result = std::move(result);
    });
    EXPECT_FALSE(m_result) << "told before start() returned";
  }
  void turn() {
    m_loop.make_all_readable();
    m_loop.advance(std::chrono::milliseconds(1));
  }
  Result<Finished> run(const Command& command) {
    start(command);
    while (!m_result)
      turn();
    return *std::exchange(m_result, std::nullopt);
  }
  Finished finished(const Command& command) {
    auto result = run(command);
    EXPECT_TRUE(result) << (result ? "" : result.error().message());
    return result ? *std::move(result) : Finished();
  }

  test::FakeLoop m_loop;
  std::optional<Result<Finished>> m_result;
  Ticket m_ticket;
};

TEST_F(Subprocess, OutputAndExitCodeAreCollected) {
  const auto end = finished(shell("printf 'a\\nb'; exit 7"));
  EXPECT_EQ(end.output, "a\nb");
  EXPECT_EQ(end.exit_code, 7);
}

TEST_F(Subprocess, ArgumentsArriveAsTheyAre) {
  EXPECT_EQ(finished({.program = "printf", .args = {"%s|", "a b", "", "$HOME"}}).output,
            "a b||$HOME|");
}

TEST_F(Subprocess, EnvironmentIsInheritedAndAddedTo) {
  ::setenv("KSCAN_KEPT", "kept", 1);
  ::setenv("KSCAN_CHANGED", "old", 1);
  auto command = shell("printf '%s %s' \"$KSCAN_KEPT\" \"$KSCAN_CHANGED\"");
  command.env = {{"KSCAN_CHANGED", "first"}, {"KSCAN_CHANGED", "last"}};
  EXPECT_EQ(finished(command).output, "kept last");
  ::unsetenv("KSCAN_KEPT");
  ::unsetenv("KSCAN_CHANGED");
}

TEST_F(Subprocess, StdinIsEmptyUnlessInherited) {
  EXPECT_EQ(finished(shell("cat")).output, "");
}

TEST_F(Subprocess, DeathByASignalIs128AndItsNumber) {
  EXPECT_EQ(finished(shell("kill -KILL $$")).exit_code, 128 + SIGKILL);
}

TEST_F(Subprocess, SignalsBlockedHereAreNotBlockedThere) {
  sigset_t term;
  sigset_t old;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &term, &old);
  const auto end = finished(shell("kill -TERM $$; echo survived"));
  ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
  EXPECT_EQ(end.exit_code, 128 + SIGTERM);
}

TEST_F(Subprocess, UnknownProgramIsNotFound) {
  const auto end = run({.program = "kscan-no-such-program"});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), Errc::not_found);
}

TEST_F(Subprocess, FileThatIsNoProgramCannotBeRun) {
  const auto end = run({.program = "/etc/passwd"});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), Errc::config);
}

TEST_F(Subprocess, TooMuchOutputEndsIt) {
  auto command = shell("while :; do echo xxxxxxxxxxxxxxxx; done");
  command.output_limit = 10'000;
  const auto end = run(command);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code(), Errc::protocol);
}

TEST_F(Subprocess, WhatAGrandchildStillWritesCounts) {
  const auto end = finished(shell("(sleep 0.05; echo late) & exit 3"));
  EXPECT_EQ(end.output, "late\n");
  EXPECT_EQ(end.exit_code, 3);
}

/// Talks to the program through a named pipe.
class SubprocessWithFifo : public Subprocess {
protected:
  SubprocessWithFifo() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kscan-io-XXXXXX").string();
    m_dir = ::mkdtemp(pattern.data());
    ::mkfifo(fifo().c_str(), 0600);
  }
  ~SubprocessWithFifo() override { std::filesystem::remove_all(m_dir); }
  [[nodiscard]] std::string fifo() const { return (m_dir / "fifo").string(); }
  Command with_fifo(std::string script) {
    auto command = shell(std::move(script));
    command.env = {{"FIFO", fifo()}};
    return command;
  }

private:
  std::filesystem::path m_dir;
};

TEST_F(SubprocessWithFifo, ClosedOutputIsNotTheEndOfTheProgram) {
  start(with_fifo("exec >&-; read -r line < \"$FIFO\"; exit 5"));
  for (int i = 0; i < 10; ++i)
    turn();
  EXPECT_FALSE(m_result);
  std::ofstream(fifo()) << "go\n";
  while (!m_result)
    turn();
  ASSERT_TRUE(*m_result);
  EXPECT_EQ((*m_result)->exit_code, 5);
}

TEST_F(SubprocessWithFifo, CancelledIsKilledAndNotHeardOf) {
  start(with_fifo("echo $$ > \"$FIFO\"; exec sleep 1000"));
  pid_t pid = 0;
  std::ifstream(fifo()) >> pid;
  ASSERT_GT(pid, 0);
  EXPECT_EQ(::kill(pid, 0), 0);
  m_ticket.cancel();
  EXPECT_EQ(::kill(pid, 0), -1);
  m_loop.advance(std::chrono::hours(1));
  EXPECT_FALSE(m_result);
}

TEST_F(Subprocess, FailureToStartMayBeTakenBackToo) {
  start({.program = "kscan-no-such-program"});
  m_ticket.cancel();
  m_loop.advance(std::chrono::hours(1));
  EXPECT_FALSE(m_result);
}

}  // namespace
}  // namespace kscan::io
