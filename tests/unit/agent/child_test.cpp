#include "agent/child.hpp"
#include "agent/files.hpp"
#include "base/error.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace kscan::agent {
namespace {

using testing::ElementsAre;

struct NannyTest : testing::Test {
  TempDir dir;
  std::vector<std::string> lines;

  Nanny nanny() {
    return Nanny({.on_line = [this](std::string_view line) { lines.emplace_back(line); },
                  .on_heartbeat = {},
                  .heartbeat = std::chrono::hours(1)});
  }
  Command command(std::string_view script, int output = -1) {
    return {.program = "/bin/sh",
            .arguments = {"sh", "-c", std::string(script)},
            .environment = {nullptr},
            .directory = dir.path(),
            .output = output};
  }
};

TEST_F(NannyTest, TellsExitCodes) {
  const Exit exit = nanny().run(command("exit 3"));
  EXPECT_EQ(exit.code, 3);
  EXPECT_EQ(exit.signal, 0);
}

TEST_F(NannyTest, TellsWhichSignalKilled) {
  const Exit exit = nanny().run(command("kill -9 $$"));
  EXPECT_EQ(exit.code, 137);
  EXPECT_EQ(exit.signal, SIGKILL);
}

TEST_F(NannyTest, TellsLinesOfBothStreams) {
  (void)nanny().run(command("echo one; echo two >&2; printf three >&2"));
  EXPECT_THAT(lines, testing::UnorderedElementsAre("one", "two", "three"));
}

TEST_F(NannyTest, WritesTheOutputIntoAFileInstead) {
  const io::Fd file = anonymous_file(dir.path());
  (void)nanny().run(command("echo report; echo log >&2", file.get()));
  EXPECT_THAT(lines, ElementsAre("log"));
  std::string text(16, '\0');
  EXPECT_EQ(::pread(file.get(), text.data(), text.size(), 0), 7);
}

TEST_F(NannyTest, StartsInTheGivenDirectoryWithoutInput) {
  (void)nanny().run(command("pwd -P; cat; echo end"));
  EXPECT_THAT(lines, ElementsAre(std::filesystem::canonical(dir.path()).string(), "end"));
}

TEST_F(NannyTest, GivesTheChildNoDescriptorAndNoBlockedSignal) {
  (void)nanny().run(command("readlink /proc/self/fd/* | grep -c signalfd;"
                            " grep SigBlk /proc/self/status"));
  EXPECT_THAT(lines, ElementsAre("0", "SigBlk:\t0000000000000000"));
}

TEST_F(NannyTest, PassesSignalsOnToTheWholeGroup) {
  Nanny one({.on_line =
                 [this](std::string_view line) {
                   lines.emplace_back(line);
                   if (line == "ready") ::kill(::getpid(), SIGTERM);
                 },
             .on_heartbeat = {},
             .heartbeat = std::chrono::hours(1)});
  const Exit exit = one.run(
      command("trap 'wait; exit 9' TERM;"
              " sh -c 'trap \"echo inner; exit\" TERM; echo ready; while :; do :; done' & wait"));
  EXPECT_EQ(exit.code, 9);
  EXPECT_THAT(lines, ElementsAre("ready", "inner"));
  EXPECT_TRUE(one.interrupted());
}

TEST_F(NannyTest, TellsHeartbeats) {
  int heartbeats = 0;
  // Ends once a heartbeat has made the file.
  Nanny one({.on_line = {},
             .on_heartbeat =
                 [&] {
                   ++heartbeats;
                   (void)dir.write("flag", "");
                 },
             .heartbeat = std::chrono::milliseconds(1)});
  (void)one.run(command("while ! test -e flag; do :; done"));
  EXPECT_GE(heartbeats, 1);
}

TEST_F(NannyTest, KillsWhatIsLeftRunning) {
  // The grandchild holds the error stream open; without the kill this would never end.
  const Exit exit = nanny().run(command("sleep 1000 & echo $!; exit 4"));
  EXPECT_EQ(exit.code, 4);
  ASSERT_EQ(lines.size(), 1U);
}

TEST_F(NannyTest, KillsWhatHasLeftTheGroup) {
  // One session in another; only the outer one's death hands us the inner one.
  const Exit exit =
      nanny().run(command("setsid sh -c 'setsid sh -c \": > inner; exec sleep 1000\" & wait' &"
                          " while ! test -e inner; do :; done; exit 4"));
  EXPECT_EQ(exit.code, 4);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "nothing is left, not even a dead one";
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(NannyTest, BuriesOrphans) {
  Nanny one = nanny();
  // Runs until the orphan is gone from /proc, which only its new parent can bring about.
  (void)one.run(command("(sh -c 'exit 0' & echo $! > pid); p=$(cat pid);"
                        " while test -e /proc/$p; do :; done; echo buried"));
  EXPECT_THAT(lines, ElementsAre("buried"));
}

TEST_F(NannyTest, ThrowsWhenThereIsNoSuchProgram) {
  Command nothing = command("");
  nothing.program = dir.path() / "nothing";
  EXPECT_THROW((void)nanny().run(std::move(nothing)), Error);
}

TEST_F(NannyTest, RestoresTheSignalMask) {
  sigset_t before, after;
  ::sigprocmask(SIG_SETMASK, nullptr, &before);
  { const Nanny one = nanny(); }
  ::sigprocmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
  EXPECT_EQ(sigismember(&before, SIGCHLD), sigismember(&after, SIGCHLD));
}

}  // namespace
}  // namespace kscan::agent
