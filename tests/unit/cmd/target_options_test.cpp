#include "kubectl-scan/target_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace kscan::cmd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(TargetOptions, OfAllNamespacesAloneAreAllPods) {
  const auto options = to_target_options({.all_namespaces = true});
  ASSERT_TRUE(options) << options.error().message();
  EXPECT_TRUE(std::holds_alternative<workload::Namespaces>(options->query.request));
  EXPECT_TRUE(options->query.all_namespaces);
}

TEST(TargetOptions, OfAllNamespacesTakeASelector) {
  const auto options = to_target_options({.selector = "app=web", .all_namespaces = true});
  ASSERT_TRUE(options) << options.error().message();
  EXPECT_EQ(options->query.selector.labels, "app=web");
}

TEST(TargetOptions, TakeEveryRuleForContainers) {
  const auto options = to_target_options({.words = {"pods"},
                                          .containers = {"web", "side*"},
                                          .init_containers = false,
                                          .ephemeral_containers = false});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->query.containers.names, ElementsAre("web", "side*"));
  EXPECT_FALSE(options->query.containers.init);
  EXPECT_FALSE(options->query.containers.ephemeral);
}

TEST(TargetOptions, OfFilesNeedNoWords) {
  const auto options = to_target_options({.files = {"a.yaml", "-"}, .recursive = true});
  ASSERT_TRUE(options);
  EXPECT_TRUE(std::holds_alternative<workload::Files>(options->query.request));
  EXPECT_THAT(options->input.files, ElementsAre("a.yaml", "-"));
  EXPECT_TRUE(options->input.recursive);
}

struct Bad {
  std::string name;
  TargetFlags flags;
  std::string says;
  std::string hint = {};
};

class TargetOptionsRefuse : public testing::TestWithParam<Bad> {};

TEST_P(TargetOptionsRefuse, InKubectlsWords) {
  const auto options = to_target_options(GetParam().flags);
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().code(), Errc::usage);
  EXPECT_THAT(options.error().message(), HasSubstr(GetParam().says));
  EXPECT_EQ(options.error().hint(), GetParam().hint);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    TargetOptionsRefuse,
    testing::Values(
        Bad{"Nothing", {}, "You must provide one or more resources by argument or filename"},
        Bad{"SelectorAlone",
            {.selector = "a=b"},
            "at least one resource must be specified to use a selector"},
        Bad{"TypeBeforeTypeAndName",
            {.words = {"pod", "deploy/web"}},
            "there is no need to specify a resource type as a separate argument"},
        Bad{"NameEverywhere",
            {.words = {"pod", "web"}, .all_namespaces = true},
            "a resource cannot be retrieved by name across all namespaces"},
        Bad{"NameAndSelector",
            {.words = {"pod", "web"}, .selector = "a=b"},
            "name cannot be provided when a selector is specified"},
        Bad{"WordsAndFile",
            {.words = {"pods"}, .files = {"x"}},
            "when paths, URLs, or stdin is provided as input, you may not specify resource"},
        Bad{"FileAndKustomize",
            {.files = {"x"}, .kustomize = "y"},
            "only one of -f or -k can be specified"},
        Bad{"FileAndSelector",
            {.field_selector = "a=b", .files = {"x"}},
            "field selectors cannot be used with -f or -k"},
        Bad{"FileAndBadSelector",
            {.selector = "a in", .files = {"x"}},
            "the provided selector \"a in\" is not valid"},
        Bad{"StandardInputTwice",
            {.files = {"-", "-"}},
            "standard input cannot be used for multiple arguments"},
        Bad{"Url",
            {.files = {"https://example.com/x.yaml"}},
            "-f reads no URLs: https://example.com/x.yaml",
            "curl -fsSL https://example.com/x.yaml | kubectl scan -f -"},
        Bad{"RecursiveNothing", {.words = {"pods"}, .recursive = true}, "-R, --recursive"},
        Bad{"ImageAsType",
            {.words = {"nginx:1.25"}},
            "the server doesn't have a resource type \"nginx:1.25\"",
            "to scan an image: kubectl scan image nginx:1.25"}),
    [](const auto& tested) { return tested.param.name; });

struct Typo {
  std::string name, typed, meant;
};

class NearestType : public testing::TestWithParam<Typo> {};

TEST_P(NearestType, IsTheHint) {
  const Error error = with_nearest_type(
      Error(Errc::not_found, "the server doesn't have a resource type \"" + GetParam().typed + "\"")
          .hint("see what it has: kubectl api-resources"));
  const std::string hint = GetParam().meant.empty() ? "see what it has: kubectl api-resources"
                                                    : "did you mean \"" + GetParam().meant + "\"?";
  EXPECT_EQ(error.hint(), hint);
}

INSTANTIATE_TEST_SUITE_P(Table,
                         NearestType,
                         testing::Values(Typo{"OneLetterWrong", "podz", "pods"},
                                         Typo{"OneMissing", "deploymnt", "deployment"},
                                         Typo{"TwoSwapped", "cronjbo", "cronjobs"},
                                         Typo{"NothingNear", "certificates", ""},
                                         Typo{"TooShortToGuess", "xx", ""},
                                         Typo{"Empty", "", ""},
                                         Typo{"Long", std::string(5000, 'p'), ""}),
                         [](const auto& tested) { return tested.param.name; });

TEST(NearestTypes, GiveWayToAHintThatKnowsBetter) {
  const std::string hint = "these parts of the API do not answer: apps/v1";
  const Error error =
      Error(Errc::not_found, "the server doesn't have a resource type \"podz\"").hint(hint);
  EXPECT_EQ(with_nearest_type(error).hint(), hint);
}

TEST(NearestTypes, AreNotNamedInOtherErrors) {
  EXPECT_THAT(with_nearest_type(Error(Errc::not_found, "pods \"web\" not found")).hint(),
              IsEmpty());
}

}  // namespace
}  // namespace kscan::cmd
