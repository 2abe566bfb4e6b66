#include "http/mask_json.hpp"

#include <gtest/gtest.h>

namespace kscan::http {
namespace {

struct Case {
  std::string name;
  std::string body;
  std::string shown;
  bool of_secret = false;
};

class MaskJson : public testing::TestWithParam<Case> {};

TEST_P(MaskJson, HidesCredentialsOnly) {
  EXPECT_EQ(mask_json(GetParam().body, GetParam().of_secret), GetParam().shown);
}

std::string row_name(const testing::TestParamInfo<Case>& tested) {
  return tested.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Objects,
    MaskJson,
    testing::Values(
        Case{
            "Secret",
            R"({"kind":"Secret","metadata":{"name":"x"},"data":{"a":"eA=="},"stringData":{"b":"y"}})",
            R"({"data":{"a":"<masked>"},"kind":"Secret","metadata":{"name":"x"},"stringData":{"b":"<masked>"}})"},
        Case{"KindAfterData",
             R"({"data":{"a":"eA=="},"kind":"Secret"})",
             R"({"data":{"a":"<masked>"},"kind":"Secret"})"},
        Case{"NamesInAnyCase",
             R"({"Kind":"secret","DATA":{"a":"eA=="}})",
             R"({"DATA":{"a":"<masked>"},"Kind":"secret"})"},
        Case{"SecretListWithItemsWithoutKind",
             R"({"kind":"SecretList","items":[{"data":{"a":"eA=="}}]})",
             R"({"items":[{"data":{"a":"<masked>"}}],"kind":"SecretList"})"},
        Case{"List",
             R"({"kind":"List","items":[{"kind":"Secret","data":{"a":"eA=="}}]})",
             R"({"items":[{"data":{"a":"<masked>"},"kind":"Secret"}],"kind":"List"})"},
        Case{"WatchEvent",
             R"({"type":"ADDED","object":{"kind":"Secret","data":{"a":"eA=="}}})",
             R"({"object":{"data":{"a":"<masked>"},"kind":"Secret"},"type":"ADDED"})"},
        Case{"SecretInsideAnotherKind",
             R"({"kind":"Template","objects":[{"kind":"Secret","data":{"a":1}}]})",
             R"({"kind":"Template","objects":[{"data":{"a":"<masked>"},"kind":"Secret"}]})"},
        Case{"PatchWithoutKind", R"({"data":{"a":"eA=="}})", R"({"data":{"a":"<masked>"}})"},
        Case{"JsonPatchOfSecret",
             R"([{"op":"add","path":"/data/a","value":"eA=="}])",
             R"([{"op":"add","path":"/data/a","value":"<masked>"}])",
             true},
        Case{"JsonPatchOfPassword",
             R"([{"path":"/x/password","value":"a"},{"path":"/x/size","value":"b"}])",
             R"([{"path":"/x/password","value":"<masked>"},{"path":"/x/size","value":"b"}])"},
        Case{
            "ConfigMap",
            R"({"kind":"ConfigMap","data":{"a":"b","password":"c"},"binaryData":{"d":"AAAA"}})",
            R"({"binaryData":{"d":"<masked>"},"data":{"a":"b","password":"<masked>"},"kind":"ConfigMap"})"},
        Case{"TokenRequest",
             R"({"kind":"TokenRequest","status":{"token":"x","expirationTimestamp":"t"}})",
             R"({"kind":"TokenRequest","status":{"expirationTimestamp":"t","token":"<masked>"}})"},
        Case{"TokenReview",
             R"({"kind":"TokenReview","spec":{"token":"x"}})",
             R"({"kind":"TokenReview","spec":{"token":"<masked>"}})"},
        Case{
            "ExecCredential",
            R"({"kind":"ExecCredential","status":{"clientKeyData":"x","token":"y"}})",
            R"({"kind":"ExecCredential","status":{"clientKeyData":"<masked>","token":"<masked>"}})"},
        Case{"Status",
             R"({"kind":"Status","code":404,"message":"pods \"a\" not found"})",
             R"({"code":404,"kind":"Status","message":"pods \"a\" not found"})"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Pods,
    MaskJson,
    testing::Values(
        Case{
            "Variables",
            R"({"env":[{"name":"A","value":"b"},{"name":"C","valueFrom":{"secretKeyRef":{"key":"k","name":"n"}}}]})",
            R"({"env":[{"name":"A","value":"<masked>"},{"name":"C","valueFrom":{"secretKeyRef":{"key":"k","name":"n"}}}]})"},
        Case{"VariablesAsMap", R"({"env":{"A":"b"}})", R"({"env":{"A":"<masked>"}})"},
        Case{
            "Volumes",
            R"({"volumes":[{"name":"a","secret":{"secretName":"s"}},{"projected":{"sources":[{"serviceAccountToken":{"path":"p"}}]}}]})",
            R"({"volumes":[{"name":"a","secret":{"secretName":"s"}},{"projected":{"sources":[{"serviceAccountToken":{"path":"p"}}]}}]})"},
        Case{"Arguments",
             R"({"args":["--user","u","--password","p","--token=t","-v"]})",
             R"({"args":["--user","u","--password","<masked>","<masked>","-v"]})"},
        Case{"NameAndValue",
             R"([{"name":"api-key","value":"a"},{"name":"color","value":"red"}])",
             R"([{"name":"api-key","value":"<masked>"},{"name":"color","value":"red"}])"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Nested,
    MaskJson,
    testing::Values(
        Case{
            "LastApplied",
            R"({"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"kind\":\"Secret\",\"data\":{\"a\":\"eA==\"}}\n"}})",
            R"({"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"a\":\"<masked>\"},\"kind\":\"Secret\"}"}})"},
        Case{"DockerConfig",
             R"({"x":"{\"auths\":{\"https://u:p@r\":{\"auth\":\"YTpi\"}}}"})",
             R"({"x":"{\"auths\":{\"https://<masked>@r\":{\"auth\":\"<masked>\"}}}"})"},
        Case{"QuotedTwice",
             R"({"x":"\"{\\\"token\\\":\\\"t\\\"}\""})",
             R"({"x":"\"{\\\"token\\\":\\\"<masked>\\\"}\""})"},
        Case{"BrokenJson", R"({"x":"{\"a\":\"b\""})", R"({"x":"<masked>"})"},
        Case{"AlmostJson", R"({"x":"{a b}"})", R"({"x":"<masked>"})"},
        Case{"List", R"({"x":"[a, b]"})", R"({"x":"[a, b]"})"},
        Case{"EverythingBelowASensitiveName",
             R"({"credentials":{"a":["b",{"c":1,"d":true,"e":null}]}})",
             R"({"credentials":{"a":["<masked>",{"c":"<masked>","d":true,"e":null}]}})"},
        Case{"AlsoWhatHasAHarmlessNameThere",
             R"({"credentials":{"secret":{"a":"b"}}})",
             R"({"credentials":{"secret":{"a":"<masked>"}}})"},
        Case{"Text", R"("token: abc")", R"("<masked>")"},
        Case{"Number", "12", "12"}),
    row_name);

TEST(MaskJsonOfNoUse, IsNothing) {
  EXPECT_EQ(mask_json("", false), std::nullopt);
  EXPECT_EQ(mask_json("hello", false), std::nullopt);
  EXPECT_EQ(mask_json(R"({"a":)", false), std::nullopt);
  EXPECT_EQ(mask_json("{}{}", false), std::nullopt);
  EXPECT_EQ(mask_json("\"\xff\"", false), std::nullopt);
}

TEST(MaskJsonOfNoUse, IsTooDeep) {
  EXPECT_TRUE(mask_json(std::string(200, '[') + std::string(200, ']'), false));
  EXPECT_FALSE(mask_json(std::string(201, '[') + std::string(201, ']'), false));
  EXPECT_FALSE(mask_json(std::string(500'000, '['), false));
  EXPECT_TRUE(mask_json('"' + std::string(1000, '[') + '"', false));
}

TEST(MaskJsonOfNoUse, IsTooLarge) {
  const auto text = [](std::size_t size) { return '"' + std::string(size - 2, 'x') + '"'; };
  EXPECT_TRUE(mask_json(text(largest_masked_body), false));
  EXPECT_FALSE(mask_json(text(largest_masked_body + 1), false));
}

TEST(MaskJsonOfNoUse, TextInTextInTextEndsSomewhere) {
  std::string text = R"({"color":"blue"})";
  for (int i = 0; i < 8; ++i) {
    std::string quoted = "\"";
    for (const char c : text)
      quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    text = quoted + '"';
  }
  const auto shown = mask_json(text, false);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->find("blue"), std::string::npos);
  EXPECT_NE(shown->find("<masked>"), std::string::npos);
}

}  // namespace
}  // namespace kscan::http
