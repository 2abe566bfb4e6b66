#include "base/encoding.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace kscan {
namespace {

TEST(Printable, KeepsOrdinaryText) {
  EXPECT_EQ(printable("caf\u00e9 \u540d \U0001f600 ~"), "caf\u00e9 \u540d \U0001f600 ~");
}

TEST(Printable, ShowsEscapeSequencesHarmless) {
  EXPECT_EQ(printable("\x1b[31mred\x1b[0m"), "^[[31mred^[[0m");
}

TEST(Printable, ShowsControlCharacters) {
  EXPECT_EQ(printable(std::string_view("a\r\n\t\0\x7f\b", 7)), "a\\r\\n\\t^@^?^H");
}

TEST(Printable, ShowsC1ControlCharacters) {
  EXPECT_EQ(printable("\u009b31m\u0085"), "\\u009b31m\\u0085");
}

TEST(Printable, ShowsBidirectionalControls) {
  EXPECT_EQ(printable("a\u202eb\u2066c\u200f\u061c"), "a\\u202eb\\u2066c\\u200f\\u061c");
}

TEST(Printable, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(printable("\xff\xc3z\x9b"), "\\xff\\xc3z\\x9b");
}

RC_GTEST_PROP(PrintableProperty, LeavesNoControlCharacter, (const std::string& text)) {
  const std::string shown = printable(text);
  RC_ASSERT(is_utf8(shown));
  RC_ASSERT(std::ranges::none_of(shown, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }));
  RC_ASSERT(printable(shown) == shown);
}

TEST(DisplayWidth, CountsAsciiAsOneColumn) {
  EXPECT_EQ(display_width("nginx"), 5U);
}

TEST(DisplayWidth, CountsWideCharactersAsTwo) {
  EXPECT_EQ(display_width("\u540d\u524d"), 4U);
  EXPECT_EQ(display_width("\U0001f600"), 2U);
  EXPECT_EQ(display_width("\uff21"), 2U);
}

TEST(DisplayWidth, CountsCombiningMarksAsNone) {
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("a\u200bb"), 2U);
}

TEST(DisplayWidth, CountsOrdinaryLettersOfOtherScriptsAsOne) {
  EXPECT_EQ(display_width("\u00e9\u0416\u05d0\u2500\u2026"), 5U);
}

TEST(Elide, KeepsWhatFits) {
  EXPECT_EQ(elide("nginx", 5), "nginx");
}

TEST(Elide, EndsInAnEllipsisInTheLastColumn) {
  EXPECT_EQ(elide("nginx", 4), "ngi\u2026");
}

TEST(Elide, NeverSplitsAWideCharacter) {
  EXPECT_EQ(elide("\u540d\u524d\u540d", 4), "\u540d\u2026");
}

TEST(Elide, KeepsTheMarksOfTheLastCharacter) {
  EXPECT_EQ(elide("xe\u0301yz", 3), "xe\u0301\u2026");
}

TEST(Elide, ReturnsNothingForNoColumns) {
  EXPECT_EQ(elide("nginx", 0), "");
}

RC_GTEST_PROP(ElideProperty, NeverExceedsTheColumns, (const std::string& text)) {
  const std::size_t columns = *rc::gen::inRange<std::size_t>(0, 12);
  RC_ASSERT(display_width(elide(printable(text), columns)) <= columns);
}

TEST(ToLowerAscii, LeavesOtherLettersAlone) {
  EXPECT_EQ(to_lower_ascii("AZaz[\u00c9"), "azaz[\u00c9");
}

TEST(Trim, CutsWhiteSpaceAtBothEnds) {
  EXPECT_EQ(trim(" \t\n\v\f\ra b\r\n "), "a b");
}

TEST(Trim, LeavesNothingOfWhiteSpace) {
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim(""), "");
}

}  // namespace
}  // namespace kscan
