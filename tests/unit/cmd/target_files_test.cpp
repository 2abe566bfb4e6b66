#include "io/file.hpp"
#include "kubectl-scan/target_files.hpp"
#include "support/fake_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace kscan::cmd {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class TargetFiles : public testing::Test {
protected:
  TargetFiles() {
    std::string pattern = (fs::temp_directory_path() / "kscan-XXXXXX").string();
    m_dir = ::mkdtemp(pattern.data());
  }
  ~TargetFiles() override { fs::remove_all(m_dir); }
  TargetFiles(const TargetFiles&) = delete;
  TargetFiles& operator=(const TargetFiles&) = delete;

  std::string add(const std::string& name) {
    const fs::path file = m_dir / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "text of " << name;
    return file.string();
  }
  std::vector<std::string> names(const InputFiles& input) {
    auto files = value_or_throw(files_of(input));
    for (std::string& file : files)
      file = fs::path(file).lexically_relative(m_dir).string();
    return files;
  }

  fs::path m_dir;
};

TEST_F(TargetFiles, OfADirectoryAreItsManifestsByName) {
  for (const char* name : {"b.yaml", "a.json", "c.yml", "README.md", "below/d.yaml"})
    add(name);
  EXPECT_THAT(names({.files = {m_dir.string()}}), ElementsAre("a.json", "b.yaml", "c.yml"));
}

TEST_F(TargetFiles, OfADirectoryAndAllBelowAreOnlyManifests) {
  for (const char* name : {"b.yaml", "below/a.json", "below/deep/c.yml", "below/notes.txt"})
    add(name);
  EXPECT_THAT(names({.files = {m_dir.string()}, .recursive = true}),
              ElementsAre("b.yaml", "below/a.json", "below/deep/c.yml"));
}

TEST_F(TargetFiles, ThatWereNamedMayHaveAnyName) {
  EXPECT_THAT(names({.files = {add("manifest.txt")}}), ElementsAre("manifest.txt"));
}

TEST_F(TargetFiles, ThatAreNotThereAreAnErrorInKubectlsWords) {
  const auto files = files_of({.files = {"/nonexistent/x.yaml"}});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().message(), "the path \"/nonexistent/x.yaml\" does not exist");
}

TEST_F(TargetFiles, OfAnEmptyDirectoryAreAnErrorInKubectlsWords) {
  const auto files = files_of({.files = {m_dir.string()}});
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message(),
              HasSubstr("recognized file extensions are [.json .yaml .yml]"));
}

TEST_F(TargetFiles, AreReadInOrderAndStandardInputToo) {
  const std::string file = add("a.yaml");
  test::FakeLoop loop;
  std::vector<std::string> read;
  read_input(
      {.files = {file, "-"}},
      [](const fs::path& path) -> Result<std::string> {
        return path == "/dev/stdin" ? "typed" : io::read_file(path);
      },
      loop,
      [&](const InputText& text) { read.push_back(text.name + ": " + text.text); });
  EXPECT_THAT(read, ElementsAre(file + ": text of a.yaml", "STDIN: typed"));
}

}  // namespace
}  // namespace kscan::cmd
