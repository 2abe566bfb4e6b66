#include "kube/log_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace kscan::kube {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What of a stream's lines is new.
std::vector<std::string> read(LogMemory& memory, const std::vector<std::string>& lines) {
  memory.stream_begins();
  std::vector<std::string> fresh;
  for (const auto& line : lines) {
    if (const auto text = memory.accept(line)) fresh.emplace_back(*text);
  }
  return fresh;
}

const std::string at_9a = "2026-11-23T01:02:09.100000000Z ";
const std::string at_9b = "2026-11-23T01:02:09.2Z ";
const std::string at_10 = "2026-11-23T01:02:10Z ";
const std::string at_12 = "2026-11-23T02:02:12.000000001+01:00 ";

TEST(LogMemory, TakesTheStampOff) {
  LogMemory memory;
  EXPECT_THAT(read(memory, {at_9a + "one", at_9b, at_10 + " two  words ", "2026-11-23T01:02:11Z"}),
              ElementsAre("one", "", " two  words ", ""));
}

TEST(LogMemory, AsksForOneSecondBeforeTheLatestLine) {
  LogMemory memory;
  EXPECT_EQ(memory.since(), "");
  read(memory, {at_9a + "one", at_12 + "two"});
  EXPECT_EQ(memory.since(), "2026-11-23T01:02:11Z");
}

TEST(LogMemory, DropsWhatHasBeenDelivered) {
  LogMemory memory;
  read(memory, {at_9a + "one", at_10 + "two"});
  EXPECT_THAT(read(memory, {at_9a + "one", at_10 + "two", at_10 + "three"}), ElementsAre("three"));
  EXPECT_EQ(memory.fresh(), 1U);
  EXPECT_TRUE(memory.caught_up());
}

TEST(LogMemory, CountsLinesThatAreEqualInStampAndText) {
  LogMemory memory;
  read(memory, {at_9a + "x", at_9a + "x"});
  EXPECT_THAT(read(memory, {at_9a + "x", at_9a + "x", at_9a + "x"}), ElementsAre("x"));
  EXPECT_THAT(read(memory, {at_9a + "x", at_9a + "x", at_9a + "x"}), IsEmpty());
}

TEST(LogMemory, TellsLinesOfOneStampApartByTheirText) {
  LogMemory memory;
  read(memory, {at_9a + "x", at_9a + "y"});
  EXPECT_THAT(read(memory, {at_9a + "x", at_9a + "z", at_9a + "y"}), ElementsAre("z"));
}

TEST(LogMemory, AllowsForStreamsThatAreSlightlyOutOfOrder) {
  LogMemory memory;
  read(memory, {at_10 + "out"});
  EXPECT_THAT(read(memory, {at_10 + "out", at_9b + "err"}), ElementsAre("err"));
  EXPECT_THAT(read(memory, {at_10 + "out", at_9b + "err"}), IsEmpty());
  EXPECT_TRUE(memory.can_resume());
}

TEST(LogMemory, LosesNothingWhenTheFileWasRotated) {
  LogMemory memory;
  read(memory, {at_9a + "one", at_10 + "two"});
  EXPECT_THAT(read(memory, {at_10 + "three"}), ElementsAre("three"));
  EXPECT_FALSE(memory.caught_up());
}

TEST(LogMemory, IsNotCaughtUpBeforeTheLastLineHasBeenSeenAgain) {
  LogMemory memory;
  read(memory, {at_9a + "one", at_9a + "two"});
  read(memory, {at_9a + "one"});
  EXPECT_FALSE(memory.caught_up());
  EXPECT_EQ(memory.fresh(), 0U);
}

TEST(LogMemory, CannotResumeWhenTheClockWasSetBack) {
  LogMemory memory;
  EXPECT_THAT(read(memory, {at_12 + "one", at_9a + "two"}), ElementsAre("one", "two"));
  EXPECT_FALSE(memory.can_resume());
}

TEST(LogMemory, KeepsTheKubeletsWordsApart) {
  LogMemory memory;
  EXPECT_THAT(read(memory, {at_9a + "one", "rpc error: gone"}), ElementsAre("one"));
  EXPECT_EQ(memory.foreign(), "rpc error: gone");
  EXPECT_TRUE(memory.can_resume());
  read(memory, {});
  EXPECT_EQ(memory.foreign(), "");
}

TEST(LogMemory, DeliversALogWithoutStampsButCannotResumeIt) {
  LogMemory memory;
  EXPECT_TRUE(memory.empty());
  EXPECT_THAT(read(memory, {"plain", "", "2026-11-23 01:02:09 x", "2262-99-99T99:99:99Z y"}),
              ElementsAre("plain", "", "2026-11-23 01:02:09 x", "2262-99-99T99:99:99Z y"));
  EXPECT_FALSE(memory.can_resume());
  EXPECT_FALSE(memory.empty());
}

}  // namespace
}  // namespace kscan::kube
