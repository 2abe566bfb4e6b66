#include "base/error.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kscan {
namespace {

TEST(Error, NamesWhatWasBeingDone) {
  const Error error = Error(Errc::config, "no such file").because("reading /x").hint("see -h");
  EXPECT_STREQ(error.what(), "reading /x: no such file");
  EXPECT_EQ(error.hint(), "see -h");
  EXPECT_EQ(error.code(), Errc::config);
}

TEST(Result, ThrowsItsErrorAtTheEdge) {
  EXPECT_THROW(value_or_throw(Result<int>(fail(Errc::invalid, "bad"))), Error);
  EXPECT_EQ(value_or_throw(Result<int>(7)), 7);
}

TEST(JsonMember, ReadsWhatIsMissingAsEmpty) {
  const nlohmann::json object = {{"a", "x"}, {"n", 3}, {"l", {1, 2}}};
  EXPECT_EQ(text_member(object, "a"), "x");
  EXPECT_EQ(text_member(object, "n"), "");
  EXPECT_EQ(integer_member(object, "n"), 3);
  EXPECT_EQ(integer_member(object, "a"), 0);
  EXPECT_EQ(array_member(object, "l").size(), 2U);
  EXPECT_TRUE(array_member(object, "a").empty());
  EXPECT_TRUE(member(nlohmann::json("text"), "a").is_null());
}

}  // namespace
}  // namespace kscan
