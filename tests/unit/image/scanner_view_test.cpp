#include "image/scanner_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::image {
namespace {

using testing::HasSubstr;

struct Row {
  const char* name;
  const char* image;
  const char* problem;  ///< a part of it; nullptr: the scanner sees the same image
};

class ScannerView : public testing::TestWithParam<Row> {};

TEST_P(ScannerView, IsTheRuntimesOrTheImageIsRefused) {
  const Result<> view = check_scanner_view(parse(GetParam().image).value());
  if (GetParam().problem == nullptr) {
    EXPECT_TRUE(view) << view.error().message();
    return;
  }
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().code(), Errc::invalid);
  EXPECT_THAT(view.error().message(), HasSubstr(GetParam().problem));
}

constexpr const char* sha256 =
    "r.io/app@sha256:0123456789012345678901234567890123456789012345678901234567890123";
constexpr const char* sha384 =
    "r.io/app@sha384:0123456789012345678901234567890123456789012345678901234567890123"
    "01234567890123456789012345678901";

INSTANTIATE_TEST_SUITE_P(
    Names,
    ScannerView,
    testing::Values(Row{"DockerHub", "nginx", nullptr},
                    Row{"Port", "r.io:5000/team/app:1", nullptr},
                    Row{"PortWithoutDot", "registry:5000/app", nullptr},
                    Row{"UpperCaseHost", "Registry.Example.COM/app", nullptr},
                    Row{"Digest", sha256, nullptr},
                    Row{"Ipv6", "[2001:db8::1]:5000/app", nullptr},
                    Row{"Ipv6Loopback", "[::1]/app", nullptr},
                    Row{"UnderscoreInHost", "my_host.example.com/app", nullptr},
                    Row{"Localhost", "localhost/app", "user of Docker Hub"},
                    Row{"UpperCaseLabel", "MyHost/app", "user of Docker Hub"},
                    Row{"OneLetterRepository", "r.io/a", "2 to 255"},
                    Row{"OtherDigest", sha384, "sha256"},
                    Row{"ThreeColons", "[:::]/app", "IPv6"},
                    Row{"NineGroups", "[1:2:3:4:5:6:7:8:9]/app", "IPv6"},
                    Row{"LongGroup", "[12345::]/app", "IPv6"},
                    Row{"TwoGaps", "[1::2::3]:5000/app", "IPv6"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(RegistryHost, IsTheRegistry) {
  EXPECT_EQ(registry_host(parse("nginx").value()), "docker.io");
  EXPECT_EQ(registry_host(parse("r.io:5000/a/b").value()), "r.io:5000");
}

TEST(RegistryHost, IsWhatStandsFirstWhereTheReferenceLibraryFindsNone) {
  EXPECT_EQ(registry_host(parse("my_host.example.com/a/b").value()), "my_host.example.com");
}

}  // namespace
}  // namespace kscan::image
