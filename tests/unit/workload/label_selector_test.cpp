#include "workload/label_selector.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace kscan::workload {
namespace {

using nlohmann::json;

const json web = {{"metadata",
                   {{"labels",
                     {{"app", "web"},
                      {"app.kubernetes.io/part-of", "shop"},
                      {"size", "7"},
                      {"empty", ""},
                      {"in", "in"}}}}}};

struct Case {
  std::string name;
  std::string text;
  bool selects;
};

class Selects : public testing::TestWithParam<Case> {};

// What kubectl's own parser said of the same labels.
TEST_P(Selects, AsKubectlDoes) {
  const auto selector = LabelSelector::parse(GetParam().text);
  ASSERT_TRUE(selector) << selector.error().message();
  EXPECT_EQ(selector->selects(web), GetParam().selects);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         Selects,
                         testing::Values(Case{"All", "", true},
                                         Case{"Blank", "  ", true},
                                         Case{"Equal", "app=web", true},
                                         Case{"EqualTwice", "app==web", true},
                                         Case{"EqualToAnother", "app=db", false},
                                         Case{"EqualOfNone", "tier=web", false},
                                         Case{"NotEqual", "app!=db", true},
                                         Case{"NotEqualToIt", "app != web", false},
                                         Case{"NotEqualOfNone", "tier!=web", true},
                                         Case{"In", "app in (db, web)", true},
                                         Case{"InOthers", "app in (db,x)", false},
                                         Case{"NotIn", "app notin (db,x)", true},
                                         Case{"NotInOfNone", "tier notin (x)", true},
                                         Case{"InNothing", "empty in ()", true},
                                         Case{"InWithAGap", "empty in (x,,y)", true},
                                         Case{"Empty", "empty=", true},
                                         Case{"EmptyBeforeComma", "empty=,app", true},
                                         Case{"Exists", "app", true},
                                         Case{"ExistsNot", "!app", false},
                                         Case{"ExistsNotOfNone", "!tier", true},
                                         Case{"Greater", "size>6", true},
                                         Case{"GreaterThanIt", "size>7", false},
                                         Case{"Less", "size<10", true},
                                         Case{"LessOfAWord", "app<10", false},
                                         Case{"Prefixed", "app.kubernetes.io/part-of=shop", true},
                                         Case{"KeywordAsKey", "in=in", true},
                                         Case{"KeywordInIt", "in in (in)", true},
                                         Case{"Both", "app=web,size=7", true},
                                         Case{"OneOfBoth", "app=web,size=8", false}),
                         [](const auto& row) { return row.param.name; });

TEST(LabelSelector, KnowsObjectsWithoutLabels) {
  EXPECT_FALSE(LabelSelector::parse("app")->selects({{"kind", "Pod"}}));
  EXPECT_TRUE(LabelSelector::parse("!app")->selects(nullptr));
  EXPECT_FALSE(LabelSelector::parse("app")->selects({{"metadata", {{"labels", {{"app", 1}}}}}}));
}

struct Bad {
  std::string name;
  std::string text;
  std::string says;
};

class SelectorRefused : public testing::TestWithParam<Bad> {};

TEST_P(SelectorRefused, InKubectlsWords) {
  const auto selector = LabelSelector::parse(GetParam().text);
  ASSERT_FALSE(selector);
  EXPECT_EQ(selector.error().code(), Errc::usage);
  EXPECT_EQ(selector.error().message(),
            "the provided selector \"" + GetParam().text + "\" is not valid: " + GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    SelectorRefused,
    testing::Values(
        Bad{"NoKey", "=web", "unable to parse requirement: found '=', expected: identifier"},
        Bad{"CommaAtTheEnd", "app,", "found '', expected: identifier after ','"},
        Bad{"TwoWords",
            "app web",
            "unable to parse requirement: found 'web', expected: in, notin, "
            "=, ==, !=, gt, lt"},
        Bad{"NoSet", "app in web", "unable to parse requirement: found 'web', expected: '('"},
        Bad{"OpenSet",
            "app in (web",
            "unable to parse requirement: found '', expected: ',' or ')'"},
        Bad{"MoreBehind", "app=web db", "found 'db', expected: ',' or 'end of string'"},
        Bad{"NoNumber",
            "size>x",
            "unable to parse requirement: values[0]: Invalid value: \"x\": for "
            "'Gt', 'Lt' operators, the value must be an integer"},
        Bad{"BadKey", "-a=b", "unable to parse requirement: key: Invalid value: \"-a\""},
        Bad{"BadValue", "a=/", "unable to parse requirement: values[0]: Invalid value: \"/\""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace kscan::workload
