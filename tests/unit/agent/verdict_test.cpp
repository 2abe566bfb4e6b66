#include "agent/verdict.hpp"
#include "base/encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using handoff::Answer;
using testing::EndsWith;
using testing::SizeIs;

const keyring::Credential robot{"robot", Secret(std::string("hunter2"))};

struct Row {
  const char* name;
  const char* body;
  const char* words;
};

class RegistryWords : public testing::TestWithParam<Row> {};

TEST_P(RegistryWords, AreFoundInEveryForm) {
  EXPECT_EQ(registry_words(GetParam().body, robot, {}), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Bodies,
    RegistryWords,
    testing::Values(
        Row{"Registry",
            R"({"errors":[{"code":"DENIED","message":"no","detail":{}},{"code":"SECOND"}]})",
            "DENIED: no"},
        Row{"CodeOnly", R"({"errors":[{"code":"UNAUTHORIZED"}]})", "UNAUTHORIZED"},
        Row{"MessageOnly", R"({"errors":[{"message":"go away"}]})", "go away"},
        Row{"DockerHub",
            R"({"details":"incorrect username or password"})",
            "incorrect username or password"},
        Row{"OAuth", R"({"error":"invalid_grant","error_description":"expired"})", "expired"},
        Row{"ControlCharacters", R"({"message":"a\u001b[31m\nb"})", "a^[[31m\\nb"},
        Row{"WrongTypes", R"({"errors":[1],"message":2})", ""},
        Row{"NoObject", "[[[]]]", ""},
        Row{"Html", "<html>denied</html>", ""},
        Row{"Nothing", "", ""},
        Row{"Password", R"({"message":"bad password hunter2"})", ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RegistryWordsOf, AnEchoOfTheHeaderAreNotRepeated) {
  const std::string basic = base64_encode("robot:hunter2");
  const Secret sent("Basic " + basic);
  EXPECT_EQ(registry_words(R"({"message":"got Basic )" + basic + "\"}", robot, sent), "");
  const Secret token(std::string("Bearer t0k"));
  EXPECT_EQ(registry_words(R"({"message":"t0k has expired"})", robot, token), "");
}

TEST(RegistryWordsOf, ALongSpeechAreCut) {
  std::string body = R"({"message":")";
  for (int i = 0; i < 200; ++i)
    body += "\xC3\xBC";
  const std::string words = registry_words(body + "\"}", robot, {});
  EXPECT_THAT(words, EndsWith("..."));
  EXPECT_LE(words.size(), 163U);
  EXPECT_TRUE(is_utf8(words));
}

TEST(RegistryWordsOf, DeepNestingAreNone) {
  EXPECT_EQ(registry_words(std::string(200'000, '['), robot, {}), "");
}

TEST(VerdictOfError, TellsTheNetworkFromItsCertificates) {
  EXPECT_EQ(verdict_of_error(Error(Errc::unavailable, "x")).answer, Answer::network);
  EXPECT_EQ(verdict_of_error(Error(Errc::timeout, "x")).answer, Answer::network);
  EXPECT_EQ(verdict_of_error(Error(Errc::config, "x")).answer, Answer::tls);
  EXPECT_EQ(verdict_of_error(Error(Errc::protocol, "x")).answer, Answer::other);
}

TEST(VerdictOfError, DoesNotSpeakOfTheApiServer) {
  EXPECT_EQ(
      verdict_of_error(Error(Errc::timeout, "Unable to connect to the server: dial tcp")).text,
      "dial tcp");
}

TEST(Verdict, IsARefusalOnlyWhenTheCredentialWasSeen) {
  EXPECT_TRUE(Verdict{answer_of_status(401)}.refused());
  EXPECT_TRUE(Verdict{answer_of_status(403)}.refused());
  EXPECT_TRUE(Verdict{answer_of_status(404)}.refused());
  EXPECT_FALSE(Verdict{answer_of_status(429)}.refused());
  EXPECT_FALSE(Verdict{answer_of_status(500)}.refused());
  EXPECT_FALSE(Verdict{Answer::network}.refused());
  EXPECT_FALSE(Verdict{Answer::network}.reachable());
  EXPECT_FALSE(Verdict{Answer::tls}.reachable());
}

}  // namespace
}  // namespace kscan::agent
