#include "http/url.hpp"

#include <gtest/gtest.h>

namespace kscan::http {
namespace {

struct Case {
  std::string name, text;
  Url url;
};

class ParseUrl : public testing::TestWithParam<Case> {};

TEST_P(ParseUrl, IsTakenApart) {
  const auto url = parse_url(GetParam().text);
  ASSERT_TRUE(url) << url.error().message();
  EXPECT_EQ(*url, GetParam().url);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ParseUrl,
    testing::Values(
        Case{"Plain", "https://h:6443", {"https", "", "h", "6443", ""}},
        Case{"DefaultPorts", "http://h", {"http", "", "h", "80", ""}},
        Case{"CaseOfSchemeAndHost", "HTTPS://H.Example", {"https", "", "h.example", "443", ""}},
        Case{"PathPrefix", "https://h/k8s/c-1/", {"https", "", "h", "443", "/k8s/c-1"}},
        Case{"QueryAndFragmentAreCut", "https://h/p?q=/x#f", {"https", "", "h", "443", "/p"}},
        Case{"QueryWithoutPath", "https://h?q", {"https", "", "h", "443", ""}},
        Case{"IPv6", "https://[2001:DB8::1]:6443", {"https", "", "2001:db8::1", "6443", ""}},
        Case{"UserInfo", "http://u:p@x@h:1", {"http", "u:p@x", "h", "1", ""}},
        Case{"EmptyPort", "https://h:", {"https", "", "h", "443", ""}}),
    [](const auto& tested) { return tested.param.name; });

TEST(BadUrl, IsRefusedAndNotRepeated) {
  for (const auto* text : {"",
                           "h:6443",
                           "1.2.3.4",
                           "https://",
                           "https:///p",
                           "https://:1",
                           "https://h:x",
                           "https://h:65536",
                           "https://[::1",
                           "https://[::1]x",
                           "https://se cret",
                           "https://secret\n"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message().find("secret"), std::string::npos);
  }
}

TEST(UrlText, HasNoUserInfoAndNoDefaultPort) {
  EXPECT_EQ(to_string(*parse_url("https://u:p@[::1]:443/a/")), "https://[::1]/a");
  EXPECT_EQ(to_string(*parse_url("http://h:443")), "http://h:443");
  EXPECT_EQ(host_port(*parse_url("https://[::1]")), "[::1]:443");
}

TEST(PercentEncode, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a=b,c in (d)/\xc3\xa9"), "a%3Db%2Cc%20in%20%28d%29%2F%C3%A9");
}

}  // namespace
}  // namespace kscan::http
