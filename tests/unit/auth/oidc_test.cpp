#include "auth/oidc.hpp"
#include "base/encoding.hpp"
#include "support/authorize.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kscan::auth {
namespace {

using kubeconfig::AuthProvider;

constexpr std::int64_t now = 1'000'000'000;

std::string token(std::string_view claims) {
  auto payload = base64_encode(claims);
  std::ranges::replace(payload, '+', '-');
  std::ranges::replace(payload, '/', '_');
  std::erase(payload, '=');
  return "e30." + payload + ".c2ln";
}

AuthProvider oidc(std::string id_token, std::string refresh_token = "") {
  AuthProvider provider{.name = "oidc"};
  provider.config.emplace("idp-issuer-url", Secret("https://issuer"));
  provider.config.emplace("client-id", Secret("kubectl"));
  provider.config.emplace("id-token", Secret(std::move(id_token)));
  provider.config.emplace("refresh-token", Secret(std::move(refresh_token)));
  return provider;
}

std::string answer(AuthProvider provider, std::int64_t time = now) {
  const auto authorize = provider_authorizer(
      std::move(provider), [time] { return SystemTime(std::chrono::seconds(time)); });
  return test::authorization(authorize);
}

std::string refusal(AuthProvider provider) {
  try {
    std::ignore = provider_authorizer(std::move(provider), [] { return SystemTime(); });
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::config);
    return error.message();
  }
  ADD_FAILURE() << "made";
  return {};
}

TEST(Oidc, UsesTheTokenUntilTenSecondsBeforeItsEnd) {
  const auto good = token(R"({"exp":1000000011})");
  EXPECT_EQ(answer(oidc(good), now), "Bearer " + good);
  EXPECT_EQ(answer(oidc(good), now + 1),
            "No valid id-token, and cannot refresh without refresh-token");
}

TEST(Oidc, LeavesTheRefreshTokenToKubectl) {
  EXPECT_EQ(answer(oidc(token(R"({"exp":1})"), "r")),
            "No valid id-token, and the refresh-token is left to kubectl");
}

TEST(Oidc, ReadsPayloadsInTheAlphabetOfUrls) {
  const auto good = token(R"({"exp":2000000000,"name":"??>>~~"})");
  EXPECT_NE(good.find_first_of("-_"), std::string::npos);
  EXPECT_EQ(answer(oidc(good)), "Bearer " + good);
}

struct Bad {
  std::string name, token, message;
};

class OidcToken : public testing::TestWithParam<Bad> {};

TEST_P(OidcToken, ThatIsNoneIsNotSent) {
  EXPECT_EQ(answer(oidc(GetParam().token)), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    OidcToken,
    testing::Values(
        Bad{"Empty", "", "No valid id-token, and cannot refresh without refresh-token"},
        Bad{"OnePart", "abc", "ID Token is not a valid JWT"},
        Bad{"TwoParts", "a.b", "ID Token is not a valid JWT"},
        Bad{"FourParts", "a.b.c.d", "ID Token is not a valid JWT"},
        Bad{"BadBase64", "a.*.c", "illegal base64 data at input byte 0"},
        Bad{"StandardAlphabet", "a.ab+/.c", "illegal base64 data at input byte 2"},
        Bad{"NoJson", token("x"), "parsing claims: not a JSON object"},
        Bad{"List", token("[]"), "parsing claims: not a JSON object"},
        Bad{"NoExp", token("{}"), "No valid id-token, and cannot refresh without refresh-token"},
        Bad{"WordAsExp", token(R"({"exp":"soon"})"), "parsing claims: exp is no time"},
        Bad{"NullAsExp", token(R"({"exp":null})"), "parsing claims: exp is no time"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Oidc, HugeTimesAreTheFuture) {
  const auto good = token(R"({"exp":1e300})");
  EXPECT_EQ(answer(oidc(good)), "Bearer " + good);
}

TEST(Oidc, NeedsIssuerAndClient) {
  auto provider = oidc("t");
  provider.config.erase("client-id");
  EXPECT_EQ(refusal(std::move(provider)), "Must provide client-id");
  provider = oidc("t");
  provider.config.erase("idp-issuer-url");
  EXPECT_EQ(refusal(std::move(provider)), "Must provide idp-issuer-url");
}

TEST(AuthProviders, ThatAreGoneAreNamed) {
  EXPECT_EQ(refusal({.name = "gcp"}), "The gcp auth plugin has been removed.");
  EXPECT_EQ(refusal({.name = "azure"}), "The azure auth plugin has been removed.");
  EXPECT_EQ(refusal({.name = "openstack"}), "no Auth Provider found for name \"openstack\"");
}

}  // namespace
}  // namespace kscan::auth
