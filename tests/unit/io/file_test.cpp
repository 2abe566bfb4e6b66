#include "io/file.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace kscan::io {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
protected:
  FileTest()
      : m_dir(fs::temp_directory_path() / ("kscan-file-" + std::to_string(::getpid()))) {
    fs::create_directories(m_dir);
  }
  ~FileTest() override { fs::remove_all(m_dir); }
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(m_dir / name) << text;
    return m_dir / name;
  }
  fs::path m_dir;
};

using ReadFile = FileTest;
using ListFiles = FileTest;

TEST_F(ReadFile, IsReadWholeAndAsBytes) {
  const std::string text = std::string(100'000, 'x') + std::string("\0\n\xff", 3);
  EXPECT_EQ(read_file(write("a", text)).value(), text);
  EXPECT_EQ(read_file(write("empty", "")).value(), "");
}

TEST_F(ReadFile, AbsentOneIsNotFoundInGosWords) {
  const auto result = read_file(m_dir / "none");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), Errc::not_found);
  EXPECT_EQ(result.error().message(),
            "open " + (m_dir / "none").string() + ": no such file or directory");
}

TEST_F(ReadFile, DirectoryIsAnError) {
  const auto result = read_file(m_dir);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), Errc::config);
  EXPECT_EQ(result.error().message(), "read " + m_dir.string() + ": is a directory");
}

TEST_F(ReadFile, LargerThanTheLimitIsAnError) {
  const auto path = write("big", "12345");
  EXPECT_TRUE(read_file(path, 5));
  ASSERT_FALSE(read_file(path, 4));
  EXPECT_EQ(read_file(path, 4).error().message(),
            "read " + path.string() + ": larger than 4 bytes");
}

TEST_F(ListFiles, AreTheRegularOnesByNameAndEachOnce) {
  const auto b = write("b", ""), a = write("a", "");
  fs::create_directory(m_dir / "directory");
  ASSERT_EQ(::mkfifo((m_dir / "fifo").c_str(), 0600), 0);
  fs::create_symlink("a", m_dir / "neighbour");
  fs::create_symlink("nowhere", m_dir / "broken");
  std::ofstream(m_dir / "directory" / "inner") << "";
  fs::create_symlink("directory/inner", m_dir / "c-elsewhere");
  EXPECT_EQ(list_files(m_dir), (std::vector{a, b, m_dir / "c-elsewhere"}));
}

TEST_F(ListFiles, AreNoneWhereThereIsNoDirectory) {
  EXPECT_TRUE(list_files(m_dir / "none").empty());
  EXPECT_TRUE(list_files(write("file", "")).empty());
}

}  // namespace
}  // namespace kscan::io
