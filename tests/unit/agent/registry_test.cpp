#include "agent/registry.hpp"
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::agent {
namespace {

using handoff::Answer;
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
  std::vector<std::string> unverified;  ///< base URLs that were asked without verification
  RegistryProbe probe{[this](const std::string& base, bool insecure) {
                        if (insecure) unverified.push_back(base);
                        return std::make_unique<Prefixed>(network, base);
                      },
                      loop,
                      {"Plain.example.com:5000"}};

  Verdict ask(std::string_view image = "r.example.com/team/app:1.0", std::string user = "u") {
    return probe.ask(image::parse(image).value(), {std::move(user), Secret(std::string("p"))});
  }
  void refuse(const std::string& challenge) {
    network.on(Method::head, image_url).reply(401, "", {{"WWW-Authenticate", challenge}});
  }
  /// What a HEAD cannot tell is asked for by GET.
  void explain(int status, const std::string& body = {}) {
    network.on(Method::head, image_url).reply(status);
    network.on(Method::get, image_url).reply(status, body);
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
  EXPECT_TRUE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up));
}

TEST_F(RegistryTest, FetchesATokenForBearerChallenges) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(200, R"({"token":"t0k"})");
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, "Bearer t0k"));
}

TEST_F(RegistryTest, KnowsTheOtherNameOfATokenAndADefaultScope) {
  refuse("Bearer realm=\"https://auth.example.com/t?x=1\"");
  network.on(Method::get, "https://auth.example.com/t?x=1&scope=repository%3Ateam%2Fapp%3Apull")
      .reply(200, R"({"access_token":"t0k"})");
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted());
}

TEST_F(RegistryTest, TakesNoTokenThatCannotStandInAHeader) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(200, R"({"token":"t0k\nX-Evil: 1"})");
  const Verdict verdict = ask();
  EXPECT_EQ(verdict.answer, Answer::other);
  EXPECT_TRUE(verdict.reachable());
}

TEST_F(RegistryTest, TellsWhatTheTokenServerSaid) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(403);
  const Verdict verdict = ask();
  EXPECT_EQ(verdict.answer, Answer::denied);
  EXPECT_EQ(verdict.text, "HTTP 403 from the token server");
}

TEST_F(RegistryTest, TellsWhatTheRegistrySaidToTheCredential) {
  refuse("Basic realm=\"x\"");
  explain(404);
  const Verdict verdict = ask();
  EXPECT_EQ(verdict.answer, Answer::not_found);
  EXPECT_EQ(verdict.text, "HTTP 404");
}

TEST_F(RegistryTest, SendsNoCredentialWithoutAUserName) {
  refuse("Basic realm=\"x\"");
  EXPECT_EQ(ask("r.example.com/team/app:1.0", "").text, "HTTP 401");
  EXPECT_THAT(authorizations(), ElementsAre(""));
}

TEST_F(RegistryTest, AsksDockerHubUnderItsRealNameAndByDigest) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  network.on(Method::head, "https://registry-1.docker.io/v2/library/nginx/manifests/" + digest)
      .reply(200);
  EXPECT_TRUE(ask("nginx@" + digest).accepted());
}

TEST_F(RegistryTest, FollowsRedirectsWithoutTheCredential) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", "https://cdn.example.com/m"}});
  network.on(Method::head, "https://cdn.example.com/m").reply(307, "", {{"Location", "/n"}});
  network.on(Method::head, "https://cdn.example.com/n").reply(200);
  EXPECT_TRUE(ask().accepted());
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
    EXPECT_EQ(verdict.answer, Answer::unauthorized);
    EXPECT_EQ(verdict.text, "HTTP 401 after a redirect");
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
  EXPECT_TRUE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", "", basic_up, basic_up));
}

TEST_F(RegistryTest, KeepsTheCredentialOnTheRegistrysOwnHost) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", "HTTPS://R.example.com/m"}});
  network.on(Method::head, "https://r.example.com/m").reply(200);
  EXPECT_TRUE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, basic_up));
}

TEST_F(RegistryTest, ToAnotherPortIsToAnotherHost) {
  refuse("Basic realm=\"x\"");
  network.on(Method::head, image_url).reply(307, "", {{"Location", "https://r.example.com:1/m"}});
  network.on(Method::head, "https://r.example.com:1/m").reply(200);
  EXPECT_TRUE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, ""));
}

TEST_F(RegistryTest, GivesUpInARedirectLoop) {
  network.on(Method::head, image_url).reply(302, "", {{"Location", image_url}}).always();
  EXPECT_EQ(ask().text, "HTTP 302");
}

TEST_F(RegistryTest, SpeaksOnlyHttps) {
  refuse("Bearer realm=\"http://auth.example.com/token\"");
  EXPECT_THAT(ask().text, HasSubstr("not https"));
  EXPECT_THAT(authorizations(), ElementsAre(""));
}

TEST_F(RegistryTest, RefusesAnAddressWithAUserInIt) {
  refuse("Bearer realm=\"https://r.example.com@evil.example.com/token\"");
  EXPECT_THAT(ask().text, HasSubstr("plain host"));
}

TEST_F(RegistryTest, RefusesATokenServerWithoutAToken) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(200, "<html>");
  EXPECT_THAT(ask().text, HasSubstr("no token"));
}

TEST_F(RegistryTest, KnowsWhenItCannotBeAsked) {
  network.on(Method::head, image_url).fail(Error(Errc::unavailable, "connection refused"));
  const Verdict verdict = ask();
  EXPECT_EQ(verdict.answer, Answer::network);
  EXPECT_FALSE(verdict.reachable());
  EXPECT_EQ(verdict.text, "connection refused");
  EXPECT_EQ(ask("r.example.com/other:1").text, "connection refused") << "without another request";
}

TEST_F(RegistryTest, HearsTheRegistrysOwnWords) {
  refuse("Basic realm=\"x\"");
  explain(403, R"({"errors":[{"code":"DENIED","message":"requested access is denied"}]})");
  const Verdict verdict = ask();
  EXPECT_EQ(verdict.answer, Answer::denied);
  EXPECT_EQ(verdict.text, "HTTP 403: DENIED: requested access is denied");
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, basic_up));
}

TEST_F(RegistryTest, HearsTheTokenServersOwnWords) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(401, R"({"details":"incorrect user name"})");
  EXPECT_EQ(ask().text, "HTTP 401 from the token server: incorrect user name");
}

TEST_F(RegistryTest, BelievesAGetMoreThanAHead) {
  network.on(Method::head, image_url).reply(405);
  network.on(Method::get, image_url).reply(200, std::string(1 << 20, 'x'));
  EXPECT_TRUE(ask().accepted());
}

TEST_F(RegistryTest, AsksOnceWithACredentialThatIsNotTaken) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(200, R"({"token":"t0k"})");
  network.on(Method::head, image_url).reply(401, "", {{"WWW-Authenticate", bearer}}).always();
  network.on(Method::get, image_url).reply(401, "", {{"WWW-Authenticate", bearer}}).always();
  EXPECT_EQ(ask().answer, Answer::unauthorized);
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, "Bearer t0k", "Bearer t0k"));
}

TEST_F(RegistryTest, FollowsATokenServersRedirectWithoutTheCredential) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(302, "", {{"Location", "https://evil.example.com/t"}});
  network.on(Method::get, "https://evil.example.com/t").reply(200, R"({"token":"t0k"})");
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", basic_up, "", "Bearer t0k"));
}

TEST_F(RegistryTest, ReadsNoMoreOfATokenThanItShould) {
  refuse(bearer);
  network.on(Method::get, token_url)
      .stream({R"({"token":")", std::string(1 << 20, 'x'), "\"}"})
      .hang();
  EXPECT_EQ(ask().text, "no token from the token server");
}

TEST_F(RegistryTest, SaysThatATokenServerIsNotThere) {
  refuse(bearer);
  network.on(Method::get, token_url).reply(404);
  EXPECT_EQ(ask().answer, Answer::other);
}

TEST_F(RegistryTest, WaitsOnceWhenItIsToldHowLong) {
  network.on(Method::head, image_url).reply(429, "", {{"Retry-After", "7"}});
  network.on(Method::head, image_url).reply(200);
  const auto before = loop.now();
  EXPECT_TRUE(ask().accepted());
  EXPECT_GE(loop.now() - before, std::chrono::seconds(7));
  network.on(Method::head, image_url).reply(429, "", {{"Retry-After", "7"}});
  EXPECT_EQ(ask().answer, Answer::rate_limited);
}

struct LongWait {
  const char* name;
  const char* retry_after;
};

class RegistryWaitTest : public RegistryTest, public testing::WithParamInterface<LongWait> {};

TEST_P(RegistryWaitTest, DoesNotWaitForLong) {
  network.on(Method::head, image_url).reply(429, "", {{"Retry-After", GetParam().retry_after}});
  const Verdict verdict = ask();
  EXPECT_EQ(verdict.answer, Answer::rate_limited);
  EXPECT_EQ(verdict.text, "HTTP 429");
}

INSTANTIATE_TEST_SUITE_P(Registry,
                         RegistryWaitTest,
                         testing::Values(LongWait{"Eleven", "11"},
                                         LongWait{"Date", "Wed, 21 Oct 2026 07:28:00 GMT"},
                                         LongWait{"Negative", "-1"},
                                         LongWait{"Huge", "99999999999999999999"},
                                         LongWait{"Nothing", ""}),
                         [](const auto& row) { return std::string(row.param.name); });

const std::string plain_image = "plain.example.com:5000/app:1";
const std::string plain_target = "plain.example.com:5000/v2/app/manifests/1";

TEST_F(RegistryTest, VerifiesNothingOfAnInsecureRegistry) {
  network.on(Method::head, "https://" + plain_target).reply(200);
  EXPECT_TRUE(ask(plain_image).accepted());
  EXPECT_THAT(unverified, ElementsAre("https://plain.example.com:5000"));
}

TEST_F(RegistryTest, SpeaksPlainHttpWithAnInsecureRegistry) {
  network.on(Method::head, "https://" + plain_target).fail(Error(Errc::config, "no TLS"));
  network.on(Method::head, "http://" + plain_target)
      .reply(401, "", {{"WWW-Authenticate", R"(Bearer realm="http://plain.example.com:5000/t")"}});
  network.on(Method::get, "http://plain.example.com:5000/t?scope=repository%3Aapp%3Apull")
      .reply(200, R"({"token":"t0k"})");
  network.on(Method::head, "http://" + plain_target).reply(200);
  EXPECT_TRUE(ask(plain_image).accepted());
  EXPECT_THAT(authorizations(), ElementsAre("", "", basic_up, "Bearer t0k"));
}

TEST_F(RegistryTest, TellsWhyHttpsFailedWhenPlainHttpFailsToo) {
  network.on(Method::head, "https://" + plain_target).fail(Error(Errc::config, "no TLS"));
  network.on(Method::head, "http://" + plain_target).fail(Error(Errc::unavailable, "nobody"));
  const Verdict verdict = ask(plain_image);
  EXPECT_EQ(verdict.answer, Answer::tls);
  EXPECT_EQ(verdict.text, "no TLS");
}

TEST_F(RegistryTest, VerifiesTheTokenServerOfAnInsecureRegistry) {
  network.on(Method::head, "https://" + plain_target)
      .reply(401, "", {{"WWW-Authenticate", R"(Bearer realm="http://auth.example.com/t")"}});
  EXPECT_THAT(ask(plain_image).text, HasSubstr("not https"));
}

TEST_F(RegistryTest, NeverTriesPlainHttpElsewhere) {
  network.on(Method::head, image_url).fail(Error(Errc::config, "no TLS"));
  EXPECT_EQ(ask().answer, Answer::tls);
  EXPECT_THAT(unverified, IsEmpty());
}

TEST_F(RegistryTest, AsksAHostWithAnUnderscore) {
  network.on(Method::head, "https://my_host.example.com/v2/app/manifests/1").reply(200);
  EXPECT_TRUE(ask("my_host.example.com/app:1").accepted());
}

struct Garbage {
  const char* name;
  std::string challenge;
};

class RegistryGarbageTest : public RegistryTest, public testing::WithParamInterface<Garbage> {};

TEST_P(RegistryGarbageTest, SendsTheCredentialNowhere) {
  refuse(GetParam().challenge);
  EXPECT_FALSE(ask().accepted());
  EXPECT_THAT(authorizations(), ElementsAre(""));
}

INSTANTIATE_TEST_SUITE_P(
    Registry,
    RegistryGarbageTest,
    testing::Values(Garbage{"Nothing", ""},
                    Garbage{"Commas", ",,,,"},
                    Garbage{"OtherScheme", "Negotiate abc"},
                    Garbage{"NoRealm", "Bearer service=\"r\""},
                    Garbage{"EmptyRealm", "Bearer realm=\"\""},
                    Garbage{"Path", "Bearer realm=\"/token\""},
                    Garbage{"NoHost", "Bearer realm=\"https:///token\""},
                    Garbage{"User", "Bearer realm=\"https://u@evil.example.com/\""},
                    Garbage{"Space", "Bearer realm=\"https://auth.example.com /t\""},
                    Garbage{"Backslash", "Bearer realm=\"https://auth.example.com\\\\@evil/t\""},
                    Garbage{"File", "Bearer realm=\"file:///etc/passwd\""},
                    Garbage{"Unfinished", "Bearer realm=\"https://"},
                    Garbage{"Bytes", "Bearer realm=\"https://\xff\xfe/\""},
                    Garbage{"Long", "Bearer realm=\"" + std::string(100'000, 'a') + "\""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(RegistryTest, SendsNothingButWhatItNeeds) {
  network.on(Method::head, image_url).reply(200);
  EXPECT_TRUE(ask().accepted());
  ASSERT_EQ(network.requests().size(), 1U);
  EXPECT_THAT(network.requests()[0].header("Accept"), HasSubstr("image.index.v1+json"));
  EXPECT_THAT(network.requests()[0].body, IsEmpty());
}

}  // namespace
}  // namespace kscan::agent
