#include "run/pull_failure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::run {
namespace {

using handoff::Answer;
using testing::HasSubstr;
using Chosen = handoff::CredentialsReport::Image;

struct Words {
  const char* name;
  const char* words;
  std::optional<Answer> answer;
};

class RegistryAnswer : public testing::TestWithParam<Words> {};

TEST_P(RegistryAnswer, IsReadOffTheScannersWords) {
  EXPECT_EQ(registry_answer(GetParam().words), GetParam().answer);
}

// As trivy 0.70 prints them.
INSTANTIATE_TEST_SUITE_P(
    Texts,
    RegistryAnswer,
    testing::Values(
        Words{"Unauthorized",
              "GET https://r.io/v2/app/manifests/1: UNAUTHORIZED: authentication required; "
              "[map[Action:pull]]",
              Answer::unauthorized},
        Words{"Basic", "unexpected status code 401 Unauthorized", Answer::unauthorized},
        Words{"Denied",
              "GET https://r.io/v2/: DENIED: requested access to the resource is denied",
              Answer::denied},
        Words{"OwnDenied", "GET https://ghcr.io/token: DENIED: denied", Answer::denied},
        Words{"Forbidden", "unexpected status code 403 Forbidden", Answer::denied},
        Words{"Gone", "MANIFEST_UNKNOWN: manifest unknown", Answer::not_found},
        Words{"NoRepository", "NAME_UNKNOWN: repository name not known", Answer::not_found},
        Words{"RateLimit",
              "TOOMANYREQUESTS: You have reached your pull rate limit",
              Answer::rate_limited},
        Words{"Certificate",
              "tls: failed to verify certificate: x509: certificate signed by unknown authority",
              Answer::tls},
        Words{"PlainHttp", "http: server gave HTTP response to HTTPS client", Answer::tls},
        Words{"Name", "dial tcp: lookup r.io on 10.0.0.10:53: no such host", Answer::network},
        Words{"FileSystem", "open /x: permission denied", std::nullopt},
        Words{"Something", "failed to analyze layer", std::nullopt}),
    [](const auto& row) { return std::string(row.param.name); });

plan::Group group_of(const char* image, std::vector<std::string> secrets = {"regcred"}) {
  plan::Group group{"shop", std::move(secrets), {}};
  group.scans.push_back({image::parse(image).value(), true, {}});
  return group;
}

const Chosen one{
    .reference = "r.io/team/app:1", .pull_secret = "regcred", .key = "r.io", .candidates = 1};
const Chosen two{.reference = "r.io/team/app:1",
                 .pull_secret = "regcred",
                 .key = "r.io/team",
                 .candidates = 2,
                 .attempts = {{"regcred", "r.io/team", Answer::unauthorized, "HTTP 401"},
                              {"other", "r.io", Answer::denied, "HTTP 403: DENIED: no"}}};
const Chosen no_match{.reference = "r.io/team/app:1"};

Error explained(const char* words, const Pull& pull) {
  return explain_pull(Error(Errc::unavailable, words), pull);
}

TEST(CredentialStory, NamesTheOneThatWasUsedUntried) {
  const plan::Group group = group_of("r.io/team/app:1");
  EXPECT_EQ(credential_story({group, 0, &one}), "used pull secret \"regcred\" (key \"r.io\")");
}

TEST(CredentialStory, NamesWhatWasTriedAndAnswered) {
  const plan::Group group = group_of("r.io/team/app:1");
  EXPECT_EQ(credential_story({group, 0, &two}),
            "tried pull secret \"regcred\" (key \"r.io/team\"): HTTP 401; pull secret \"other\" "
            "(key \"r.io\"): HTTP 403: DENIED: no");
}

TEST(CredentialStory, SaysThatTheRegistryAcceptedOneBefore) {
  Chosen accepted = two;
  accepted.attempts[1] = {"other", "r.io"};
  const plan::Group group = group_of("r.io/team/app:1");
  EXPECT_THAT(credential_story({group, 0, &accepted}), HasSubstr("(key \"r.io\"): accepted"));
}

TEST(CredentialStory, SaysWhyThereIsNone) {
  plan::Group group = group_of("r.io/team/app:1");
  EXPECT_THAT(credential_story({group, 0, &no_match}), HasSubstr("no pull secret matches"));
  group.handoff = plan::Handoff::none;
  EXPECT_THAT(credential_story({group, 0}), HasSubstr("pull secrets were not used"));
  group.pull_secrets.clear();
  EXPECT_THAT(credential_story({group, 0}), HasSubstr("the pod has no pull secret"));
  EXPECT_THAT(credential_story({group, 0, nullptr, "scanner"}),
              HasSubstr("as serviceaccount \"scanner\""));
}

TEST(ExplainPull, AddsStoryAndHintToARefusal) {
  const plan::Group group = group_of("r.io/team/app:1");
  const Error error = explained("UNAUTHORIZED: no", {group, 0, &one});
  EXPECT_EQ(error.message(), "UNAUTHORIZED: no (used pull secret \"regcred\" (key \"r.io\"))");
  EXPECT_EQ(error.hint(),
            "renew the login for \"r.io\" in pull secret \"regcred\" of namespace shop");
}

TEST(ExplainPull, OfSeveralLoginsAsksToRenewOne) {
  const plan::Group group = group_of("r.io/team/app:1");
  const Error error = explained("UNAUTHORIZED: no", {group, 0, &two});
  EXPECT_THAT(error.hint(), HasSubstr("renew one of these logins in namespace shop"));
}

TEST(ExplainPull, OfADenialAsksForRights) {
  const plan::Group group = group_of("r.io/team/app:1");
  const Error error = explained("GET x: DENIED: no", {group, 0, &one});
  EXPECT_EQ(error.hint(),
            "may the user in pull secret \"regcred\" pull r.io/team/app? ask whoever runs r.io");
}

TEST(ExplainPull, WithoutALoginSpeaksOfTheNodes) {
  const plan::Group group = group_of("r.io/team/app:1", {});
  const Error error = explained("UNAUTHORIZED: no", {group, 0});
  EXPECT_THAT(error.hint(), HasSubstr("the node may have credentials of its own for r.io"));
  EXPECT_THAT(error.hint(), HasSubstr("--pull-secret NAME"));
}

TEST(ExplainPull, WithPullSecretsUnusedSaysHowToUseThem) {
  plan::Group group = group_of("r.io/team/app:1");
  group.handoff = plan::Handoff::none;
  EXPECT_THAT(explained("UNAUTHORIZED: no", {group, 0}).hint(),
              HasSubstr("leave out --credentials none"));
}

TEST(ExplainPull, OfACloudIdentityNamesSubjectAndPolicy) {
  const plan::Group group = group_of("1.dkr.ecr.eu-west-1.amazonaws.com/app:1", {});
  const Error error =
      explained("unexpected status code 401 Unauthorized", {group, 0, nullptr, "scanner"});
  EXPECT_THAT(error.hint(), HasSubstr("system:serviceaccount:shop:scanner"));
  EXPECT_THAT(error.hint(), HasSubstr("AmazonEC2ContainerRegistryReadOnly"));
}

TEST(ExplainPull, OfAMirrorNamesTheMirror) {
  plan::Group group = group_of("r.io/team/app:1", {});
  group.scans[0].mirror = image::parse("m.io/copy:1").value();
  EXPECT_THAT(explained("x509: certificate signed by unknown authority", {group, 0}).hint(),
              HasSubstr("--insecure-registry m.io"));
}

TEST(ExplainPull, OfOtherTroubleSpeaksOfNoCredential) {
  const plan::Group group = group_of("r.io/team/app:1");
  const Error slow = explained("TOOMANYREQUESTS: slow down", {group, 0, &one});
  EXPECT_EQ(slow.message(), "TOOMANYREQUESTS: slow down");
  EXPECT_THAT(slow.hint(), HasSubstr("--registry-mirror"));
  const Error lost = explained("dial tcp: lookup r.io: no such host", {group, 0, &one});
  EXPECT_EQ(lost.message(), "dial tcp: lookup r.io: no such host");
  EXPECT_THAT(lost.hint(), HasSubstr("kubectl get networkpolicy -n shop"));
}

TEST(ExplainPull, LeavesOtherErrorsAlone) {
  const plan::Group group = group_of("r.io/team/app:1");
  const Error error = explained("open /x: permission denied", {group, 0, &one});
  EXPECT_EQ(error.message(), "open /x: permission denied");
  EXPECT_EQ(error.hint(), "");
}

}  // namespace
}  // namespace kscan::run
