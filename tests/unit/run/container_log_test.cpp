#include "run/container_log.hpp"
#include "support/scan_log.hpp"

#include <gtest/gtest.h>

namespace kscan::run {
namespace {

using Next = ContainerLog::Next;

ContainerState running() {
  return {.name = "scan-0", .phase = ContainerState::Phase::running, .reason = {}, .message = {}};
}

ContainerState terminated(std::string message, std::string reason = "Completed", int code = 0) {
  return {"scan-0", ContainerState::Phase::terminated, std::move(reason), std::move(message), code};
}

void feed(ContainerLog& log, const std::vector<std::string>& lines) {
  for (const std::string& line : lines)
    log.line(line);
}

class ContainerLogTest : public ::testing::Test {
protected:
  const test::ScanLog good = test::scan_log("run", "the report", 0, {"a word"});
  ContainerLog log{"run", "scan-0"};
};

TEST_F(ContainerLogTest, IsDoneWhenLogAndStatusAgree) {
  EXPECT_EQ(log.status(running()), Next::read);
  feed(log, good.lines);
  EXPECT_EQ(log.ended({}), Next::nothing) << "the status has not confirmed it yet";
  EXPECT_EQ(log.status(terminated(good.termination)), Next::done);
  const Result<ContainerReport> outcome = log.take_outcome();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->payload, "the report");
  EXPECT_EQ(outcome->last_lines, std::vector<std::string>{"a word"});
}

TEST_F(ContainerLogTest, DoesNotWaitForTheEndOfALogThatIsConfirmed) {
  EXPECT_EQ(log.status(running()), Next::read);
  feed(log, good.lines);
  EXPECT_EQ(log.status(terminated(good.termination)), Next::done);
  EXPECT_EQ(log.take_outcome()->payload, "the report");
  EXPECT_EQ(log.ended({}), Next::nothing);
}

TEST_F(ContainerLogTest, WaitsForTheEndOfALogThatIsNot) {
  EXPECT_EQ(log.status(running()), Next::read);
  feed(log, {good.lines.begin(), good.lines.end() - 1});
  EXPECT_EQ(log.status(terminated(good.termination)), Next::nothing);
  feed(log, {good.lines.back()});
  EXPECT_EQ(log.ended({}), Next::done);
}

TEST_F(ContainerLogTest, ReadsTheLogOfAContainerThatEndedUnseen) {
  EXPECT_EQ(log.status(terminated(good.termination)), Next::read);
  feed(log, good.lines);
  EXPECT_EQ(log.ended({}), Next::done);
}

TEST_F(ContainerLogTest, WaitsWhileTheContainerWaits) {
  EXPECT_EQ(log.status({.name = "scan-0", .reason = "PodInitializing", .message = {}}),
            Next::nothing);
}

TEST_F(ContainerLogTest, ReadsAgainAfterABrokenStream) {
  ASSERT_EQ(log.status(running()), Next::read);
  feed(log, {good.lines.begin(), good.lines.begin() + 2});
  EXPECT_EQ(log.ended({}), Next::read_later) << "a clean end of the stream proves nothing";
  feed(log, good.lines);
  EXPECT_EQ(log.ended({}), Next::nothing);
  EXPECT_EQ(log.status(terminated(good.termination)), Next::done);
  EXPECT_EQ(log.take_outcome()->payload, "the report")
      << "the first reading must leave nothing behind";
}

TEST_F(ContainerLogTest, RefusesAReportThatStaysIncomplete) {
  ASSERT_EQ(log.status(terminated(good.termination)), Next::read);
  Next next = Next::read_later;
  for (int reading = 0; next == Next::read_later; ++reading) {
    ASSERT_LT(reading, 10);
    feed(log, {good.lines.begin(), good.lines.end() - 1});
    next = log.ended({});
  }
  EXPECT_EQ(next, Next::done);
  const Result<ContainerReport> outcome = log.take_outcome();
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message().find("incomplete"), std::string::npos);
}

TEST_F(ContainerLogTest, RefusesAnEndingThatTheTerminationMessageDenies) {
  const std::string other = test::scan_log("run", "another report").termination;
  ASSERT_EQ(log.status(terminated(other)), Next::read);
  Next next = Next::read_later;
  while (next == Next::read_later) {
    feed(log, good.lines);
    next = log.ended({});
  }
  const Result<ContainerReport> outcome = log.take_outcome();
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message().find("different endings"), std::string::npos);
}

TEST_F(ContainerLogTest, NamesAContainerKilledForItsMemory) {
  const std::string told_by_shim = test::scan_log("run", "", 137).termination;
  for (const ContainerState& state : {terminated("", "OOMKilled", 137),
                                      terminated("", "Error", 137),
                                      terminated(told_by_shim, "OOMKilled", 137)}) {
    ContainerLog killed("run", "scan-0");
    ASSERT_EQ(killed.status(state), Next::read);
    EXPECT_EQ(killed.ended({}), Next::done) << "there is nothing to read again";
    const Result<ContainerReport> outcome = killed.take_outcome();
    ASSERT_FALSE(outcome);
    EXPECT_NE(outcome.error().message().find("out of memory"), std::string::npos);
  }
}

TEST_F(ContainerLogTest, DoesNotAskAgainWithoutTheRightToRead) {
  ASSERT_EQ(log.status(running()), Next::read);
  EXPECT_EQ(log.ended(fail(Errc::forbidden, "pods \"p\" is forbidden")), Next::done);
  EXPECT_EQ(log.take_outcome().error().message(), "pods \"p\" is forbidden");
}

TEST_F(ContainerLogTest, TellsAStageOnceHoweverOftenTheLogIsRead) {
  int told = 0;
  log.on_progress([&told](std::string_view) { ++told; });
  ASSERT_EQ(log.status(running()), Next::read);
  feed(log, {good.lines.begin(), good.lines.begin() + 1});
  EXPECT_EQ(log.ended({}), Next::read_later);
  feed(log, good.lines);
  EXPECT_EQ(told, 1);
}

TEST_F(ContainerLogTest, PassesOnTheWordsOfAContainerThatNeverBecameOurs) {
  ASSERT_EQ(
      log.status(terminated("exec /kscan/agent/bootstrap: permission denied", "StartError", 128)),
      Next::read);
  Next next = Next::read_later;
  while (next == Next::read_later)
    next = log.ended(fail(Errc::unavailable, "no log"));
  const Result<ContainerReport> outcome = log.take_outcome();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(
      outcome.error().message(),
      "container scan-0 ended with exit code 128: exec /kscan/agent/bootstrap: permission denied");
}

TEST_F(ContainerLogTest, TellsEachStage) {
  std::string told;
  log.on_progress([&told](std::string_view text) { told += text; });
  ASSERT_EQ(log.status(running()), Next::read);
  feed(log, good.lines);
  EXPECT_EQ(told, "scanning");
}

TEST_F(ContainerLogTest, IgnoresAnEndOfAReadingThatWasNotAskedFor) {
  EXPECT_EQ(log.ended({}), Next::nothing);
  EXPECT_FALSE(log.done());
}

}  // namespace
}  // namespace kscan::run
