#include "base/encoding.hpp"
#include "base/utf8.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan {
namespace {

std::string utf8(char32_t value) {
  std::string text;
  append_utf8(text, value);
  return text;
}

TEST(Utf8, WritesEveryLength) {
  EXPECT_EQ(utf8(0x24), "$");
  EXPECT_EQ(utf8(0xa3), "\xc2\xa3");
  EXPECT_EQ(utf8(0x20ac), "\xe2\x82\xac");
  EXPECT_EQ(utf8(0x10348), "\xf0\x90\x8d\x88");
}

TEST(Utf8, WritesReplacementForWhatIsNoCharacter) {
  EXPECT_EQ(utf8(0xd800), "\xef\xbf\xbd");
  EXPECT_EQ(utf8(0x110000), "\xef\xbf\xbd");
}

TEST(Utf8, ReplacesBadBytesOneByOne) {
  EXPECT_EQ(to_valid_utf8("a\xe2\x82z"), "a\xef\xbf\xbd\xef\xbf\xbdz");
}

TEST(Utf8, ReportsNothingForEmptyText) {
  EXPECT_EQ(first_code_point("").size, 0U);
}

RC_GTEST_PROP(Utf8Property, RepairedTextIsValid, (const std::string& text)) {
  RC_ASSERT(is_utf8(to_valid_utf8(text)));
}

RC_GTEST_PROP(Utf8Property, ValidTextIsKept, (const std::string& text)) {
  RC_ASSERT(is_utf8(text) == (to_valid_utf8(text) == text));
}

TEST(Utf8, EveryCodePointComesBack) {
  for (char32_t value = 0; value <= 0x10ffff; ++value) {
    if (value >= 0xd800 && value <= 0xdfff) continue;
    const std::string text = utf8(value);
    const CodePoint point = first_code_point(text);
    ASSERT_TRUE(point.valid && point.value == value && point.size == text.size());
  }
}

}  // namespace
}  // namespace kscan
