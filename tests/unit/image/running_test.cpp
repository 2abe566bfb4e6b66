#include "image/reference.hpp"

#include <gtest/gtest.h>

namespace kscan::image {
namespace {

const std::string digest = "sha256:" + std::string(64, 'd');
const std::string other_digest = "sha256:" + std::string(64, 'e');

struct RunningCase {
  std::string name;
  std::string spec;
  std::string image_id;
  std::string scanned;
  bool pinned;
  bool other_repository = false;
};

class RunningImage : public testing::TestWithParam<RunningCase> {};

TEST_P(RunningImage, IsNamedUnderTheRepositoryOfTheSpec) {
  const RunningCase& c = GetParam();
  const Running result = running(parse(c.spec).value(), c.image_id);
  EXPECT_EQ(result.reference.pinned(), c.scanned);
  EXPECT_EQ(result.pinned, c.pinned);
  EXPECT_EQ(result.other_repository, c.other_repository);
}

INSTANTIATE_TEST_SUITE_P(
    Runtimes,
    RunningImage,
    testing::Values(
        RunningCase{"Containerd", "r.io/app:1", "r.io/app@" + digest, "r.io/app@" + digest, true},
        RunningCase{"ContainerdHub",
                    "nginx",
                    "docker.io/library/nginx@" + digest,
                    "docker.io/library/nginx@" + digest,
                    true},
        RunningCase{"OtherRepository",
                    "r.io/app:1",
                    "mirror.io/app@" + digest,
                    "r.io/app@" + digest,
                    true,
                    true},
        RunningCase{"SamePathOtherPort",
                    "r.io:80/app",
                    "r.io/app@" + digest,
                    "r.io:80/app@" + digest,
                    true,
                    true},
        RunningCase{"ContainerdConfig", "r.io/app:1", digest, "r.io/app:1", false},
        RunningCase{"CrioBareId", "r.io/app:1", std::string(64, 'a'), "r.io/app:1", false},
        RunningCase{"CriDockerd",
                    "nginx:1",
                    "docker-pullable://nginx@" + digest,
                    "docker.io/library/nginx@" + digest,
                    true},
        RunningCase{"CriDockerdConfig",
                    "nginx:1",
                    "docker://" + digest,
                    "docker.io/library/nginx:1",
                    false},
        RunningCase{"NotPulled", "r.io/app", "", "r.io/app:latest", false},
        RunningCase{"TagInStatus", "r.io/app:1", "r.io/app:1", "r.io/app:1", false},
        RunningCase{"TagAndDigestInStatus",
                    "r.io/app:1",
                    "r.io/app:1@" + digest,
                    "r.io/app@" + digest,
                    true},
        RunningCase{"DigestInSpec",
                    "r.io/app@" + digest,
                    "r.io/app@" + other_digest,
                    "r.io/app@" + digest,
                    true},
        RunningCase{"DigestInSpecOnly", "r.io/app:1@" + digest, "", "r.io/app@" + digest, true},
        RunningCase{"ShortDigest", "r.io/app:1", "r.io/app@sha256:abc", "r.io/app:1", false},
        RunningCase{"Garbage", "r.io/app:1", "://@", "r.io/app:1", false}),
    [](const auto& test) { return test.param.name; });

TEST(RunningImage, ComparesEqualWhateverTagTheSpecHas) {
  EXPECT_EQ(running(parse("r.io/app:1").value(), "r.io/app@" + digest).reference,
            running(parse("r.io/app:2@" + digest).value(), "").reference);
}

}  // namespace
}  // namespace kscan::image
