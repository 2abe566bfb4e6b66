#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace kscan {
namespace {

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
  std::string text(100, 'x');
  const char* const bytes = text.data();
  text.resize(1);
  wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), bytes);
  EXPECT_EQ(std::string_view(bytes, 100), std::string(100, '\0'));
}

TEST(Wipe, OverwritesJustTheBytesNamed) {
  std::array<char, 6> bytes{'a', 'b', 'c', 'd', 'e', 'f'};
  wipe(&bytes[1], 3);
  EXPECT_EQ(std::string_view(bytes.data(), bytes.size()), std::string_view("a\0\0\0ef", 6));
  wipe(nullptr, 0);
}

}  // namespace
}  // namespace kscan
