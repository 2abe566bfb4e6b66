#include "base/encoding.hpp"
#include "keyring/keyring.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace kscan::keyring {
namespace {

std::vector<Entry> parsed(std::string_view json, Dialect dialect = Dialect::dockerconfigjson) {
  auto entries = parse(json, dialect, "regcred");
  EXPECT_TRUE(entries.has_value());
  return entries ? std::move(*entries) : std::vector<Entry>();
}

std::string error_of(std::string_view json) {
  const auto entries = parse(json, Dialect::dockerconfigjson, "regcred");
  return entries ? "" : entries.error().message();
}

TEST(KeyringParse, ReadsBothDialects) {
  const std::string flat = R"({"r.io":{"username":"u","password":"p"}})";
  const auto old = parsed(flat, Dialect::dockercfg);
  const auto now = parsed(R"({"auths":)" + flat + "}");
  ASSERT_TRUE(old.size() == 1 && now.size() == 1);
  EXPECT_EQ(old[0].credential.password.reveal(), "p");
  EXPECT_EQ(now[0].credential.username, "u");
  EXPECT_EQ(now[0].origin, "regcred");
}

TEST(KeyringParse, KeepsTheOrderOfTheDocument) {
  const auto entries = parsed(R"({"auths":{"z.io":{},"a.io":{},"https://z.io/v1/":{},"a.io":{}}})");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].key, "z.io");
  EXPECT_EQ(entries[1].key, "a.io");
  EXPECT_EQ(entries[2].key, "z.io");
}

TEST(KeyringParse, DropsKeysThatAreNoUrls) {
  const auto entries = parsed(R"({"auths":{"a b":{},"r.io":{}}})");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].key, "r.io");
}

TEST(KeyringParse, NeverPutsAByteOfTheSecretIntoAnError) {
  for (const char* json : {R"({"auths":{"r.io":{"password":~hunter2}}})",
                           R"({"auths":{"r.io":{"auth":"~hunter2"}}})",
                           R"({"auths":{"r.io":"~hunter2"}})",
                           R"({"auths":{"r.io":{"username":["~hunter2"]}}})"}) {
    const std::string error = error_of(json);
    EXPECT_NE(error, "");
    EXPECT_EQ(error.find('~'), std::string::npos) << error;
    EXPECT_EQ(error.find("hunter2"), std::string::npos) << error;
  }
}

TEST(KeyringParse, SaysWhereTheJsonIsBroken) {
  EXPECT_EQ(error_of(R"({"auths":{},})"), "invalid character in JSON at byte 12");
  EXPECT_EQ(error_of(R"({"auths":)"), "unexpected end of JSON input");
}

TEST(KeyringParse, TakesManyEntriesInReasonableTime) {
  std::string json = R"({"auths":{)";
  for (int i = 0; i < 50'000; ++i)
    json += '"' + std::to_string(i) + R"(":{},)";
  EXPECT_EQ(parsed(json + R"("x":{}}})").size(), 50'001U);
}

TEST(KeyringParse, SurvivesDeepNesting) {
  EXPECT_EQ(error_of(std::string(2'000'000, '[')), "exceeded max depth");
}

TEST(KeyringSalvage, KeepsUserNameAndPasswordWhereAuthIsBroken) {
  const auto text = R"({"auths":{"a.test":{"auth":"?","username":"u","password":"p"},
                                 "b.test":{"auth":"?"},
                                 "c.test":{"auth":"dTpw"}}})";
  EXPECT_FALSE(parse(text, Dialect::dockerconfigjson, "s"));
  const auto salvage = keyring::salvage(text, Dialect::dockerconfigjson, "s");
  ASSERT_TRUE(salvage);
  ASSERT_EQ(salvage->entries.size(), 2U);
  EXPECT_EQ(salvage->entries[0].key, "a.test");
  EXPECT_EQ(salvage->entries[0].credential.username, "u");
  EXPECT_EQ(salvage->entries[1].key, "c.test");
  ASSERT_TRUE(salvage->problem);
  EXPECT_EQ(salvage->problem->message(),
            parse(text, Dialect::dockerconfigjson, "s").error().message());
}

TEST(KeyringSalvage, IsTheSameAsParsingWithoutAProblem) {
  const auto text = R"({"auths":{"a.test":{"auth":"dTpw"}}})";
  const auto salvage = keyring::salvage(text, Dialect::dockerconfigjson, "s");
  ASSERT_TRUE(salvage);
  EXPECT_FALSE(salvage->problem);
  EXPECT_EQ(salvage->entries.size(), 1U);
  EXPECT_FALSE(keyring::salvage("{", Dialect::dockerconfigjson, "s"));
}

TEST(DialectOf, KnowsTheTwoTypesThatCount) {
  EXPECT_EQ(dialect_of("kubernetes.io/dockerconfigjson"), Dialect::dockerconfigjson);
  EXPECT_EQ(dialect_of("kubernetes.io/dockercfg"), Dialect::dockercfg);
  EXPECT_EQ(dialect_of("Opaque"), std::nullopt);
}

/// Texts that get past the first bytes.
rc::Gen<std::string> secret_like() {
  const auto piece = rc::gen::element<std::string>("{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ":",
                                                   ",",
                                                   "\"",
                                                   "\\",
                                                   "\\u",
                                                   "d83d",
                                                   "null",
                                                   "true",
                                                   "-1.5e3",
                                                   "\"auths\":{",
                                                   "\"r.io\":",
                                                   "\"auth\":",
                                                   "\"username\":",
                                                   "\"HttpHeaders\":",
                                                   "\"dTpw\"",
                                                   " ",
                                                   "\n",
                                                   "\xff",
                                                   std::string(1, '\0'));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string text = R"({"auths":{"r.io":{)";
    for (const std::string& part : pieces)
      text += part;
    return text + "}}}";
  });
}

RC_GTEST_PROP(KeyringParseProperty, TakesAnyBytesWithoutCrash, (const std::string& text)) {
  for (const Dialect dialect : {Dialect::dockerconfigjson, Dialect::dockercfg}) {
    const auto entries = parse(text, dialect, "s");
    if (!entries) RC_ASSERT(!entries.error().message().empty());
  }
}

RC_GTEST_PROP(KeyringParseProperty, TakesAlmostJsonWithoutCrash, ()) {
  const auto entries = parse(*secret_like(), Dialect::dockerconfigjson, "s");
  if (!entries) return;
  for (const Entry& entry : *entries)
    RC_ASSERT(is_utf8(entry.origin));
}

}  // namespace
}  // namespace kscan::keyring
