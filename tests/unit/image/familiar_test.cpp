#include "image/reference.hpp"

#include <gtest/gtest.h>

namespace kscan::image {
namespace {

struct Case {
  const char* name;
  Reference reference;
  const char* text;
};

class Familiar : public ::testing::TestWithParam<Case> {};

TEST_P(Familiar, IsWhatPeopleWrite) {
  EXPECT_EQ(familiar(GetParam().reference), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    References,
    Familiar,
    ::testing::Values(
        Case{"HubLibrary", {"docker.io", "library/nginx", "1.25", ""}, "nginx:1.25"},
        Case{"HubUser", {"docker.io", "team/app", "1", ""}, "team/app:1"},
        Case{"OtherRegistry", {"r.io:5000", "library/app", "1", ""}, "r.io:5000/library/app:1"},
        Case{"NoRegistry", {"", "host_x.io/app", "", ""}, "host_x.io/app"},
        Case{"LongDigest",
             {"r.io", "app", "1", "sha256:0123456789abcdef0123456789abcdef"},
             "r.io/app:1@sha256:0123456789ab…"},
        Case{"ShortDigest", {"r.io", "app", "", "sha256:0123"}, "r.io/app@sha256:0123"}),
    [](const ::testing::TestParamInfo<Case>& test) { return test.param.name; });

}  // namespace
}  // namespace kscan::image
