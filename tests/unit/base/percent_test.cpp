#include "base/percent.hpp"

#include <gtest/gtest.h>

namespace kscan {
namespace {

TEST(PercentDecode, TakesEscapesAndLeavesTheRest) {
  EXPECT_EQ(percent_decode(""), "");
  EXPECT_EQ(percent_decode("a%40b%7e%00c"), std::string("a@b~\0c", 6));
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
}

TEST(HasBadEscape, FindsWhatIsNoEscape) {
  EXPECT_FALSE(has_bad_escape(""));
  EXPECT_FALSE(has_bad_escape("a%2Fb%aa"));
  for (const auto* text : {"%", "%4", "%zz", "%41%", "%4g"})
    EXPECT_TRUE(has_bad_escape(text)) << text;
}

}  // namespace
}  // namespace kscan
