#include "auth/server.hpp"

#include <gtest/gtest.h>

namespace kscan::auth {
namespace {

struct Good {
  std::string name, text, shown, base_url, authorization;
};

class ParseServer : public testing::TestWithParam<Good> {};

TEST_P(ParseServer, TakesWhatClientGoTakes) {
  const auto server = parse_server(GetParam().text);
  ASSERT_TRUE(server) << server.error().message();
  EXPECT_EQ(server->text, GetParam().shown);
  EXPECT_EQ(http::to_string(server->url), GetParam().base_url);
  EXPECT_EQ(server->authorization.reveal(), GetParam().authorization);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    ParseServer,
    testing::Values(
        Good{"Plain", "https://h:6443", "https://h:6443", "https://h:6443", ""},
        Good{"SchemeInCapitals", "HTTPS://H", "https://H", "https://h", ""},
        Good{"Prefix", "https://h/a/b/?q#f", "https://h/a/b/", "https://h/a/b", ""},
        Good{"QueryOfTheHost", "https://h?q", "https://h", "https://h", ""},
        Good{"FragmentOfAPathIsPath", "https://h/p#f", "https://h/p%23f", "https://h/p%23f", ""},
        Good{"FragmentOfTheHost", "https://h#f", "https://h", "https://h", ""},
        Good{"Spaces", "https://h/a b", "https://h/a%20b", "https://h/a%20b", ""},
        Good{"Escapes", "https://h/a%2Fb", "https://h/a%2Fb", "https://h/a%2Fb", ""},
        Good{"User", "https://u:p%40%7a@h", "https://h", "https://h", "Basic dTpwQHo="},
        Good{"UserWithoutPassword", "https://u@h", "https://h", "https://h", "Basic dTo="},
        Good{"UserWithoutAnything", "https://@h", "https://h", "https://h", "Basic Og=="}),
    [](const auto& tested) { return tested.param.name; });

TEST(ParseServer, DoesNotRepeatAPasswordThatItCannotUse) {
  const auto server = parse_server("https://u:secret@h:port");
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().message().find("secret"), std::string::npos);
}

TEST(ParseServer, RefusesEscapesThatAreNone) {
  for (const auto* text : {"https://h/%zz", "https://h/%2", "https://%h", "https://u%@h"})
    EXPECT_FALSE(parse_server(text)) << text;
}

struct Masked {
  std::string name, url, shown;
};

class Redacted : public testing::TestWithParam<Masked> {};

TEST_P(Redacted, HidesThePassword) {
  EXPECT_EQ(redacted(GetParam().url), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    Redacted,
    testing::Values(Masked{"None", "", ""},
                    Masked{"NoUser", "http://p:3128", "http://p:3128"},
                    Masked{"User", "http://u@p:1", "http://u@p:1"},
                    Masked{"Password", "http://u:secret@p:1/x", "http://u:xxxxx@p:1/x"},
                    Masked{"PasswordWithAt", "http://u:s@e@p", "http://u:xxxxx@p"},
                    Masked{"AtInThePath", "http://p/u:x@y", "http://p/u:x@y"},
                    Masked{"SchemeInCapitals", "HTTP://P", "http://P"},
                    Masked{"NoScheme", "u:p@h", "u:p@h"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::auth
