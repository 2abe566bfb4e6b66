#include "agent/lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace kscan::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Collected {
  std::vector<std::string> all;
  Lines lines{[this](std::string_view line) { all.emplace_back(line); }};
};

TEST(Lines, AreCutAtNewlinesWhereverThePiecesAre) {
  Collected collected;
  for (const char* piece : {"on", "e\ntwo\n\nthr", "ee", "\n"})
    collected.lines.feed(piece);
  EXPECT_THAT(collected.all, ElementsAre("one", "two", "", "three"));
}

TEST(Lines, IncludeAnUnfinishedLastOne) {
  Collected collected;
  collected.lines.feed("one\ntwo");
  collected.lines.finish();
  collected.lines.finish();
  EXPECT_THAT(collected.all, ElementsAre("one", "two"));
}

TEST(Lines, EndWithoutOneAfterANewline) {
  Collected collected;
  collected.lines.finish();
  EXPECT_THAT(collected.all, IsEmpty());
}

TEST(Lines, KeepTheBeginningOfALongOne) {
  Collected collected;
  for (int i = 0; i < 100; ++i)
    collected.lines.feed(std::string(1000, 'x'));
  collected.lines.feed("\nshort\n");
  ASSERT_THAT(collected.all, SizeIs(2));
  EXPECT_EQ(collected.all[0].size(), 8192U);
  EXPECT_EQ(collected.all[1], "short");
}

}  // namespace
}  // namespace kscan::agent
