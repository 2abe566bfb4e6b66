#include "http/proxy.hpp"

#include <gtest/gtest.h>

namespace kscan::http {
namespace {

struct Case {
  std::string name, url, no_proxy;
  bool proxied;
};

class NoProxy : public testing::TestWithParam<Case> {};

TEST_P(NoProxy, DecidesAsGoDoes) {
  const ProxyEnvironment environment{
      .http_proxy = "http://p", .https_proxy = "http://s", .no_proxy = GetParam().no_proxy};
  EXPECT_EQ(!proxy_for(GetParam().url, environment).empty(), GetParam().proxied);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    NoProxy,
    testing::Values(Case{"Nothing", "https://h.example", "", true},
                    Case{"Localhost", "https://localhost:6443", "", false},
                    Case{"Loopback4", "https://127.9.9.9", "", false},
                    Case{"Loopback6", "https://[::1]", "", false},
                    Case{"MappedLoopback", "https://[::ffff:127.0.0.1]", "", false},
                    Case{"Star", "https://h.example", "a,*", false},
                    Case{"Domain", "https://h.example", "example", false},
                    Case{"DomainItself", "https://example", "example", false},
                    Case{"DomainInAnyCase", "https://H.Example", " EXAMPLE ,", false},
                    Case{"NotAPartOfALabel", "https://badexample", "example", true},
                    Case{"DotMeansSubdomainsOnly", "https://example", ".example", true},
                    Case{"DotSubdomain", "https://h.example", ".example", false},
                    Case{"StarDot", "https://h.example", "*.example", false},
                    Case{"StarDotItself", "https://example", "*.example", true},
                    Case{"PortMatches", "https://h.example:6443", "h.example:6443", false},
                    Case{"PortDiffers", "https://h.example:6443", "h.example:443", true},
                    Case{"DefaultPortMatches", "https://h.example", "h.example:443", false},
                    Case{"Address", "https://10.0.0.1:6443", "10.0.0.1", false},
                    Case{"AddressAndPort", "https://10.0.0.1:6443", "10.0.0.1:1", true},
                    Case{"Address6", "https://[fd00::1]:6443", "[fd00::1]:6443", false},
                    Case{"Cidr", "https://10.1.2.3", "10.0.0.0/8", false},
                    Case{"OutsideCidr", "https://11.1.2.3", "10.0.0.0/8", true},
                    Case{"Cidr6", "https://[fd00::5]", "fd00::/16", false},
                    Case{"CidrOfTheOtherFamily", "https://10.1.2.3", "::/0", true},
                    Case{"CidrIsNotForNames", "https://h.example", "0.0.0.0/0", true},
                    Case{"BadCidrIsAName", "https://10.1.2.3", "10.0.0.0/33", true}),
    [](const auto& tested) { return tested.param.name; });

TEST(ProxyFor, PicksByScheme) {
  const ProxyEnvironment environment{.http_proxy = "http://a:1", .https_proxy = "socks5://b:2"};
  EXPECT_EQ(proxy_for("http://h", environment), "http://a:1");
  EXPECT_EQ(proxy_for("https://h", environment), "socks5://b:2");
  EXPECT_EQ(proxy_for("https://h", {.http_proxy = "http://a:1"}), "");
}

TEST(ProxyFor, ValueWithoutSchemeIsHttp) {
  EXPECT_EQ(proxy_for("https://h", {.https_proxy = "u:p@proxy:3128"}), "http://u:p@proxy:3128");
}

TEST(ProxyFor, ValueThatIsNoUrlIsIgnored) {
  EXPECT_EQ(proxy_for("https://h", {.https_proxy = "a b"}), "");
}

}  // namespace
}  // namespace kscan::http
