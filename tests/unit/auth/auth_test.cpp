#include "auth/auth.hpp"
#include "http/curl_engine.hpp"
#include "support/authorize.hpp"
#include "support/fake_loop.hpp"
#include "unit/auth/pem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kscan::auth {
namespace {

using kubeconfig::Resolved;
using testing::HasSubstr;

class MakeEndpoint : public testing::Test {
protected:
  MakeEndpoint() {
    m_resolved.cluster_name = "c";
    m_resolved.user_name = "u";
    m_resolved.cluster.server = "https://h:6443/prefix/?q";
  }
  http::Endpoint endpoint() { return make_endpoint(std::move(m_resolved), system(), m_loop); }
  std::string refusal() {
    try {
      std::ignore = endpoint();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::config);
      return error.message();
    }
    ADD_FAILURE() << "made";
    return {};
  }
  kubeconfig::System system() {
    return {.env = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = m_env.find(name);
              return found == m_env.end() ? std::nullopt : std::optional(found->second);
            },
            .read_file = [this](const std::filesystem::path& path) -> Result<std::string> {
              const auto found = m_files.find(path.string());
              if (found != m_files.end()) return found->second;
              return fail(Errc::not_found, "open " + path.string() + ": no such file or directory");
            }};
  }
  static std::string authorization(const http::Endpoint& endpoint) {
    return endpoint.authorize ? test::authorization(endpoint.authorize) : "";
  }

  Resolved m_resolved;
  std::map<std::string, std::string> m_env;
  std::map<std::string, std::string> m_files;
  test::FakeLoop m_loop;
};

TEST_F(MakeEndpoint, KeepsThePrefixAndCutsTheQuery) {
  EXPECT_EQ(endpoint().base_url, "https://h:6443/prefix");
}

TEST_F(MakeEndpoint, InlinesFilesAndData) {
  m_files = {{"/ca", test::pem("CA")}, {"/key", test::pem("KEY")}};
  m_resolved.cluster.ca_file = "/ca";
  m_resolved.cluster.tls_server_name = "sn";
  m_resolved.user.cert_data = test::pem("CERT");
  m_resolved.user.key_file = "/key";
  const auto made = endpoint();
  EXPECT_EQ(made.ca_pem, test::pem("CA"));
  EXPECT_EQ(made.tls_server_name, "sn");
  ASSERT_TRUE(made.client_certificate);
  EXPECT_EQ(made.client_certificate->chain_pem, test::pem("CERT"));
  EXPECT_EQ(made.client_certificate->key_pem.reveal(), test::pem("KEY"));
}

TEST_F(MakeEndpoint, UnreadableFilesAreToldTogether) {
  m_resolved.cluster.ca_file = "/ca";
  m_resolved.user.cert_file = "/cert";
  m_resolved.user.key_data = Secret("KEY");
  EXPECT_EQ(refusal(),
            "invalid configuration: [unable to read client-cert /cert for u due to open /cert: no "
            "such file or directory, unable to read certificate-authority /ca for c due to open "
            "/ca: no such file or directory]");
}

TEST_F(MakeEndpoint, CaAndInsecureExcludeEachOther) {
  m_resolved.cluster.ca_data = "CA";
  m_resolved.cluster.insecure = true;
  EXPECT_EQ(refusal(), "specifying a root certificates file with the insecure flag is not allowed");
}

TEST_F(MakeEndpoint, TokenIsABearer) {
  m_resolved.user.token = Secret("t");
  EXPECT_EQ(authorization(endpoint()), "Bearer t");
}

TEST_F(MakeEndpoint, UserAndPasswordAreBasic) {
  m_resolved.user.username = "jane";
  m_resolved.user.password = Secret("p:w");
  EXPECT_EQ(authorization(endpoint()), "Basic amFuZTpwOnc=");
}

TEST_F(MakeEndpoint, NobodySendsNothing) {
  EXPECT_EQ(authorization(endpoint()), "");
}

TEST_F(MakeEndpoint, PlainHttpGetsNoCredentialsButImpersonation) {
  m_resolved.cluster.server = "http://h:8080";
  m_resolved.cluster.ca_file = "/missing";
  m_resolved.user.token = Secret("t");
  m_resolved.user.cert_data = "CERT";
  m_resolved.user.as.user = "root";
  const auto made = endpoint();
  EXPECT_FALSE(made.authorize);
  EXPECT_FALSE(made.client_certificate);
  ASSERT_EQ(made.headers.size(), 1U);
  EXPECT_EQ(made.headers[0].name, "Impersonate-User");
}

TEST_F(MakeEndpoint, ImpersonationKeysAreEscaped) {
  m_resolved.user.as = {"root", "7", {"a", "b"}, {{"scopes %", {"x"}}, {"acme.io/P", {"y"}}}};
  std::vector<std::string> lines;
  for (const auto& [name, value] : endpoint().headers)
    lines.push_back(name + ": " + value);
  EXPECT_THAT(lines,
              testing::ElementsAre("Impersonate-User: root",
                                   "Impersonate-Uid: 7",
                                   "Impersonate-Group: a",
                                   "Impersonate-Group: b",
                                   "Impersonate-Extra-acme.io%2fP: y",
                                   "Impersonate-Extra-scopes%20%25: x"));
}

TEST_F(MakeEndpoint, TokenFileBeatsTheTokenAndIsReadAgainAfter50Seconds) {
  m_files["/t"] = " one\n";
  m_resolved.user.token_file = "/t";
  m_resolved.user.token = Secret("static");
  const auto made = endpoint();
  m_files["/t"] = "two";
  m_loop.advance(std::chrono::seconds(49));
  EXPECT_EQ(authorization(made), "Bearer one");
  m_loop.advance(std::chrono::seconds(1));
  EXPECT_EQ(authorization(made), "Bearer two");
  m_files.clear();
  m_loop.advance(std::chrono::seconds(50));
  EXPECT_EQ(authorization(made), "Bearer two");
}

TEST_F(MakeEndpoint, MissingTokenFileFallsBackToTheToken) {
  m_resolved.user.token_file = "/t";
  m_resolved.user.token = Secret("static");
  EXPECT_EQ(authorization(endpoint()), "Bearer static");
}

TEST_F(MakeEndpoint, MissingTokenFileWithoutTokenIsAnError) {
  m_resolved.user.token_file = "/t";
  EXPECT_EQ(refusal(), "open /t: no such file or directory");
}

TEST_F(MakeEndpoint, ProxyComesFromTheClusterElseFromTheEnvironment) {
  m_env = {{"HTTPS_PROXY", "upper:1"}, {"https_proxy", "lower:1"}, {"no_proxy", "other"}};
  auto second = MakeEndpoint::m_resolved.cluster;
  EXPECT_EQ(endpoint().proxy_url, "http://upper:1");
  second.proxy_url = "socks5://own";
  m_resolved.cluster = second;
  EXPECT_EQ(endpoint().proxy_url, "socks5://own");
  second.proxy_url.clear();
  m_resolved.cluster = second;
  m_env["NO_PROXY"] = "h";
  EXPECT_EQ(endpoint().proxy_url, "");
}

TEST_F(MakeEndpoint, UnknownAuthProviderIsAnErrorEvenNextToAToken) {
  m_resolved.user.auth_provider.emplace().name = "x";
  m_resolved.user.token = Secret("t");
  EXPECT_EQ(refusal(), "no Auth Provider found for name \"x\"");
}

TEST_F(MakeEndpoint, TokenAndUserNameExcludeEachOther) {
  m_files["/t"] = "t";
  m_resolved.user.token_file = "/t";
  m_resolved.user.username = "jane";
  EXPECT_EQ(refusal(), "username/password or bearer token may be set, but not both");
}

TEST_F(MakeEndpoint, PasswordWithoutUserNameIsNothing) {
  m_resolved.user.password = Secret("pw");
  EXPECT_EQ(authorization(endpoint()), "");
}

TEST_F(MakeEndpoint, UserOfTheServersUrlBeatsAllAndCountsForPlainHttpToo) {
  m_resolved.cluster.server = "http://ja%6Ee:p%3Aw@h";
  m_resolved.user.token = Secret("t");
  const auto made = endpoint();
  EXPECT_EQ(authorization(made), "Basic amFuZTpwOnc=");
  EXPECT_EQ(made.base_url, "http://h");
}

TEST_F(MakeEndpoint, UnusableExecVersionIsAnErrorEvenNextToAToken) {
  m_resolved.user.exec.emplace().api_version = "v0";
  m_resolved.user.token = Secret("t");
  EXPECT_EQ(refusal(), "exec plugin: invalid apiVersion \"v0\"");
}

TEST_F(MakeEndpoint, KeyOfAnotherCertificateIsAnError) {
  m_resolved.user.cert_data = test::pem("CERT");
  m_resolved.user.key_data = Secret(test::pem("OTHERKEY"));
  EXPECT_EQ(refusal(), "tls: private key does not match public key");
}

TEST_F(MakeEndpoint, ExecPluginIsRunAtTheFirstRequestUnlessThereIsAToken) {
  kubeconfig::Exec exec;
  exec.api_version = "client.authentication.k8s.io/v1beta1";
  exec.command = "sh";
  exec.args = {"-c",
               R"(printf '{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"%s"}}' )"
               R"("client.authentication.k8s.io/v1beta1" "$NAME")"};
  exec.env = {{"NAME", "from-plugin"}};
  exec.interactive = kubeconfig::Interactive::never;
  m_resolved.user.exec = exec;
  http::CurlEngine loop;
  std::string answered;
  const auto made = make_endpoint(std::move(m_resolved), system(), loop);
  const auto asked = made.authorize(nullptr, [&](Result<http::Credentials> answer) {
    answered = answer ? answer->authorization.reveal() : answer.error().message();
  });
  EXPECT_EQ(answered, "");
  loop.run_until([&] { return !answered.empty(); });
  EXPECT_EQ(answered, "Bearer from-plugin");
  m_resolved.cluster.server = "https://h";
  m_resolved.user.exec = exec;
  m_resolved.user.token = Secret("t");
  EXPECT_EQ(authorization(endpoint()), "Bearer t");
}

TEST_F(MakeEndpoint, Http2AndCompressionMayBeDisabled) {
  const auto usual = endpoint();
  EXPECT_FALSE(usual.disable_http2 || usual.disable_compression);
  m_resolved.cluster.server = "https://h";
  m_resolved.cluster.disable_compression = true;
  m_env["DISABLE_HTTP2"] = "false";  // as in client-go, any value counts
  const auto made = endpoint();
  EXPECT_TRUE(made.disable_http2);
  EXPECT_TRUE(made.disable_compression);
}

TEST_F(MakeEndpoint, ServerThatIsNoUrlIsAnError) {
  m_resolved.cluster.server = "https://h:port";
  EXPECT_THAT(refusal(), HasSubstr("invalid server of cluster \"c\""));
}

}  // namespace
}  // namespace kscan::auth
