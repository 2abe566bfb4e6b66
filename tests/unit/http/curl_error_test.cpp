#include "http/curl_error.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace kscan::http {
namespace {

struct Case {
  std::string name;
  CurlFailure failure;
  Errc code;
  std::string message;
};

CurlFailure make(int code, std::string detail = {}) {
  CurlFailure failure;
  failure.code = code;
  failure.detail = std::move(detail);
  failure.host = "h";
  failure.peer = "h:1";
  return failure;
}

CurlFailure refused() {
  auto failure = make(CURLE_COULDNT_CONNECT);
  failure.os_errno = ECONNREFUSED;
  return failure;
}

CurlFailure unknown_authority() {
  auto failure = make(CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: whatever");
  failure.verify_result = 20;
  return failure;
}

CurlFailure silent() {
  auto failure = make(CURLE_OPERATION_TIMEDOUT);
  failure.connected = true;
  return failure;
}

CurlFailure broken() {
  auto failure = make(CURLE_RECV_ERROR, "reset");
  failure.has_head = true;
  return failure;
}

CurlFailure no_route() {
  auto failure = make(CURLE_COULDNT_CONNECT);
  failure.os_errno = EHOSTUNREACH;
  return failure;
}

/// What goes wrong before there is a tunnel through the proxy p:2.
CurlFailure by_proxy(const std::string& scheme, int code, long connect_code = 0) {
  auto failure = make(code, "http://user:password@p:2");
  failure.proxy = {.scheme = scheme, .host = "p", .peer = "p:2"};
  failure.connect_code = connect_code;
  return failure;
}

CurlFailure plain_proxy() {
  auto failure = by_proxy("https", CURLE_SSL_CONNECT_ERROR);
  failure.detail = "error:0A00010B:SSL routines::wrong version number";
  return failure;
}

CurlFailure by_socks(long reply) {
  auto failure = by_proxy("socks5", CURLE_PROXY);
  failure.proxy_error = reply;
  return failure;
}

CurlFailure behind_proxy(CurlFailure failure) {
  failure.proxy = {.scheme = "http", .host = "p", .peer = "p:2"};
  failure.connect_code = 200;
  return failure;
}

class CurlErrorTable : public testing::TestWithParam<Case> {};

TEST_P(CurlErrorTable, SpeaksAsKubectlDoes) {
  const auto error = curl_error(GetParam().failure);
  EXPECT_EQ(error.code(), GetParam().code);
  EXPECT_EQ(error.message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    ByProxy,
    CurlErrorTable,
    testing::Values(
        Case{"Timeout",
             by_proxy("http", CURLE_OPERATION_TIMEDOUT),
             Errc::timeout,
             "Unable to connect to the server: no connection to h:1 through the proxy p:2 in time"},
        Case{"Busy",
             by_proxy("http", CURLE_RECV_ERROR, 429),
             Errc::unavailable,
             "Unable to connect to the server: Too Many Requests"},
        Case{"UnknownStatus",
             by_proxy("http", CURLE_RECV_ERROR, 599),
             Errc::unavailable,
             "Unable to connect to the server: the proxy answered 599"},
        Case{
            "NoSocks",
            by_socks(CURLPX_BAD_VERSION),
            Errc::unavailable,
            "Unable to connect to the server: socks connect tcp p:2->h:1: the proxy does not speak "
            "SOCKS 5"},
        Case{
            "SocksPolicy",
            by_socks(CURLPX_REPLY_NOT_ALLOWED),
            Errc::config,
            "Unable to connect to the server: socks connect tcp p:2->h:1: unknown error connection "
            "not allowed by ruleset"},
        Case{
            "PlainHttpOnHttps",
            plain_proxy(),
            Errc::config,
            "Unable to connect to the server: proxyconnect tcp: http: server gave HTTP response to "
            "HTTPS client"},
        Case{"ServersCertificateIsNotTheProxys",
             behind_proxy(unknown_authority()),
             Errc::config,
             "Unable to connect to the server: tls: failed to verify certificate: x509: "
             "certificate signed by unknown authority"}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Table,
    CurlErrorTable,
    testing::Values(
        Case{"Refused",
             refused(),
             Errc::unavailable,
             "The connection to the server h:1 was refused - did you specify the right host or "
             "port?"},
        Case{"UnknownHost",
             make(CURLE_COULDNT_RESOLVE_HOST),
             Errc::unavailable,
             "Unable to connect to the server: dial tcp: lookup h: no such host"},
        Case{"NoRoute",
             no_route(),
             Errc::unavailable,
             "Unable to connect to the server: dial tcp h:1: connect: no route to host"},
        Case{"ClosedAtOnce",
             make(CURLE_GOT_NOTHING),
             Errc::unavailable,
             "Unable to connect to the server: EOF"},
        Case{"HeadersWithoutEnd",
             make(CURLE_OUT_OF_MEMORY),
             Errc::protocol,
             "the server h:1 sent too much in its headers"},
        Case{"UnknownAuthority",
             unknown_authority(),
             Errc::config,
             "Unable to connect to the server: tls: failed to verify certificate: x509: "
             "certificate signed by unknown authority"},
        Case{"ConnectTimeout",
             make(CURLE_OPERATION_TIMEDOUT),
             Errc::timeout,
             "Unable to connect to the server: dial tcp h:1: i/o timeout"},
        Case{"SilentServer", silent(), Errc::timeout, "no answer from the server h:1 in time"},
        Case{"PlainHttpServer",
             make(CURLE_SSL_CONNECT_ERROR, "error:0A00010B:SSL routines::wrong version number"),
             Errc::config,
             "Unable to connect to the server: http: server gave HTTP response to HTTPS client"},
        Case{"ClientCertificateRefused",
             make(CURLE_RECV_ERROR, "tlsv13 alert certificate required"),
             Errc::config,
             "Unable to connect to the server: tls: tlsv13 alert certificate required"},
        Case{"HandshakeCutOff",
             make(CURLE_SSL_CONNECT_ERROR, "SSL_ERROR_SYSCALL"),
             Errc::unavailable,
             "Unable to connect to the server: tls: SSL_ERROR_SYSCALL"},
        Case{"StreamCutOff",
             broken(),
             Errc::unavailable,
             "the connection to the server h:1 was lost: reset"},
        Case{"NotHttp",
             make(CURLE_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9 when not allowed"),
             Errc::protocol,
             "the server h:1 sent no HTTP: Received HTTP/0.9 when not allowed"}),
    [](const auto& tested) { return tested.param.name; });

TEST(CurlErrorHint, SaysWhatToDoAboutAWrongName) {
  const auto error = curl_error(
      make(CURLE_PEER_FAILED_VERIFICATION,
           "SSL: no alternative certificate subject name matches target host name '127.0.0.1'"));
  EXPECT_NE(error.hint().find("tls-server-name"), std::string::npos);
  EXPECT_FALSE(curl_error(unknown_authority()).hint().empty());
}

}  // namespace
}  // namespace kscan::http
