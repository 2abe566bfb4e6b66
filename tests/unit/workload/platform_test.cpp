#include "workload/platform.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace kscan::workload {
namespace {

using nlohmann::json;

struct Case {
  std::string name;
  std::string spec;
  Platform platform;
};

class PlatformOf : public testing::TestWithParam<Case> {};

TEST_P(PlatformOf, IsWhatTheSchedulerWouldAllow) {
  EXPECT_EQ(platform_of(json::parse(GetParam().spec)), GetParam().platform);
}

std::string affinity(const std::string& terms) {
  return R"({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
         {"nodeSelectorTerms": )"
         + terms + "}}}}";
}

std::string term(const std::string& values, const std::string& how = "In") {
  return R"({"matchExpressions": [{"key": "zone", "operator": "Exists"},
         {"key": "kubernetes.io/arch", "operator": ")"
         + how + R"(", "values": )" + values + "}]}";
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    PlatformOf,
    testing::Values(
        Case{"Nothing", "{}", {}},
        Case{"NodeSelector",
             R"({"nodeSelector": {"kubernetes.io/arch": "arm64", "kubernetes.io/os": "linux"}})",
             {"linux", "arm64"}},
        Case{"OldLabels",
             R"({"nodeSelector": {"beta.kubernetes.io/arch": "s390x",
                                  "beta.kubernetes.io/os": "windows"}})",
             {"windows", "s390x"}},
        Case{"OsField", R"({"os": {"name": "windows"}})", {"windows", ""}},
        Case{"Affinity", affinity("[" + term(R"(["arm64"])") + "]"), {"", "arm64"}},
        Case{"AffinityOfTwoTermsThatAgree",
             affinity("[" + term(R"(["arm64"])") + "," + term(R"(["arm64"])") + "]"),
             {"", "arm64"}},
        Case{"AffinityOfTwoTermsThatDoNot",
             affinity("[" + term(R"(["arm64"])") + "," + term(R"(["amd64"])") + "]"),
             {}},
        Case{"AffinityOfATermThatDoesNotSay", affinity("[" + term(R"(["arm64"])") + ", {}]"), {}},
        Case{"AffinityOfTwoValues", affinity("[" + term(R"(["arm64", "amd64"])") + "]"), {}},
        Case{"AffinityAgainstOne", affinity("[" + term(R"(["arm64"])", "NotIn") + "]"), {}},
        Case{"AffinityOfNoTerms", affinity("[]"), {}},
        Case{"PreferredAffinity",
             R"({"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution":
                [{"weight": 1, "preference": {"matchExpressions": [{"key": "kubernetes.io/arch",
                "operator": "In", "values": ["arm64"]}]}}]}}})",
             {}},
        Case{
            "WordsThatAreNone", R"({"nodeSelector": {"kubernetes.io/arch": "arm64 --debug"}})", {}},
        Case{"OtherTypes", R"({"nodeSelector": [1], "affinity": "x", "os": {"name": 1}})", {}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace kscan::workload
