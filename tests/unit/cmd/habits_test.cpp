#include "kubectl-scan/habits.hpp"
#include "kubectl-scan/nearest.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <system_error>
#include <vector>

namespace kscan::cmd {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

struct Unknown {
  std::string name;
  std::string flag;
  std::string hint;
};

class UnknownFlags : public testing::TestWithParam<Unknown> {};

TEST_P(UnknownFlags, AreAnsweredByWhatTheyAreCalledHere) {
  const Error error =
      unknown_flag(GetParam().flag, {"--output", "--severity", "--only-fixed", "--selector"});
  EXPECT_EQ(error.code(), Errc::usage);
  EXPECT_EQ(error.message(), "unknown flag: --" + GetParam().flag);
  EXPECT_EQ(error.hint(), GetParam().hint);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    UnknownFlags,
    testing::Values(Unknown{"OfTrivy", "ignore-unfixed", "--only-fixed"},
                    Unknown{"OfTrivyForOutput", "format", "-o FORMAT"},
                    Unknown{"OfGrype", "file", "-o FORMAT=FILE"},
                    Unknown{"OneLetterOff", "severty", "did you mean --severity?"},
                    Unknown{"TwoLettersOff", "onli-fixd", "did you mean --only-fixed?"},
                    Unknown{"WhatTheCommandHasNot", "tolerations", ""},
                    Unknown{"NothingLikeIt", "frobnicate", ""}),
    [](const auto& tested) { return tested.param.name; });

TEST(UnknownShorthands, AreAnsweredWhereOthersHaveThem) {
  EXPECT_EQ(unknown_shorthand('d', "-d", {"--v"}).hint(), "-v 8");
  EXPECT_THAT(unknown_shorthand('t', "-t", {"--v"}).hint(), IsEmpty());
  EXPECT_THAT(unknown_shorthand('z', "-z", {"--v"}).hint(), IsEmpty());
}

/// Of a command that reports, and of one that only lists.
class Habits : public testing::Test {
protected:
  Habits() {
    for (const char* const flag : {"--severity", "--fail-on", "--exit-code", "-f,--filename"})
      reports.add_option(flag, text);
    reports.add_option("-o,--output", text)->type_name("FORMAT[=FILE]");
    lists.add_option("-f,--filename", text);
    lists.add_option("-o,--output", text)->type_name("FORMAT");
  }
  Result<> check(const std::vector<std::string>& words) const {
    return check_habits(words, reports, system);
  }
  std::string hint(const std::vector<std::string>& words) const { return hint(words, reports); }
  std::string hint(const std::vector<std::string>& words, const CLI::App& command) const {
    const Result<> checked = check_habits(words, command, system);
    if (checked) return "accepted";
    EXPECT_EQ(checked.error().code(), Errc::usage);
    return checked.error().hint();
  }
  CLI::App reports, lists;
  std::string text;
  std::map<std::string, std::string> env;
  kubeconfig::System system{.env =
                                [this](const std::string& name) {
                                  const auto found = env.find(name);
                                  return found == env.end() ? std::nullopt
                                                            : std::optional(found->second);
                                },
                            .read_file = [](const std::filesystem::path&) -> Result<std::string> {
                              return fail(Errc::not_found, "not there");
                            }};
};

TEST_F(Habits, ASeverityIsNoServer) {
  EXPECT_EQ(hint({"pod", "--server=HIGH,CRITICAL"}), "--severity HIGH,CRITICAL");
  EXPECT_EQ(hint({"images", "--server=HIGH"}, lists), "");
  EXPECT_TRUE(check({"pod", "--server=https://high"}));
  EXPECT_TRUE(check({"pod", "--", "--server=HIGH"}));
}

TEST_F(Habits, AFormatIsNoFile) {
  EXPECT_EQ(hint({"pod", "--filename=json"}), "-o json");
  EXPECT_EQ(hint({"pod", "--filename=critical,HIGH"}), "--fail-on high");
  EXPECT_TRUE(check({"pod", "--filename=web.yaml"}));
}

TEST_F(Habits, OnlyWhatTheCommandTakesIsSuggested) {
  EXPECT_EQ(hint({"pod", "--filename=cyclonedx-json"}), "-o cyclonedx");
  EXPECT_EQ(hint({"pod", "--filename=spdx-json"}), "");
  EXPECT_EQ(hint({"images", "--filename=json"}, lists), "-o json");
  EXPECT_EQ(hint({"images", "--filename=sarif"}, lists), "");
  EXPECT_EQ(hint({"images", "--filename=high"}, lists), "");
}

/// The working directory has a directory "github" and a file "high".
class HabitsAmongFiles : public Habits {
protected:
  HabitsAmongFiles() {
    fs::create_directories(directory / "github");
    std::ofstream(directory / "high") << "there";
    fs::current_path(directory);
  }
  ~HabitsAmongFiles() override {
    std::error_code ignored;
    fs::current_path(before, ignored);
    fs::remove_all(directory, ignored);
  }
  const fs::path before = fs::current_path();
  const fs::path directory =
      fs::path(testing::TempDir()) / ("habits-" + std::to_string(::getpid()));
};

TEST_F(HabitsAmongFiles, WhatIsThereIsAFile) {
  EXPECT_TRUE(check({"pod", "--filename=high"}));
  EXPECT_TRUE(check({"pod", "--filename=github"})) << "a directory";
  EXPECT_EQ(hint({"pod", "--filename=gitlab"}), "-o gitlab");
}

TEST_F(Habits, AnExitCodeNeedsAGate) {
  EXPECT_EQ(hint({"pod", "--exit-code=1"}), "--fail-on unknown --exit-code 1");
  EXPECT_EQ(hint({"pod", "--severity=HIGH", "--exit-code=1"}), "--fail-on high --exit-code 1");
  EXPECT_EQ(hint({"pod", "--severity=CRITICAL,MEDIUM,HIGH", "--exit-code=1"}),
            "--fail-on medium --exit-code 1");
  EXPECT_TRUE(check({"pod", "--exit-code=1", "--fail-on=low"}));
  EXPECT_TRUE(check({"pod", "--exit-code=0"}));
  env["KUBECTL_SCAN_FAIL_ON"] = "low";
  EXPECT_TRUE(check({"pod", "--exit-code=1"}));
}

TEST_F(Habits, AFileIsNoFormat) {
  EXPECT_EQ(hint({"pod", "--output=report.json"}), "-o json=report.json");
  EXPECT_EQ(hint({"pod", "--output=report.txt"}), "-o FORMAT=report.txt");
  EXPECT_EQ(hint({"pod", "--output=report.spdx"}), "-o FORMAT=report.spdx");
  EXPECT_TRUE(check({"pod", "--output=json=report.json"}));
  EXPECT_TRUE(check({"pod", "--output=jsonpath={.items[0].image}"}));
  EXPECT_EQ(hint({"images", "--output=report.json"}, lists), "accepted") << "-o says it itself";
}

TEST(Nearest, OnlyAHintThatSaysNothingGivesWay) {
  EXPECT_TRUE(is_general(""));
  EXPECT_TRUE(is_general("see what it has: kubectl api-resources"));
  EXPECT_FALSE(is_general("to scan an image: kubectl scan image nginx:1.25"));
}

TEST(Nearest, IsTheFirstOfTheLeastFar) {
  EXPECT_EQ(nearest("imgaes", {"image", "images"}), "images");
  EXPECT_EQ(nearest("verison", {"version"}), "version");
  EXPECT_THAT(nearest("x", {"po", "no"}), IsEmpty());
  EXPECT_THAT(nearest(std::string(100, 'x'), {std::string(100, 'x')}), IsEmpty());
}

}  // namespace
}  // namespace kscan::cmd
