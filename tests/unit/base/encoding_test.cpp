#include "base/encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan {
namespace {

using testing::Eq;

struct Base64Case {
  std::string name;
  std::string bytes;
  std::string text;
};

class Base64 : public testing::TestWithParam<Base64Case> {};

TEST_P(Base64, EncodesAsInTheRfc) {
  EXPECT_EQ(base64_encode(GetParam().bytes), GetParam().text);
}

TEST_P(Base64, DecodesAsInTheRfc) {
  EXPECT_THAT(base64_decode(GetParam().text), Eq(GetParam().bytes));
}

INSTANTIATE_TEST_SUITE_P(Rfc4648,
                         Base64,
                         testing::Values(Base64Case{"Empty", "", ""},
                                         Base64Case{"One", "f", "Zg=="},
                                         Base64Case{"Two", "fo", "Zm8="},
                                         Base64Case{"Three", "foo", "Zm9v"},
                                         Base64Case{"Four", "foob", "Zm9vYg=="},
                                         Base64Case{"Six", "foobar", "Zm9vYmFy"},
                                         Base64Case{"HighBits", "\xff\xfe\xfb", "//77"}),
                         [](const auto& test) { return test.param.name; });

struct BadBase64Case {
  std::string name;
  std::string text;
  std::string padded_error;
  std::string unpadded_error;
};

class BadBase64 : public testing::TestWithParam<BadBase64Case> {};

std::string error_of(const Result<std::string>& result) {
  return result ? "" : result.error().message();
}

// The numbers are what Go's decoder answers.
TEST_P(BadBase64, IsRefusedWithGosWords) {
  const auto expected = [](const std::string& offset) {
    return offset.empty() ? "" : "illegal base64 data at input byte " + offset;
  };
  EXPECT_EQ(error_of(base64_decode(GetParam().text)), expected(GetParam().padded_error));
  EXPECT_EQ(error_of(base64_decode_unpadded(GetParam().text)), expected(GetParam().unpadded_error));
}

INSTANTIATE_TEST_SUITE_P(Go,
                         BadBase64,
                         testing::Values(BadBase64Case{"FirstByte", "!", "0", "0"},
                                         BadBase64Case{"OneDigit", "Z", "0", "0"},
                                         BadBase64Case{"Unpadded", "Zg", "0", ""},
                                         BadBase64Case{"SecondGroup", "Zm9v*A==", "4", "4"},
                                         BadBase64Case{"ShortPadding", "Zg=", "3", "2"},
                                         BadBase64Case{"Padding", "Zg==", "", "2"},
                                         BadBase64Case{"LongPadding", "Zg===", "4", "2"},
                                         BadBase64Case{"AfterPadding", "Zg==Zg==", "4", "2"},
                                         BadBase64Case{"WrongPadding", "Zg=x", "2", "2"},
                                         BadBase64Case{"Space", "Zm 9v", "2", "2"},
                                         BadBase64Case{"UrlAlphabet", "__--", "0", "0"}),
                         [](const auto& test) { return test.param.name; });

TEST(Base64Decode, SkipsLineBreaksAnywhere) {
  EXPECT_THAT(base64_decode("\r\nZm\n9v\nZg\n=\r\n=\n"), Eq(std::string("foof")));
}

TEST(Base64Decode, AcceptsTrailingBitsThatAreNotZero) {
  EXPECT_THAT(base64_decode("Zh=="), Eq(std::string("f")));
}

RC_GTEST_PROP(Base64Property, DecodesWhatItEncodes, (const std::string& bytes)) {
  RC_ASSERT(base64_decode(base64_encode(bytes)) == bytes);
}

RC_GTEST_PROP(Base64Property, DecodesAnythingWithoutCrash, (const std::string& text)) {
  const bool both = base64_decode(text) && base64_decode_unpadded(text);
  RC_ASSERT(!both || text.find('=') == std::string::npos);
}

TEST(HexEncode, WritesLowerCase) {
  EXPECT_EQ(hex_encode(std::string_view("\x00\x9f\xff", 3)), "009fff");
}

TEST(IsUtf8, AcceptsTheLastCodePoint) {
  EXPECT_TRUE(is_utf8("a\xc3\xa9\xe2\x82\xac\xf4\x8f\xbf\xbf"));
}

TEST(IsUtf8, RefusesOverlongForms) {
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xe0\x80\xaf"));
  EXPECT_FALSE(is_utf8("\xf0\x80\x80\xaf"));
}

TEST(IsUtf8, RefusesSurrogatesAndWhatIsTooLarge) {
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xf5\x80\x80\x80"));
}

TEST(IsUtf8, RefusesCutSequences) {
  EXPECT_FALSE(is_utf8("a\xe2\x82"));
  EXPECT_FALSE(is_utf8("\x80"));
}

}  // namespace
}  // namespace kscan
