#include "run/remedy.hpp"

#include <gtest/gtest.h>

namespace kscan::run {
namespace {

struct Case {
  const char* name;
  const char* words;
  Remedy remedy;
};
std::string name_of(const ::testing::TestParamInfo<Case>& test) {
  return test.param.name;
}

class RemedyFor : public ::testing::TestWithParam<Case> {};
TEST_P(RemedyFor, IsReadOffTheScannersWords) {
  EXPECT_EQ(remedy_for(Error(Errc::unavailable, GetParam().words)), GetParam().remedy);
}
INSTANTIATE_TEST_SUITE_P(
    Words,
    RemedyFor,
    ::testing::Values(Case{"RateLimit", "TOOMANYREQUESTS: slow down", Remedy::again},
                      Case{"Network", "dial tcp: connection refused", Remedy::again},
                      Case{"BadGateway", "unexpected status: 502 Bad Gateway", Remedy::again},
                      Case{"Torn", "read: connection reset by peer", Remedy::again},
                      Case{"Login", "UNAUTHORIZED: no", Remedy::none},
                      Case{"Certificate", "x509: unknown authority", Remedy::none},
                      Case{"Gone", "MANIFEST_UNKNOWN", Remedy::none},
                      Case{"Anything", "something new", Remedy::none}),
    name_of);

TEST(RemedyFor, ReadsALostReportAgain) {
  const std::string text = "report of container scan-0 is incomplete: the log ends early";
  EXPECT_EQ(remedy_for(Error(Errc::protocol, text)), Remedy::again);
  EXPECT_EQ(remedy_for(Error(Errc::protocol, "container scan-0 ended with exit code 128: exec")),
            Remedy::none);
}

TEST(RemedyForRefusal, TellsQuotasFromPolicies) {
  EXPECT_EQ(remedy_for_refusal("pods \"x\" is forbidden: exceeded quota: q, ..."), Remedy::room);
  EXPECT_EQ(remedy_for_refusal("failed calling webhook \"x\": refused"), Remedy::again);
  EXPECT_EQ(remedy_for_refusal("violates PodSecurity \"restricted:latest\""), Remedy::none);
}

TEST(RemedyForEnd, TriesAgainWhatTheNodeEnded) {
  PodState pod;
  EXPECT_EQ(remedy_for_end(pod), Remedy::none);
  pod.reason = "Evicted";
  pod.message = "The node was low on resource: ephemeral-storage.";
  EXPECT_EQ(remedy_for_end(pod), Remedy::again);
  pod.message = "Pod ephemeral local storage usage exceeds the total limit of containers 4Gi.";
  EXPECT_EQ(remedy_for_end(pod), Remedy::none) << "the next one has the same limit";
  pod.reason = "DeadlineExceeded";
  EXPECT_EQ(remedy_for_end(pod), Remedy::none);
}

TEST(FewerContainersHelp, WhereTheQuotaMeasuresWhatTheyAskFor) {
  const auto helps = [](const char* requested) {
    return fewer_containers_help("exceeded quota: q, requested: " + std::string(requested)
                                 + ", used: pods=3, limited: pods=3");
  };
  EXPECT_TRUE(helps("limits.memory=8Gi,requests.cpu=1"));
  EXPECT_TRUE(helps("secrets=1"));
  EXPECT_FALSE(helps("pods=1"));
  EXPECT_FALSE(helps("limits.memory=8Gi, pods=1"));
  EXPECT_FALSE(helps("count/jobs.batch=1"));
  EXPECT_TRUE(fewer_containers_help("Insufficient memory"));
}

}  // namespace
}  // namespace kscan::run
