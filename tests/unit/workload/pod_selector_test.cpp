#include "workload/pod_selector.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace kscan::workload {
namespace {

struct Case {
  const char* name;
  const char* selector;
  const char* expected;
  friend void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }
};

class PodSelectorOf : public testing::TestWithParam<Case> {};

TEST_P(PodSelectorOf, IsWhatTheApiTakes) {
  nlohmann::json object;
  object["spec"]["selector"] = nlohmann::json::parse(GetParam().selector);
  EXPECT_EQ(pod_selector_of(object), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Selectors,
    PodSelectorOf,
    testing::Values(
        Case{"Labels", R"({"matchLabels": {"app": "web", "tier": "a"}})", "app=web,tier=a"},
        Case{"Controller", R"({"app": "web"})", "app=web"},
        Case{"Expressions",
             R"({"matchLabels": {"app": "web"}, "matchExpressions": [
                 {"key": "a", "operator": "In", "values": ["x", "y"]},
                 {"key": "b", "operator": "NotIn", "values": ["z"]},
                 {"key": "c", "operator": "Exists"}, {"key": "d", "operator": "DoesNotExist"}]})",
             "app=web,a in (x,y),b notin (z),c,!d"},
        Case{"UnknownOperator",
             R"({"matchLabels": {"app": "web"},
                 "matchExpressions": [{"key": "a", "operator": "Like", "values": ["x"]}]})",
             ""},
        Case{"Empty", "{}", ""},
        Case{"Null", "null", ""},
        Case{"Text", R"("app=web")", ""},
        Case{"NumberForAValue", R"({"matchLabels": {"app": 1}})", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(PodSelectorOf, IsEmptyWithoutASpec) {
  EXPECT_EQ(pod_selector_of(nlohmann::json()), "");
}

}  // namespace
}  // namespace kscan::workload
