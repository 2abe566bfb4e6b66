#include "jsonpath/jsonpath.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <vector>

namespace kscan::jsonpath {
namespace {

using nlohmann::json;

// tests/oracle/jsonpath.go has the same text.
constexpr const char* data_text = R"json({
  "kind": "List", "empty": [], "nothing": null, "zero": 0, "half": 0.5, "whole": 2.0, "huge": 1e21,
  "tiny": 0.0000001, "big": 9007199254740993, "yes": true, "html": "<a&b>", "é": "ü",
  "a.b": {"c/d": "dotted"}, "nested": [[1, 2], [3], []], "words": ["x", "yy", ""],
  "one": {"only": {"leaf": 7}},
  "items": [
    {"name": "web", "n": 1, "score": 9.8, "tags": ["a", "b"], "os": {"name": "debian"}, "ok": true},
    {"name": "db", "n": 2, "score": 5.0, "tags": [], "os": null, "ok": false},
    {"name": "it's \"q\"", "n": -3, "tags": ["c"], "note": "line\nbreak"}
  ]
})json";

json answers(const char* name) {
  std::ifstream in(std::string(KSCAN_TESTS_DIR "/golden/jsonpath/") + name);
  EXPECT_TRUE(in) << name;
  return json::parse(in);
}

/// What kubectl says of a value in an error is Go's own way to write it: the error is compared up
/// to there.
std::string comparable(const std::string& error) {
  const std::size_t at = error.find(" is not array or slice");
  return at == std::string::npos ? error : error.substr(at);
}

void expect_same(const json& vector, const json& data) {
  const std::string text = vector.at("template").get<std::string>();
  const auto parsed = Template::parse(text);
  const auto output = parsed ? parsed->execute(data) : fail(parsed.error());
  if (vector.contains("error")) {
    ASSERT_FALSE(output) << text << "\n" << *output;
    EXPECT_EQ(comparable(output.error().message()),
              comparable(vector.at("error").get<std::string>()))
        << text;
    return;
  }
  ASSERT_TRUE(output) << text << "\n" << output.error().message();
  EXPECT_EQ(*output, vector.value("output", "")) << text;
  EXPECT_EQ(parsed->values(data).value(), vector.value("values", std::vector<std::string>()))
      << text;
}

class LikeKubectl : public testing::TestWithParam<const char*> {};

TEST_P(LikeKubectl, FindsTheSame) {
  const json data = json::parse(data_text);
  std::size_t compared = 0;
  for (const json& vector : answers(GetParam())) {
    if (vector.contains("undefined")) continue;
    expect_same(vector, data);
    ++compared;
  }
  EXPECT_GT(compared, 100U);
}

INSTANTIATE_TEST_SUITE_P(JsonPath,
                         LikeKubectl,
                         testing::Values("rules.json", "random.json"),
                         [](const auto& test) {
                           const std::string name = test.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(JsonPath, KeysAreSorted) {
  const json data = json::parse(R"({"b":1,"a":{"d":2,"c":3}})");
  EXPECT_EQ(Template::parse("{.*}").value().execute(data).value(), R"({"c":3,"d":2} 1)");
}

TEST(JsonPath, DamagedTextIsReplaced) {
  json data;
  data["list"] = json::array({"a\xff"});
  EXPECT_EQ(Template::parse("{.list}").value().execute(data).value(), R"(["a\ufffd"])");
}

TEST(Relaxed, TakesAPathInFourForms) {
  for (const char* text :
       {"metadata.name", ".metadata.name", "{metadata.name}", "{.metadata.name}"})
    EXPECT_EQ(relaxed(text).value(), "{.metadata.name}") << text;
  EXPECT_EQ(relaxed("").value(), "");
}

TEST(Relaxed, RefusesMoreThanAPath) {
  for (const char* text : {"{", "}", "{a}{b}", "a{b}", "{}"}) {
    const Result<std::string> path = relaxed(text);
    ASSERT_FALSE(path) << text;
    EXPECT_THAT(path.error().message(), testing::StartsWith("unexpected path string"));
  }
}

}  // namespace
}  // namespace kscan::jsonpath
