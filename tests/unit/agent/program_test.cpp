#include "agent/program.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using testing::HasSubstr;

TEST(FindProgram, TakesTheFirstExecutableInPath) {
  const TempDir dir;
  const auto plain = dir.write("a/tool", "no program");
  const auto tool = dir.script("b/tool", "exit 0");
  std::filesystem::create_directories(dir.path() / "0/tool");
  const std::string path = (dir.path() / "0").string() + "::" + plain.parent_path().string() + ":"
                           + tool.parent_path().string();
  const auto found = find_program("tool", path);
  ASSERT_TRUE(found) << found.error().what();
  // Root may execute anything that has any executable bit, so the plain file is no program to it.
  EXPECT_EQ(*found, tool);
}

TEST(FindProgram, TakesAPathAsItIs) {
  const TempDir dir;
  const auto tool = dir.script("tool", "exit 0");
  EXPECT_EQ(find_program(tool.string(), "").value(), tool);
  EXPECT_FALSE(find_program((dir.path() / "other").string(), ""));
}

TEST(FindProgram, SaysWhereItLooked) {
  const auto found = find_program("no-such-scanner", "/one:/two");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), Errc::not_found);
  EXPECT_EQ(found.error().message(),
            "cannot find the program \"no-such-scanner\" in PATH (/one:/two), / or /usr/local/bin");
}

TEST(FindProgram, KnowsTheUsualDirectoriesWithoutPath) {
  const auto found = find_program("sh", std::nullopt);
  ASSERT_TRUE(found) << found.error().what();
  EXPECT_THAT(found->string(), HasSubstr("bin/sh"));
}

}  // namespace
}  // namespace kscan::agent
