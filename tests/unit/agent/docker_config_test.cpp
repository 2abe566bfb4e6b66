#include "agent/docker_config.hpp"
#include "base/encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using testing::HasSubstr;

using namespace std::string_literals;

Login login(std::string username, std::string password) {
  return {Secret(std::move(username)), Secret(std::move(password))};
}

std::string config(std::string_view registry, const Login& with) {
  const Result<Secret> text = docker_config(registry, with);
  return text ? text->reveal() : "error: " + text.error().message();
}

TEST(DockerConfig, HasOneEntryForTheRegistry) {
  EXPECT_EQ(config("registry.example.com:5000", login("user", "pass")),
            R"({"auths":{"registry.example.com:5000":{"password":"pass","username":"user"}}})");
}

TEST(DockerConfig, UsesDockerHubsOwnKey) {
  EXPECT_EQ(config("docker.io", login("u", "p")),
            R"({"auths":{"https://index.docker.io/v1/":{"password":"p","username":"u"}}})");
}

TEST(DockerConfig, KeepsWhateverTextCanHold) {
  EXPECT_EQ(config("r", login("a:b", " comma, \"quote\" \\ \xC3\xBC\n")),
            "{\"auths\":{\"r\":{\"password\":\" comma, \\\"quote\\\" \\\\ \xC3\xBC\\n\","
            "\"username\":\"a:b\"}}}");
}

TEST(DockerConfig, PutsBytesThatAreNoTextIntoAuth) {
  EXPECT_EQ(config("r", login("u", "\xff:x")),
            R"({"auths":{"r":{"auth":")" + base64_encode("u:\xff:x") + R"("}}})");
}

TEST(DockerConfig, RefusesWhatNoFormCanHold) {
  EXPECT_EQ(config("r", login("u:v", "\xff")),
            "error: the credential is not UTF-8 and its user name has a colon");
}

TEST(EncodingFor, IsRawOnlyForTextWithoutNul) {
  EXPECT_EQ(encoding_for(login("u", "p\xC3\xBC\n")), "raw");
  EXPECT_EQ(encoding_for(login("", "")), "raw");
  EXPECT_EQ(encoding_for(login("u", "\xff")), "base64");
  EXPECT_EQ(encoding_for(login("u\0"s, "p")), "base64");
}

TEST(DecodeLogin, TakesRawValuesAsTheyAre) {
  const auto decoded = decode_login(Secret("u "s), Secret("p\n"s), "raw");
  ASSERT_TRUE(decoded && *decoded);
  EXPECT_EQ((*decoded)->username.reveal(), "u ");
  EXPECT_EQ((*decoded)->password.reveal(), "p\n");
}

TEST(DecodeLogin, DecodesBase64) {
  const auto decoded = decode_login(Secret("dQ=="s), Secret("/w=="s), "base64");
  ASSERT_TRUE(decoded && *decoded);
  EXPECT_EQ((*decoded)->username.reveal(), "u");
  EXPECT_EQ((*decoded)->password.reveal(), "\xff");
}

TEST(DecodeLogin, KnowsAnonymousByTheEmptyUserName) {
  const auto decoded = decode_login(Secret(), Secret("p"s), "raw");
  ASSERT_TRUE(decoded);
  EXPECT_FALSE(*decoded);
}

TEST(DecodeLogin, RefusesNul) {
  const auto decoded = decode_login(Secret("dQ=="s), Secret("cAB4"s), "base64");
  ASSERT_FALSE(decoded);
  EXPECT_THAT(decoded.error().message(), HasSubstr("NUL"));
}

TEST(DecodeLogin, NamesNoValueInItsErrors) {
  const auto bad = decode_login(Secret("dQ=="s), Secret("hunter2!"s), "base64");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message(), "the credential is not base64");
  const auto unknown = decode_login(Secret("u"s), Secret("hunter2"s), "rot13");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message(), "unknown encoding \"rot13\" of the credential");
}

}  // namespace
}  // namespace kscan::agent
