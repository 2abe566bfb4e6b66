#include "workload/origin.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace kscan::workload {
namespace {

const std::string hex(64, 'a');
const std::string digest = "sha256:" + hex;

struct Case {
  const char* name;
  std::string image;
  const char* policy;
  std::string image_id;
  Origin origin;
  friend void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }
};

class OriginOf : public testing::TestWithParam<Case> {};

TEST_P(OriginOf, TellsWhereTheNodeHasTheImageFrom) {
  const Case& row = GetParam();
  EXPECT_EQ(origin_of(row.image, row.policy, row.image_id), row.origin);
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    OriginOf,
    testing::Values(
        Case{"Containerd", "nginx", "", "docker.io/library/nginx@" + digest, Origin::registry},
        Case{"ContainerdConfig", "app:dev", "", digest, Origin::loaded},
        Case{"ContainerdArchiveWithoutNames",
             "app:dev",
             "",
             "docker.io/library/import-2026-05-04@" + digest,
             Origin::loaded},
        Case{"Crio", "quay.io/a/b:1", "", "quay.io/a/b@" + digest, Origin::registry},
        Case{"CrioBareId", "quay.io/a/b:1", "", hex, Origin::unknown},
        Case{"CrioBareIdNeverPulled", "quay.io/a/b:1", "Never", hex, Origin::never_pulled},
        Case{"Dockerd", "nginx", "", "docker-pullable://nginx@" + digest, Origin::registry},
        Case{"DockerdConfig", "app:dev", "Never", "docker://" + digest, Origin::loaded},
        Case{"Podman", "localhost/app:dev", "", "localhost/app@" + digest, Origin::loaded},
        Case{"Ko", "ko.local/app:dev", "", "", Origin::loaded},
        Case{"RegistryOnLocalhost", "localhost:5000/app", "", "", Origin::unknown},
        Case{"Pending", "nginx", "Always", "", Origin::unknown},
        Case{"PendingNever", "nginx", "Never", "", Origin::never_pulled},
        Case{"PulledOnceNeverAgain", "nginx", "Never", "nginx@" + digest, Origin::registry},
        Case{"NoReference", " ", "", "", Origin::unknown}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OriginNote, SaysWhereALocalNameWouldBeLookedUp) {
  EXPECT_EQ(origin_note(Origin::loaded, "app:dev"),
            "the image seems to be built or loaded on its node: no registry need have it, and its "
            "name without a registry means docker.io/library/app");
}

TEST(OriginNote, LeavesAWholeNameAlone) {
  EXPECT_EQ(origin_note(Origin::never_pulled, "docker.io/team/app:1"),
            "the image is never pulled (imagePullPolicy: Never): no registry need have it");
}

TEST(OriginNote, IsSilentAboutPulledImages) {
  EXPECT_EQ(origin_note(Origin::registry, "app"), "");
  EXPECT_EQ(origin_note(Origin::unknown, "app"), "");
}

}  // namespace
}  // namespace kscan::workload
