#include "http/line_splitter.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kscan::http {
namespace {

std::vector<std::string> lines_of(LineSplitter& splitter, std::string_view chunk) {
  std::vector<std::string> lines;
  EXPECT_TRUE(splitter.feed(chunk));
  while (const auto line = splitter.next())
    lines.emplace_back(*line);
  return lines;
}

using Lines = std::vector<std::string>;

TEST(LineSplitter, JoinsWhatChunksCutApart) {
  LineSplitter splitter(100);
  EXPECT_EQ(lines_of(splitter, "one\ntw"), Lines{"one"});
  EXPECT_EQ(lines_of(splitter, "o"), Lines{});
  EXPECT_EQ(lines_of(splitter, "\n\nthree\n"), (Lines{"two", "", "three"}));
  EXPECT_EQ(splitter.rest(), "");
}

TEST(LineSplitter, AnyCutGivesTheSameLines) {
  const std::string text = "a\nbb\n\nccc\nd";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    LineSplitter splitter(100);
    Lines lines = lines_of(splitter, std::string_view(text).substr(0, cut));
    for (auto& line : lines_of(splitter, std::string_view(text).substr(cut))) {
      lines.push_back(std::move(line));
    }
    EXPECT_EQ(lines, (Lines{"a", "bb", "", "ccc"})) << "cut at " << cut;
    EXPECT_EQ(splitter.rest(), "d") << "cut at " << cut;
  }
}

TEST(LineSplitter, KeepsLinesNotYetPulledOverTheNextChunk) {
  LineSplitter splitter(100);
  ASSERT_TRUE(splitter.feed("a\nb\n"));
  EXPECT_EQ(splitter.next(), "a");
  EXPECT_EQ(lines_of(splitter, "c\n"), (Lines{"b", "c"}));
}

TEST(LineSplitter, LineOfExactlyTheLimitPassesAndALongerOneDoesNot) {
  LineSplitter splitter(4);
  EXPECT_EQ(lines_of(splitter, "1234\n"), Lines{"1234"});
  EXPECT_EQ(lines_of(splitter, "12"), Lines{});
  EXPECT_FALSE(splitter.feed("345\n"));
}

TEST(LineSplitter, UnfinishedLineBeyondTheLimitIsRefusedBeforeItFillsTheMemory) {
  LineSplitter splitter(4);
  const auto fed = splitter.feed("a\n12345");
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code(), Errc::protocol);
}

}  // namespace
}  // namespace kscan::http
