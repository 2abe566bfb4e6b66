#include "kube/list_splitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

namespace kscan::kube {
namespace {

using nlohmann::json;

struct Outcome {
  std::vector<json> items;
  bool complete = false;
  std::string version, token;
  std::string error;
};

Outcome split(const std::vector<std::string>& chunks, ListSplitter::Limits limits = {}) {
  ListSplitter splitter(limits);
  Outcome outcome;
  for (const auto& chunk : chunks) {
    splitter.feed(chunk);
    while (outcome.error.empty()) {
      auto item = splitter.next();
      if (!item) outcome.error = item.error().message();
      if (!item || !*item) break;
      outcome.items.push_back(std::move(**item));
    }
  }
  outcome.complete = splitter.complete();
  outcome.version = splitter.resource_version();
  outcome.token = splitter.continue_token();
  return outcome;
}

std::vector<std::string> bytes_of(const std::string& text) {
  std::vector<std::string> bytes;
  for (const char c : text)
    bytes.emplace_back(1, c);
  return bytes;
}

const std::string page = R"( { "kind":"PodList","apiVersion" : "v1",
  "metadata":{"resourceVersion":"42","continue":"t\"]}","remainingItemCount":7},
  "items":[ {"n":1,"s":"}],{\"\\"} , {"n":{"items":[1,[2]]}},7, "x" ,null,true,[],-1.5e3 ] } )";
const json page_items =
    json::parse(R"([{"n":1,"s":"}],{\"\\"},{"n":{"items":[1,[2]]}},7,"x",null,true,[],-1500.0])");

TEST(ListSplitter, FindsTheItemsOfAPage) {
  const auto outcome = split({page});
  EXPECT_EQ(json(outcome.items), page_items);
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.version, "42");
  EXPECT_EQ(outcome.token, "t\"]}");
}

TEST(ListSplitter, MayBeCutAnywhere) {
  EXPECT_EQ(json(split(bytes_of(page)).items), page_items);
  for (std::size_t at = 0; at <= page.size(); ++at) {
    const auto outcome = split({page.substr(0, at), page.substr(at)});
    ASSERT_EQ(json(outcome.items), page_items) << at;
    ASSERT_TRUE(outcome.complete) << at;
  }
}

TEST(ListSplitter, GivesAnItemAsSoonAsItIsWhole) {
  EXPECT_EQ(json(split({R"({"items":[{"a":1},{"b":2)"}).items), json::parse(R"([{"a":1}])"));
}

TEST(ListSplitter, TakesMetadataAfterTheItems) {
  const auto outcome = split({R"({"items":[{}],"metadata":{"resourceVersion":"9"}})"});
  EXPECT_EQ(outcome.items.size(), 1U);
  EXPECT_EQ(outcome.version, "9");
}

TEST(ListSplitter, KnowsKeysHoweverTheyAreWritten) {
  EXPECT_EQ(split({R"({"it\u0065ms":[1,2]})"}).items.size(), 2U);
}

TEST(ListSplitter, LooksForItemsAtTheTopOnly) {
  EXPECT_TRUE(split({R"({"a":{"items":[1,2]},"b":[{"items":[3]}],"items":[]})"}).items.empty());
}

TEST(ListSplitter, TruncatedPagesAreNotCompleteAndNoError) {
  const auto text = page.substr(0, page.rfind('}'));
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto outcome = split({text.substr(0, size)});
    EXPECT_FALSE(outcome.complete) << size;
    EXPECT_EQ(outcome.error, "") << size;
  }
}

struct Whole {
  std::string name, text;
};
class ListWithoutItems : public testing::TestWithParam<Whole> {};

TEST_P(ListWithoutItems, IsComplete) {
  const auto outcome = split({GetParam().text});
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.error, "");
  EXPECT_TRUE(outcome.items.empty());
}

INSTANTIATE_TEST_SUITE_P(Table,
                         ListWithoutItems,
                         testing::Values(Whole{"Empty", "{}"},
                                         Whole{"NoItems", R"({"kind":"PodList"})"},
                                         Whole{"Null", R"({"items":null})"},
                                         Whole{"None", R"({"items":[]})"},
                                         Whole{"Spaces", " { \"items\" : [ \n ] }\r\n"},
                                         Whole{"MetadataIsNoObject", R"({"metadata":[1]})"},
                                         Whole{"TokenIsNoText", R"({"metadata":{"continue":1}})"}),
                         [](const auto& tested) { return tested.param.name; });

class NoList : public testing::TestWithParam<Whole> {};

TEST_P(NoList, IsAnError) {
  EXPECT_NE(split({GetParam().text}).error, "");
  EXPECT_NE(split(bytes_of(GetParam().text)).error, "");
}

INSTANTIATE_TEST_SUITE_P(Table,
                         NoList,
                         testing::Values(Whole{"Html", "<html>"},
                                         Whole{"Array", "[]"},
                                         Whole{"Number", "7"},
                                         Whole{"ItemsAnObject", R"({"items":{}})"},
                                         Whole{"ItemsAText", R"({"items":"[]"})"},
                                         Whole{"KeyWithoutQuotes", "{items:[]}"},
                                         Whole{"NoColon", R"({"items" []})"},
                                         Whole{"TwoColons", R"({"a"::1})"},
                                         Whole{"CommaAtTheEnd", R"({"items":[1,]})"},
                                         Whole{"CommaAtTheStart", R"({"items":[,1]})"},
                                         Whole{"TwoCommas", R"({"items":[1,,2]})"},
                                         Whole{"NoComma", R"({"items":[{}{}]})"},
                                         Whole{"CommaBeforeTheEnd", R"({"a":1,})"},
                                         Whole{"BareWord", R"({"items":[yes]})"},
                                         Whole{"CrossedBrackets", R"({"items":[{"a":[}]]})"},
                                         Whole{"WrongClose", R"({"items":[1}})"},
                                         Whole{"MoreAfterTheEnd", "{} {}"},
                                         Whole{"ControlCharacter", "{\"items\":[\"\x01\"]}"},
                                         Whole{"NoUtf8", "{\"items\":[\"\xff\"]}"},
                                         Whole{"WrongEscape", R"({"\q":1})"}),
                         [](const auto& tested) { return tested.param.name; });

TEST(ListSplitter, ItemsThatAreTooLargeAreRefusedBeforeTheyEnd) {
  const std::string text = R"({"items":[{"a":")" + std::string(100, 'x');
  EXPECT_NE(split({text}, {.bytes = 50}).error, "");
  EXPECT_NE(split(bytes_of(text), {.bytes = 50}).error, "");
  EXPECT_EQ(split({text}, {.bytes = 200}).error, "");
}

TEST(ListSplitter, LimitIsForEachItemNotForThePage) {
  std::string text = R"({"items":[0)";
  for (int i = 0; i < 100; ++i)
    text += R"(,{"a":"0123456789"})";
  EXPECT_EQ(split({text + "]}"}, {.bytes = 50}).items.size(), 101U);
}

TEST(ListSplitter, DepthIsBoundedInItemsAndElsewhere) {
  const std::string deep(100'000, '[');
  EXPECT_NE(split({R"({"items":[)" + deep}).error, "");
  EXPECT_NE(split({R"({"other":)" + deep}).error, "");
  EXPECT_EQ(split({R"({"items":[[[[]]]]})"}, {.depth = 3}).error, "");
  EXPECT_NE(split({R"({"items":[[[[]]]]})"}, {.depth = 2}).error, "");
}

TEST(ListSplitter, AgreesWithAParserOfTheWholePage) {
  rc::check([](const std::vector<std::string>& texts, std::size_t seed) {
    json items = json::array();
    for (const auto& text : texts)
      items.push_back({{text, {text, nullptr, 1}}});
    const json list{{"items", items}, {"metadata", {{"resourceVersion", "1"}}}};
    const auto text = list.dump(-1, ' ', seed % 2 == 0, json::error_handler_t::replace);
    const auto at = seed % text.size();
    const auto outcome = split({text.substr(0, at), text.substr(at)});
    RC_ASSERT(outcome.error.empty());
    RC_ASSERT(outcome.complete);
    RC_ASSERT(json(outcome.items) == json::parse(text)["items"]);
  });
}

TEST(ListSplitter, SurvivesAnyBytes) {
  rc::check([](const std::string& noise, std::size_t seed) {
    auto text = page;
    text.insert(seed % text.size(), noise);
    const auto outcome = split({text});
    if (outcome.complete && outcome.error.empty()) RC_ASSERT(json::accept(text));
  });
}

}  // namespace
}  // namespace kscan::kube
