#include "io/file_reader.hpp"
#include "io/write_file.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace kscan::io {
namespace {

namespace fs = std::filesystem;

class Directory : public testing::Test {
protected:
  Directory()
      : m_dir(fs::temp_directory_path() / ("kscan-pieces-" + std::to_string(::getpid()))) {
    fs::create_directories(m_dir);
  }
  ~Directory() override { fs::remove_all(m_dir); }
  fs::path given(const std::string& name, const std::string& text) {
    std::ofstream(m_dir / name, std::ios::binary) << text;
    return m_dir / name;
  }
  static std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(m_dir), fs::directory_iterator()));
  }
  fs::path m_dir;
};

Write words(const std::string& text) {
  return [text](std::ostream& out) -> Result<> {
    out << text;
    return {};
  };
}

mode_t mode_of(const fs::path& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

using FileReaderTest = Directory;
using WriteFile = Directory;

TEST_F(FileReaderTest, GivesAllOfALargeFile) {
  const std::string text = std::string(1'000'000, 'x') + std::string("\0\n\xff", 3);
  auto reader = FileReader::open(given("a", text));
  ASSERT_TRUE(reader);
  std::string read;
  for (std::string_view piece = reader->next(); !piece.empty(); piece = reader->next())
    read += piece;
  EXPECT_EQ(read, text);
  EXPECT_FALSE(reader->failure());
}

TEST_F(FileReaderTest, SaysInGosWordsWhatIsWrong) {
  const auto missing = FileReader::open(m_dir / "none");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message(),
            "open " + (m_dir / "none").string() + ": no such file or directory");
  auto directory = FileReader::open(m_dir);
  ASSERT_TRUE(directory);
  EXPECT_EQ(directory->next(), "");
  ASSERT_TRUE(directory->failure());
  EXPECT_EQ(directory->failure()->message(), "read " + m_dir.string() + ": is a directory");
}

TEST_F(WriteFile, MakesAnOrdinaryFile) {
  const mode_t before = ::umask(022);
  EXPECT_TRUE(write_file(m_dir / "new", words("text")));
  ::umask(before);
  EXPECT_EQ(text_of(m_dir / "new"), "text");
  EXPECT_EQ(mode_of(m_dir / "new"), 0644U);
  EXPECT_EQ(files(), 1U) << "nothing else is left";
}

TEST_F(WriteFile, ReplacesAndKeepsPermissions) {
  const fs::path file = given("old", "a longer text than the new one");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(write_file(file, words("text")));
  EXPECT_EQ(text_of(file), "text");
  EXPECT_EQ(mode_of(file), 0600U);
}

TEST_F(WriteFile, FollowsALink) {
  const fs::path file = given("target", "old");
  fs::create_symlink("target", m_dir / "link");
  EXPECT_TRUE(write_file(m_dir / "link", words("new")));
  EXPECT_TRUE(fs::is_symlink(m_dir / "link"));
  EXPECT_EQ(text_of(file), "new");
}

TEST_F(WriteFile, LeavesTheOldOneWhereItFails) {
  const fs::path file = given("old", "old");
  const Result<> done = write_file(file, [](std::ostream& out) -> Result<> {
    out << "half";
    return fail(Errc::usage, "the template does not fit");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message(), "the template does not fit");
  EXPECT_EQ(text_of(file), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(WriteFile, WritesToADevice) {
  EXPECT_TRUE(write_file("/dev/null", words("text")));
  EXPECT_FALSE(fs::is_regular_file("/dev/null"));
}

TEST_F(WriteFile, SaysThatTheDiskIsFull) {
  const Result<> done = write_file("/dev/full", words("text"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message(), "write /dev/full: no space left on device");
}

TEST_F(WriteFile, NamesTheFileItCannotMake) {
  const Result<> missing = write_file(m_dir / "none" / "x", words("text"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message(),
            "open " + (m_dir / "none" / "x").string() + ": no such file or directory");
  const Result<> directory = write_file(m_dir, words("text"));
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().message(), "open " + m_dir.string() + ": is a directory");
}

TEST_F(WriteFile, MayAppend) {
  const fs::path file = given("log", "one\n");
  EXPECT_TRUE(append_to_file(file, words("two\n")));
  EXPECT_TRUE(append_to_file(m_dir / "new", words("three\n")));
  EXPECT_EQ(text_of(file), "one\ntwo\n");
  EXPECT_EQ(text_of(m_dir / "new"), "three\n");
}

}  // namespace
}  // namespace kscan::io
