#include "base/error.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <type_traits>

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

TEST(Secret, CannotBeCopiedOrCompared) {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(!std::equality_comparable<Secret>);
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, WipesTheShortStringItIsMadeOf) {
  std::string text = "hunter2";
  const Secret secret(std::move(text));
  EXPECT_EQ(secret.reveal(), "hunter2");
  EXPECT_EQ(text.data()[1], '\0');  // NOLINT(bugprone-use-after-move): that is the question
}

TEST(Secret, WipesWhatItIsMovedFrom) {
  Secret first(std::string("hunter2"));
  Secret second(std::string("other"));
  second = std::move(first);
  EXPECT_EQ(second.reveal(), "hunter2");
  EXPECT_EQ(first.reveal().data()[1], '\0');  // NOLINT(bugprone-use-after-move)
}

TEST(Wipe, OverwritesTheWholeCapacity) {
  std::string text = "hunter2";
  text.resize(1);
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text.data()[3], '\0');
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
