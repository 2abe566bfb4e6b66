#include "auth/describe.hpp"
#include "base/sha256.hpp"
#include "support/fake_loop.hpp"
#include "unit/auth/pem.hpp"

#include <gmock/gmock.h>

namespace kscan::auth {
namespace {

class Describe : public testing::Test {
protected:
  Describe() {
    m_resolved.cluster.server = "https://h:6443/p";
    m_resolved.ns = "shop";
  }
  nlohmann::ordered_json described() {
    return describe(std::move(m_resolved),
                    {.env = [](const std::string&) { return std::nullopt; },
                     .read_file = [](const auto&) -> Result<std::string> {
                       return fail(Errc::not_found, "open");
                     }},
                    m_loop);
  }
  kubeconfig::Resolved m_resolved;
  test::FakeLoop m_loop;
};

TEST_F(Describe, HasAllMembersInOrderWhenThereIsNothingToSay) {
  EXPECT_EQ(described().dump(),
            R"({"server":"https://h:6443/p","namespace":"shop","tlsServerName":"",)"
            R"("insecureSkipTLSVerify":false,"certificateAuthoritySHA256":null,)"
            R"("clientCertificateSHA256":null,"proxyURL":"","headers":{},"exec":null})");
}

TEST_F(Describe, ShowsHashesInsteadOfCredentials) {
  m_resolved.cluster.ca_data = test::pem("CA");
  m_resolved.user.cert_data = test::pem("CERT");
  m_resolved.user.key_data = Secret(test::pem("KEY"));
  m_resolved.user.token = Secret("sesame");
  m_resolved.cluster.proxy_url = "http://u:secret@p";
  const auto shown = described();
  EXPECT_EQ(shown["certificateAuthoritySHA256"], sha256_hex(test::pem("CA")));
  EXPECT_EQ(shown["clientCertificateSHA256"], sha256_hex(test::pem("CERT")));
  EXPECT_EQ(shown["headers"]["Authorization"], "sha256:" + sha256_hex("Bearer sesame"));
  EXPECT_EQ(shown["proxyURL"], "http://u:xxxxx@p");
  const auto text = shown.dump();
  for (const auto* secret : {"sesame", "secret", "PRIVATE KEY"})
    EXPECT_THAT(text, testing::Not(testing::HasSubstr(secret)));
}

TEST_F(Describe, RepeatableHeadersAreListsEvenWhenThereIsOnlyOne) {
  m_resolved.user.as = {"jane", "7", {"devs"}, {{"scopes", {"a", "b"}}}};
  EXPECT_EQ(described()["headers"].dump(),
            R"({"Impersonate-User":"jane","Impersonate-Uid":"7","Impersonate-Group":["devs"],)"
            R"("Impersonate-Extra-scopes":["a","b"]})");
}

TEST_F(Describe, NamesThePluginAndDoesNotRunIt) {
  auto& exec = m_resolved.user.exec.emplace();
  exec.api_version = "client.authentication.k8s.io/v1";
  exec.command = "/nonexistent";
  exec.args = {"a", "b c"};
  const auto shown = described();
  EXPECT_EQ(shown["exec"].dump(), R"({"command":"/nonexistent","args":["a","b c"]})");
  EXPECT_EQ(shown["headers"].dump(), "{}");
}

TEST_F(Describe, PluginThatATokenMakesSuperfluousIsNotNamed) {
  m_resolved.user.exec.emplace().api_version = "client.authentication.k8s.io/v1";
  m_resolved.user.token = Secret("t");
  const auto shown = described();
  EXPECT_TRUE(shown["exec"].is_null());
  EXPECT_TRUE(shown["headers"].contains("Authorization"));
}

TEST_F(Describe, CredentialThatIsNoneIsAnError) {
  auto& provider = m_resolved.user.auth_provider.emplace();
  provider.name = "oidc";
  provider.config.emplace("idp-issuer-url", Secret("i"));
  provider.config.emplace("client-id", Secret("c"));
  EXPECT_THROW(described(), Error);
}

}  // namespace
}  // namespace kscan::auth
