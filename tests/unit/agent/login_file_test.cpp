#include "agent/login_file.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace kscan::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using namespace std::string_literals;

Login login(std::string username, std::string password) {
  return {Secret(std::move(username)), Secret(std::move(password))};
}

TEST(LoginFile, KeepsEveryByteButNul) {
  const TempDir dir;
  std::string bytes;
  for (int byte = 1; byte < 256; ++byte)
    bytes += static_cast<char>(byte);
  write_login(dir.path(), login(bytes, "\n" + bytes));
  const std::optional<Login> taken = take_login(dir.path());
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->username.reveal(), bytes);
  EXPECT_EQ(taken->password.reveal(), "\n" + bytes);
}

TEST(LoginFile, IsGoneWhenItWasTaken) {
  const TempDir dir;
  write_login(dir.path(), login("u", "p"));
  (void)take_login(dir.path());
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST(LoginFile, IsForItsOwnerOnlyAndShowsNothingPlain) {
  const TempDir dir;
  write_login(dir.path(), login("u", "hunter2"));
  struct stat status{};
  ASSERT_EQ(::stat((dir.path() / "login").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_THAT(contents(dir.path() / "login"), testing::Not(HasSubstr("hunter2")));
}

TEST(LoginFile, ReplacesWhatAnEarlierStartHasLeft) {
  const TempDir dir;
  (void)dir.write("elsewhere", "untouched");
  std::filesystem::create_symlink(dir.path() / "elsewhere", dir.path() / "login");
  write_login(dir.path(), login("old", "p"));
  write_login(dir.path(), login("new", "p"));
  EXPECT_EQ(take_login(dir.path())->username.reveal(), "new");
  EXPECT_EQ(contents(dir.path() / "elsewhere"), "untouched");
}

TEST(LoginFile, OfAnAnonymousLoginIsThereAndHoldsNone) {
  const TempDir dir;
  write_login(dir.path(), {});
  EXPECT_FALSE(take_login(dir.path()));
}

std::string problem(const std::filesystem::path& dir) {
  try {
    (void)take_login(dir);
  } catch (const Error& error) {
    return error.message();
  }
  return {};
}

TEST(LoginFile, ThatIsMissingIsAnError) {
  const TempDir dir;
  EXPECT_THAT(problem(dir.path()), HasSubstr("the credential was not handed over"));
}

TEST(LoginFile, ThatIsNoneIsAnErrorWithoutItsText) {
  const TempDir dir;
  (void)dir.write("login", "dQ==\nhunter2!\n");
  EXPECT_EQ(problem(dir.path()), "the credential is not base64");
}

TEST(LoginFile, WithANulIsRefused) {
  const TempDir dir;
  write_login(dir.path(), login("u", "a\0b"s));
  EXPECT_THAT(problem(dir.path()), HasSubstr("NUL"));
}

}  // namespace
}  // namespace kscan::agent
