#include "agent/registry.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using http::Method;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view basic_up = "Basic dTpw";  // u:p
const std::string image_url = "https://r.example.com/v2/team/app/manifests/1.0";
const std::string token_url =
    "https://auth.example.com/token?service=r&scope=repository%3Aa%3Apull";

/// All hosts on one FakeTransport, whose targets are then whole URLs.
class Prefixed final : public http::Transport {
public:
  Prefixed(http::Transport& inner, std::string base)
      : m_inner(inner),
        m_base(std::move(base)) {}
  io::Ticket start(http::Request request, http::Sink sink) override {
    request.target.insert(0, m_base);
    return m_inner.start(std::move(request), std::move(sink));
  }

private:
  http::Transport& m_inner;
  std::string m_base;
};

struct RegistryTest : testing::Test {
  test::FakeLoop loop;
  test::FakeTransport network{loop};
  RegistryProbe probe{
      [this](const std::string& base) { return std::make_unique<Prefixed>(network, base); }, loop};

  Verdict ask(std::string_view image = "r.example.com/team/app:1.0", std::string user = "u") {
    return probe.ask(image::parse(image).value(), {std::move(user), Secret(std::string("p"))});
  }
  void refuse(const std::string& challenge) {
    network.on(Method::head, image_url).reply(401, "", {{"WWW-Authenticate", challenge}});
  }
  std::vector<std::string> authorizations() {
    std::vector<std::string> result;
    for (const test::Sent& sent : network.requests())
      result.push_back(sent.authorization);
    return result;
  }
};

const std::string bearer =
    R"(Bearer realm="https://auth.example.com/token",service="r",scope="repository:a:pull")";

TEST_F(RegistryTest, AnswersBasicChallenges) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted);
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up));
}

TEST_F(RegistryTest, FetchesATokenForBearerChallenges) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(200, R"({"token":"t0k"})");
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted);
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, "Bearer t0k"));
}

TEST_F(RegistryTest, KnowsTheOtherNameOfATokenAndADefaultScope) {
  refuse("Bearer realm=\"https://auth.example.com/t?x=1\"");
  network.on(Method::get, "https://auth.example.com/t?x=1&scope=repository%3Ateam%2Fapp%3Apull")
      .reply(200, R"({"access_token":"t0k"})");
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted);
}

TEST_F(RegistryTest, TellsWhatTheTokenServerSaid) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(403);
  const Verdict verdict = ask();
  EXPECT_FALSE(verdict.accepted);
  EXPECT_TRUE(verdict.reachable);
  EXPECT_EQ(verdict.answer, "HTTP 403 from the token server");
}

TEST_F(RegistryTest, TellsWhatTheRegistrySaidToTheCredential) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(404);
  EXPECT_EQ(ask().answer, "HTTP 404");
}

TEST_F(RegistryTest, SendsNoCredentialWithoutAUserName) {
  refuse("Basic realm=\"x\"");
  EXPECT_EQ(ask("r.example.com/team/app:1.0", "").answer, "HTTP 401");
  EXPECT_THAT(authorizations(), ElementsAre(""));
}

TEST_F(RegistryTest, AsksDockerHubUnderItsRealNameAndByDigest) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  network.on(Method::head, "https://registry-1.docker.io/v2/library/nginx/manifests/" + digest)
      .reply(200);
  EXPECT_TRUE(ask("nginx@" + digest).accepted);
}

TEST_F(RegistryTest, FollowsRedirectsWithoutTheCredential) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", "https://cdn.example.com/m"}});
  network.on(Method::head, "https://cdn.example.com/m").reply(307, "", {{"Location", "/n"}});
  network.on(Method::head, "https://cdn.example.com/n").reply(200);
  EXPECT_TRUE(ask().accepted);
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, "", ""));
}

struct ForeignChallenge {
  const char* name;
  const char* challenge;
};

class RegistryForeignChallengeTest : public RegistryTest,
                                     public testing::WithParamInterface<ForeignChallenge> {
protected:
  const std::string elsewhere = "https://evil.example.com/m";
  // The realm is not scripted: a request to it would fail with other words.
  void ask_and_expect(const std::vector<std::string>& sent) {
    network.on(Method::head, elsewhere)
        .reply(401, "", {{"WWW-Authenticate", GetParam().challenge}})
        .always();
    const Verdict verdict = ask();
    EXPECT_FALSE(verdict.accepted);
    EXPECT_TRUE(verdict.reachable);
    EXPECT_EQ(verdict.answer, "HTTP 401 after a redirect");
    EXPECT_THAT(authorizations(), ElementsAreArray(sent));
    EXPECT_EQ(network.requests().back().target, elsewhere);
  }
};

TEST_P(RegistryForeignChallengeTest, GetsNothingInsteadOfTheRegistrys) {
  network.on(Method::head, image_url).reply(307, "", {{"Location", elsewhere}});
  ask_and_expect({"", ""});
}

TEST_P(RegistryForeignChallengeTest, GetsNothingAfterTheRegistrys) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", elsewhere}});
  ask_and_expect({"", std::string(basic_up), ""});
}

INSTANTIATE_TEST_SUITE_P(
    Registry,
    RegistryForeignChallengeTest,
    testing::Values(ForeignChallenge{"Bearer", "Bearer realm=\"https://evil.example.com/token\""},
                    ForeignChallenge{"BearerOfTheRegistrysHost",
                                     "Bearer realm=\"https://r.example.com/token\""},
                    ForeignChallenge{"Basic", "Basic realm=\"x\""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(RegistryTest, BelievesItsRegistryAfterARedirectWithin) {
  network.on(Method::head, image_url).reply(307, "", {{"Location", "/m"}}).always();
  network.on(Method::head, "https://r.example.com/m")
      .reply(401, "", {{"WWW-Authenticate", "Basic realm=\"x\""}});
  network.on(Method::head, "https://r.example.com/m").reply(200);
  EXPECT_TRUE(ask().accepted);
  EXPECT_THAT(authorizations(), ElementsAre("", "", basic_up, basic_up));
}

TEST_F(RegistryTest, KeepsTheCredentialOnTheRegistrysOwnHost) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", "HTTPS://R.example.com/m"}});
  network.on(Method::head, "https://r.example.com/m").reply(200);
  EXPECT_TRUE(ask().accepted);
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, basic_up));
}

TEST_F(RegistryTest, ToAnotherPortIsToAnotherHost) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", "https://r.example.com:1/m"}});
  network.on(Method::head, "https://r.example.com:1/m").reply(200);
  EXPECT_TRUE(ask().accepted);
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, ""));
}

TEST_F(RegistryTest, GivesUpInARedirectLoop) {
  network.on(Method::head, image_url).reply(302, "", {{"Location", image_url}}).always();
  EXPECT_EQ(ask().answer, "HTTP 302");
}

TEST_F(RegistryTest, SpeaksOnlyHttps) {
  refuse("Bearer realm=\"http://auth.example.com/token\"");
  EXPECT_THAT(ask().answer, HasSubstr("not https"));
  EXPECT_THAT(authorizations(), ElementsAre(""));
}

TEST_F(RegistryTest, RefusesAnAddressWithAUserInIt) {
  refuse("Bearer realm=\"https://r.example.com@evil.example.com/token\"");
  EXPECT_THAT(ask().answer, HasSubstr("plain host"));
}

TEST_F(RegistryTest, RefusesATokenServerWithoutAToken) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(200, "<html>");
  EXPECT_THAT(ask().answer, HasSubstr("no token"));
}

TEST_F(RegistryTest, KnowsWhenItCannotBeAsked) {
  network.on(Method::head, image_url).fail(Error(Errc::unavailable, "connection refused"));
  const Verdict verdict = ask();
  EXPECT_FALSE(verdict.accepted);
  EXPECT_FALSE(verdict.reachable);
  EXPECT_EQ(verdict.answer, "connection refused");
}

TEST_F(RegistryTest, SendsNothingButWhatItNeeds) {
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted);
  ASSERT_EQ(network.requests().size(), 1U);
  EXPECT_THAT(network.requests()[0].header("Accept"), HasSubstr("image.index.v1+json"));
  EXPECT_THAT(network.requests()[0].body, IsEmpty());
}

}  // namespace
}  // namespace kscan::agent
