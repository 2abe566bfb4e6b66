#include "support/real_proxy.hpp"
#include "transport_fixture.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <memory>

namespace kscan::http {
namespace {

using test::RealProxy;
using testing::HasSubstr;
using testing::Not;

constexpr auto user = "jane";
constexpr auto password = "hunter2";
const std::string login = std::string(user) + ":" + password;

class CurlProxyTest : public TransportFixture {
protected:
  static void SetUpTestSuite() {
    s_server = std::make_unique<FakeServer>(test::ServerOptions{
        .certificate = authority().issue("server", {"IP:127.0.0.1"}), .http2 = true});
  }
  static void TearDownTestSuite() { s_server.reset(); }
  Endpoint behind(const std::string& proxy_url) {
    auto to = endpoint(*s_server);
    to.proxy_url = proxy_url;
    return to;
  }
  std::string reached(const std::string& proxy_url) {
    CurlTransport transport(m_engine, behind(proxy_url));
    const auto& seen = finish(start(transport, "/echo"));
    return *seen.end ? json::parse(seen.body()).value("version", "") : seen.end->error().message();
  }
  Error error_of(const Endpoint& to) {
    CurlTransport transport(m_engine, to);
    auto error = failure(transport);
    EXPECT_THAT(error.message() + error.hint(), Not(HasSubstr(password)));
    return error;
  }
  Error refusal(const std::string& proxy_url) { return error_of(behind(proxy_url)); }
  static std::string server() { return "127.0.0.1:" + s_server->port(); }

  static inline std::unique_ptr<FakeServer> s_server;
};

TEST_F(CurlProxyTest, RealHttpProxyLeadsToTheServer) {
  const RealProxy open(RealProxy::Kind::http);
  EXPECT_EQ(reached("http://" + open.address()), "2");
  const RealProxy closed(RealProxy::Kind::http, user, password);
  EXPECT_EQ(reached("http://" + login + "@" + closed.address()), "2");
}

TEST_F(CurlProxyTest, RealSocksProxyLeadsToTheServer) {
  const RealProxy open(RealProxy::Kind::socks5);
  EXPECT_EQ(reached("socks5://" + open.address()), "2");
  const RealProxy closed(RealProxy::Kind::socks5, user, password);
  EXPECT_EQ(reached("socks5://" + login + "@" + closed.address()), "2");
}

TEST_F(CurlProxyTest, UserAndPasswordMayBePercentEncoded) {
  const RealProxy proxy(RealProxy::Kind::socks5, "ja@ne", "p:w/");
  EXPECT_EQ(reached("socks5://ja%40ne:p%3Aw%2F@" + proxy.address()), "2");
}

TEST_F(CurlProxyTest, HttpsProxyIsVerifiedByTheSameAuthority) {
  const FakeServer proxy(test::ServerOptions{
      .certificate = authority().issue("proxy", {"IP:127.0.0.1"}), .proxy_login = login});
  EXPECT_EQ(reached("https://" + login + "@127.0.0.1:" + proxy.port()), "2");
}

TEST_F(CurlProxyTest, TlsServerNameHoldsBehindAProxyToo) {
  const FakeServer named(authority().issue("x", {"DNS:api.example"}), "");
  const RealProxy proxy(RealProxy::Kind::http);
  auto to = endpoint(named);
  to.proxy_url = "http://" + proxy.address();
  to.tls_server_name = "api.example";
  CurlTransport transport(m_engine, to);
  EXPECT_EQ(echo(transport, {}).value("sni", ""), "api.example");
}

TEST_F(CurlProxyTest, NothingForTheServerIsSentToTheProxy) {
  const FakeServer proxy(test::ServerOptions{.proxy_login = login});
  auto to = behind("http://" + login + "@127.0.0.1:" + proxy.port());
  to.headers = {{"Impersonate-User", "root"}};
  to.authorize = answer_at_once([](const Credentials*) -> Result<Credentials> {
    return Credentials{.authorization = Secret("Bearer for-the-server")};
  });
  CurlTransport transport(m_engine, to);
  const auto headers = echo(transport, {})["headers"];
  EXPECT_EQ(headers["authorization"], json::array({"Bearer for-the-server"}));
  EXPECT_FALSE(headers.contains("proxy-authorization"));
  CurlTransport direct(m_engine, {.base_url = proxy.url()});
  const auto stats = json::parse(finish(start(direct, "/stats")).body());
  ASSERT_EQ(stats["proxied"].size(), 1U);
  EXPECT_EQ(stats["proxied"][0]["target"], server());
  const auto sent = stats["proxied"][0]["headers"];
  EXPECT_FALSE(sent.contains("authorization"));
  EXPECT_FALSE(sent.contains("impersonate-user"));
  EXPECT_TRUE(sent.contains("proxy-authorization"));
}

TEST_F(CurlProxyTest, EnvironmentCountsForNothing) {
  const FakeServer proxy;
  ::setenv("no_proxy", "*", 1);
  ::setenv("ALL_PROXY", "http://nowhere.invalid", 1);
  CurlTransport transport(m_engine, {.base_url = "http://far.example", .proxy_url = proxy.url()});
  EXPECT_EQ(echo(transport, {}).value("target", ""), "http://far.example/echo");
  EXPECT_EQ(reached(""), "2");
  ::unsetenv("no_proxy");
  ::unsetenv("ALL_PROXY");
}

TEST_F(CurlProxyTest, ProxyThatWantsAPasswordIsToldAsSuch) {
  const RealProxy proxy(RealProxy::Kind::http, user, password);
  const auto none = refusal("http://" + proxy.address());
  EXPECT_EQ(none.code(), Errc::config);
  EXPECT_EQ(none.message(), "Unable to connect to the server: Proxy Authentication Required");
  EXPECT_THAT(none.hint(), HasSubstr(proxy.address()));
  const auto wrong = refusal("http://joe:" + std::string(password) + "2@" + proxy.address());
  EXPECT_EQ(wrong.code(), Errc::config);
  EXPECT_EQ(wrong.message(), "Unable to connect to the server: Unauthorized");
  EXPECT_EQ(wrong.hint(), none.hint());
}

TEST_F(CurlProxyTest, SocksProxyThatWantsAPasswordIsToldAsSuch) {
  const RealProxy proxy(RealProxy::Kind::socks5, user, password);
  const auto where = "Unable to connect to the server: socks connect tcp " + proxy.address() + "->"
                     + server() + ": ";
  const auto none = refusal("socks5://" + proxy.address());
  EXPECT_EQ(none.code(), Errc::config);
  EXPECT_EQ(none.message(), where + "no acceptable authentication methods");
  const auto wrong = refusal("socks5://joe:" + std::string(password) + "@" + proxy.address());
  EXPECT_EQ(wrong.code(), Errc::config);
  EXPECT_EQ(wrong.message(), where + "username/password authentication failed");
}

TEST_F(CurlProxyTest, ProxyWhereNobodyListensIsNamedAndNotTheServer) {
  const auto proxy = "127.0.0.1:" + test::free_port();
  const auto http = refusal("http://" + login + "@" + proxy);
  EXPECT_EQ(http.code(), Errc::unavailable);
  EXPECT_EQ(http.message(),
            "Unable to connect to the server: proxyconnect tcp: dial tcp " + proxy
                + ": connect: connection refused");
  EXPECT_THAT(http.hint(), HasSubstr("proxy-url"));
  EXPECT_EQ(refusal("socks5://" + login + "@" + proxy).message(),
            "Unable to connect to the server: socks connect tcp " + proxy + "->" + server()
                + ": dial tcp " + proxy + ": connect: connection refused");
}

TEST_F(CurlProxyTest, ProxyWithoutAnAddressIsNamed) {
  EXPECT_EQ(refusal("http://" + login + "@proxy.invalid:3128").message(),
            "Unable to connect to the server: proxyconnect tcp: dial tcp: lookup proxy.invalid: no "
            "such host");
  EXPECT_EQ(refusal("socks5://" + login + "@proxy.invalid").message(),
            "Unable to connect to the server: socks connect tcp proxy.invalid:1080->" + server()
                + ": dial tcp: lookup proxy.invalid: no such host");
}

TEST_F(CurlProxyTest, HttpsProxyOfAnotherAuthorityIsRefused) {
  const CertificateAuthority other("other");
  const FakeServer proxy(other.issue("proxy", {"IP:127.0.0.1"}), "");
  const auto error = refusal("https://" + login + "@127.0.0.1:" + proxy.port());
  EXPECT_EQ(error.code(), Errc::config);
  EXPECT_EQ(error.message(),
            "Unable to connect to the server: proxyconnect tcp: tls: failed to verify certificate: "
            "x509: certificate signed by unknown authority");
}

TEST_F(CurlProxyTest, TargetThatRefusesBehindASocksProxyIsToldByTheProxy) {
  const RealProxy proxy(RealProxy::Kind::socks5);
  const auto target = "127.0.0.1:" + test::free_port();
  const auto error =
      error_of({.base_url = "https://" + target, .proxy_url = "socks5://" + proxy.address()});
  EXPECT_EQ(error.code(), Errc::unavailable);
  EXPECT_EQ(error.message(),
            "Unable to connect to the server: socks connect tcp " + proxy.address() + "->" + target
                + ": unknown error connection refused");
}

struct Refusal {
  std::string name;
  std::string proxy;
  std::string target;
  Errc code;
  std::string message;
};

class CurlProxyRefusal : public CurlProxyTest, public testing::WithParamInterface<Refusal> {};

TEST_P(CurlProxyRefusal, IsToldWithoutThePassword) {
  const FakeServer proxy(test::ServerOptions{.proxy_login = login});
  auto url = GetParam().proxy;
  if (const auto at = url.find("PORT"); at != std::string::npos) url.replace(at, 4, proxy.port());
  const auto error = error_of({.base_url = GetParam().target, .proxy_url = url});
  EXPECT_EQ(error.code(), GetParam().code);
  EXPECT_EQ(error.message(), "Unable to connect to the server: " + GetParam().message);
}

const std::string fake_proxy = "http://" + login + "@127.0.0.1:PORT";

INSTANTIATE_TEST_SUITE_P(
    Table,
    CurlProxyRefusal,
    testing::Values(
        Refusal{"Policy", fake_proxy, "https://forbidden.example", Errc::config, "Forbidden"},
        Refusal{"NoGateway", fake_proxy, "https://gone.example", Errc::unavailable, "Bad Gateway"},
        Refusal{"Slow", fake_proxy, "https://slow.example", Errc::unavailable, "Gateway Timeout"},
        Refusal{"Closes",
                fake_proxy,
                "https://cut.example",
                Errc::unavailable,
                "proxyconnect tcp: EOF"},
        Refusal{"UnknownScheme",
                "ftp://" + login + "@127.0.0.1:PORT",
                "https://h.example",
                Errc::config,
                "proxyconnect tcp: unsupported proxy scheme \"ftp\""},
        Refusal{"NoUrl",
                "http://" + login + "@[::1",
                "https://h.example",
                Errc::config,
                "proxyconnect tcp: invalid proxy URL"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::http
