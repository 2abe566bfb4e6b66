// What a hint tells people to type must be there.
#include "kubectl-scan/flags.hpp"
#include "kubectl-scan/run_flags.hpp"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace kscan::cmd {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Long flags in the string literals of a source file.
std::set<std::string> flags_in(const std::string& source) {
  static const std::regex literal(R"re("(?:[^"\\\n]|\\.)*")re");
  static const std::regex flag(R"((^|[^\w-])--([a-z][a-z-]+))");
  std::set<std::string> result;
  for (std::sregex_iterator text(source.begin(), source.end(), literal), none; text != none;
       ++text) {
    const std::string words = text->str();
    for (std::sregex_iterator found(words.begin(), words.end(), flag); found != none; ++found)
      result.insert("--" + (*found)[2].str());
  }
  return result;
}

TEST(Hints, NameOnlyFlagsThatThereAre) {
  CLI::App app;
  ScanFlags scan;
  RunFlags run;
  add_scan_flags(app, scan);
  if (app.get_option_no_throw("--toleration") == nullptr) add_run_flags(app, run);
  const std::set<std::string> of_kubectl{"--show-labels", "--as", "--list"};
  std::size_t seen = 0;
  for (const fs::path dir : {"lib/run", "lib/plan", "lib/cloud"})
    for (const auto& entry : fs::directory_iterator(fs::path(KSCAN_TESTS_DIR).parent_path() / dir))
      for (const std::string& flag : flags_in(text_of(entry.path()))) {
        ++seen;
        EXPECT_TRUE(of_kubectl.contains(flag) || app.get_option_no_throw(flag) != nullptr)
            << flag << " in " << entry.path();
      }
  EXPECT_GT(seen, 20U);
}

}  // namespace
}  // namespace kscan::cmd
