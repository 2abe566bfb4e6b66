#include "workload/request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <sstream>

namespace kscan::workload {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;)
    words.push_back(word == "''" ? "" : word);
  return words;
}

struct Describe {
  std::string operator()(const Objects& request) const {
    std::string text = "objects";
    for (const NamedObject& object : request.objects)
      text += " " + object.type + "/" + object.name;
    return text;
  }
  std::string operator()(const Types& r) const { return list("types", r.types); }
  std::string operator()(const Namespaces& r) const { return list("namespaces", r.names); }
  std::string operator()(const Nodes& r) const { return list("nodes", r.names); }
  std::string operator()(const Images& r) const { return list("images", r.references); }
  std::string operator()(const Files&) const { return "files"; }
  static std::string list(std::string text, const std::vector<std::string>& names) {
    for (const std::string& name : names)
      text += " " + name;
    return text;
  }
};

std::string parsed(const std::string& line, const RequestFlags& flags = {}) {
  const Result<Request> request = parse_request(words_of(line), flags);
  if (request) return std::visit(Describe(), *request);
  EXPECT_EQ(request.error().code(), Errc::usage);
  return "error: " + request.error().message();
}

struct Case {
  const char* name;
  const char* words;
  const char* wanted;
  RequestFlags flags = {};
  friend void PrintTo(const Case& row, std::ostream* out) { *out << row.words; }
};

class ParseRequest : public testing::TestWithParam<Case> {};

TEST_P(ParseRequest, ReadsWordsAsKubectlDoes) {
  EXPECT_EQ(parsed(GetParam().words, GetParam().flags), GetParam().wanted);
}

const auto name_of = [](const auto& row) { return std::string(row.param.name); };

INSTANTIATE_TEST_SUITE_P(
    Forms,
    ParseRequest,
    testing::Values(
        Case{"TypeAndNames", "pod web-0 web-1", "objects pod/web-0 pod/web-1"},
        Case{"EachOnce", "pod a b a", "objects pod/a pod/b"},
        Case{"TypeSlashName", "deploy/web sts/db", "objects deploy/web sts/db"},
        Case{"TypesAndNames", "po,rs a b", "objects po/a po/b rs/a rs/b"},
        Case{"Type", "pods", "types pods"},
        Case{"Types", "cj,sts,cj", "types cj sts"},
        Case{"TypeWithSelector", "pods", "types pods", {.selector = true}},
        Case{"All", "all", "types all", {.all_namespaces = true}},
        Case{"TypeWithGroup", "rollouts.argoproj.io web", "objects rollouts.argoproj.io/web"},
        Case{"CurrentNamespace", "namespace", "namespaces"},
        Case{"AllNamespaces", "ns", "namespaces", {.all_namespaces = true}},
        Case{"NamedNamespaces", "ns shop billing", "namespaces shop billing"},
        Case{"NamespaceSlashName", "ns/a namespace/a Namespace/b", "namespaces a b"},
        Case{"SelectorInNamespaces", "ns shop", "namespaces shop", {.selector = true}},
        Case{"Node", "node n1 n2", "nodes n1 n2", {.selector = true, .all_namespaces = true}},
        Case{"Image", "image nginx registry.io/a/b:1", "images nginx registry.io/a/b:1"},
        Case{"Files", "", "files", {.files = true}},
        Case{"FilesWithSelector", "", "files", {.selector = true, .files = true}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Errors,
    ParseRequest,
    testing::Values(
        Case{
            "MixedForms",
            "pod deploy/web",
            "error: there is no need to specify a resource type as a separate argument when "
            "passing arguments in resource/name form (e.g. 'kubectl scan resource/<resource_name>' "
            "instead of 'kubectl scan resource resource/<resource_name>'"},
        Case{"TwoSlashes",
             "a/b/c",
             "error: arguments in resource/name form may not have more than one slash"},
        Case{"NoNameAfterSlash",
             "pod/",
             "error: arguments in resource/name form must have a single resource and name"},
        Case{"NoTypeBeforeSlash",
             "/web",
             "error: arguments in resource/name form must have a single resource and name"},
        Case{"TwoTypesBeforeSlash",
             "po,rs/web",
             "error: arguments in resource/name form must have a single resource and name"},
        Case{"NamesWithSelector",
             "pod web",
             "error: name cannot be provided when a selector is specified",
             {.selector = true}},
        Case{
            "TuplesWithSelector",
            "pod/web",
            "error: selectors and the all flag cannot be used when passing resource/name arguments",
            {.selector = true}},
        Case{"SelectorAlone",
             "",
             "error: at least one resource must be specified to use a selector",
             {.selector = true}},
        Case{"NameEverywhere",
             "pod web",
             "error: a resource cannot be retrieved by name across all namespaces",
             {.all_namespaces = true}},
        Case{"NamespaceEverywhere",
             "ns shop",
             "error: a resource cannot be retrieved by name across all namespaces",
             {.all_namespaces = true}},
        Case{"NodeWithoutName",
             "node",
             "error: resource(s) were provided, but no name was specified"},
        Case{"ImageWithoutName",
             "image",
             "error: resource(s) were provided, but no name was specified"},
        Case{"PlacesAndObjects",
             "ns/shop pod/web",
             "error: you may not specify individual resources and bulk resources in the same call"},
        Case{"PlacesAndTypes",
             "ns,pods",
             "error: you may not specify individual resources and bulk resources in the same call"},
        Case{"AllWithName", "all web", "error: you must specify only one resource"},
        Case{"AllSlashName", "all/web", "error: the server doesn't have a resource type \"all\""},
        Case{"EmptyType", "pods,", "error: the server doesn't have a resource type \"\""},
        Case{"EmptyName", "pod ''", "error: resource name may not be empty"},
        Case{"DotDot", "pod ..", "error: invalid resource name \"..\": [may not be '..']"},
        Case{"Percent", "pod/a%b", "error: invalid resource name \"a%b\": [may not contain '%']"},
        Case{"FilesAndType",
             "pods",
             "error: when paths, URLs, or stdin is provided as input, you may not specify resource "
             "arguments as well",
             {.files = true}},
        Case{"FilesAndTuple",
             "pod/a",
             "error: resource/name arguments cannot be provided when a path is specified",
             {.files = true}},
        Case{"FilesAndName",
             "pod a",
             "error: name cannot be provided when a path is specified",
             {.files = true}}),
    name_of);

TEST(ParseRequestHints, PointsToTheCommandForImages) {
  for (const std::string word :
       {"nginx:1.25", "registry.io/app:1", "registry.io/team/app", "nginx@sha256:1"}) {
    const auto request = parse_request(std::vector{word}, {});
    ASSERT_FALSE(request) << word;
    EXPECT_EQ(request.error().hint(), "to scan an image: kubectl scan image " + word);
  }
  EXPECT_EQ(parse_request(words_of("a/b c"), {}).error().hint(), "");
}

TEST(ParseRequestHints, WantsSomethingToScan) {
  EXPECT_THAT(parsed(""),
              testing::StartsWith("error: You must provide one or more resources by "
                                  "argument or filename.\n"));
}

TEST(RequestedImages, ArePulledAsAPodOfTheAccountWould) {
  const auto images = requested_images({{"nginx", "app:1", "nginx"}}, "shop", "");
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0].unmerged_account, "default");
  EXPECT_EQ(images[0].containers.at(0).image, "nginx");
  EXPECT_EQ(target_of(images[1], images[1].containers.at(0)),
            (Target{"shop", "Image", "app:1", "", "container"}));
  EXPECT_EQ(requested_images({{"nginx"}}, "shop", "robot").at(0).service_account, "robot");
}

}  // namespace
}  // namespace kscan::workload
