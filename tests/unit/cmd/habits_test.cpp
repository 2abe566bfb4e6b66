#include "kubectl-scan/habits.hpp"
#include "kubectl-scan/nearest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace kscan::cmd {
namespace {

using testing::HasSubstr;
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
                    Unknown{"NothingLikeIt", "frobnicate", ""}),
    [](const auto& tested) { return tested.param.name; });

TEST(UnknownShorthands, AreAnsweredWhereOthersHaveThem) {
  EXPECT_EQ(unknown_shorthand('d', "-d").hint(), "-v 8");
  EXPECT_THAT(unknown_shorthand('z', "-z").hint(), IsEmpty());
}

/// With a file "high".
class Habits : public testing::Test {
protected:
  Result<> check(const std::vector<std::string>& words) const {
    return check_habits(words, system);
  }
  std::string hint(const std::vector<std::string>& words) const {
    const Result<> checked = check(words);
    if (checked) return "accepted";
    EXPECT_EQ(checked.error().code(), Errc::usage);
    return checked.error().hint();
  }
  std::map<std::string, std::string> env;
  kubeconfig::System system{
      .env =
          [this](const std::string& name) {
            const auto found = env.find(name);
            return found == env.end() ? std::nullopt : std::optional(found->second);
          },
      .read_file = [](const std::filesystem::path& path) -> Result<std::string> {
        if (path == "high") return "there";
        return fail(Errc::not_found, "not there");
      }};
};

TEST_F(Habits, ASeverityIsNoServer) {
  EXPECT_EQ(hint({"pod", "--server=HIGH,CRITICAL"}), "--severity HIGH,CRITICAL");
  EXPECT_TRUE(check({"pod", "--server=https://high"}));
  EXPECT_TRUE(check({"pod", "--", "--server=HIGH"}));
}

TEST_F(Habits, AFormatIsNoFileUnlessItIsOne) {
  EXPECT_EQ(hint({"pod", "--filename=json"}), "-o json");
  EXPECT_EQ(hint({"pod", "--filename=critical"}), "--fail-on critical");
  EXPECT_TRUE(check({"pod", "--filename=high"}));
  EXPECT_TRUE(check({"pod", "--filename=web.yaml"}));
}

TEST_F(Habits, AnExitCodeNeedsAGate) {
  EXPECT_EQ(hint({"pod", "--exit-code=1"}), "--fail-on unknown --exit-code 1");
  EXPECT_EQ(hint({"pod", "--severity=HIGH", "--exit-code=1"}), "--fail-on high --exit-code 1");
  EXPECT_TRUE(check({"pod", "--exit-code=1", "--fail-on=low"}));
  EXPECT_TRUE(check({"pod", "--exit-code=0"}));
  env["KUBECTL_SCAN_FAIL_ON"] = "low";
  EXPECT_TRUE(check({"pod", "--exit-code=1"}));
}

TEST_F(Habits, AFileIsNoFormat) {
  EXPECT_EQ(hint({"pod", "--output=report.json"}), "-o json=report.json");
  EXPECT_EQ(hint({"pod", "--output=report.txt"}), "-o FORMAT=report.txt");
  EXPECT_TRUE(check({"pod", "--output=json=report.json"}));
  EXPECT_TRUE(check({"pod", "--output=jsonpath={.items[0].image}"}));
}

TEST(Nearest, IsTheFirstOfTheLeastFar) {
  EXPECT_EQ(nearest("imgaes", {"image", "images"}), "images");
  EXPECT_EQ(nearest("verison", {"version"}), "version");
  EXPECT_THAT(nearest("x", {"po", "no"}), IsEmpty());
  EXPECT_THAT(nearest(std::string(100, 'x'), {std::string(100, 'x')}), IsEmpty());
}

}  // namespace
}  // namespace kscan::cmd
