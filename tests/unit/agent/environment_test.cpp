#include "agent/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace kscan::agent {
namespace {

using testing::ElementsAre;

struct Variables {
  std::string path = "PATH=/bin", password = "KSCAN_PASSWORD=s3cret=x", longer = "PATHS=no";
  std::array<char*, 4> list{path.data(), password.data(), longer.data(), nullptr};
};

std::vector<std::string> texts(Environment& environment) {
  std::vector<std::string> result;
  for (const char* text : environment.pointers())
    if (text != nullptr) result.emplace_back(text);
  return result;
}

TEST(TakeVariable, GivesTheValueAndErasesItsBytes) {
  Variables variables;
  EXPECT_EQ(take_variable(variables.list.data(), "KSCAN_PASSWORD").reveal(), "s3cret=x");
  EXPECT_EQ(variables.password, std::string("KSCAN_PASSWORD=") + std::string(8, '\0'));
}

TEST(TakeVariable, GivesNothingForWhatIsNotSet) {
  Variables variables;
  EXPECT_TRUE(take_variable(variables.list.data(), "KSCAN_PASS").empty());
  EXPECT_EQ(variables.password, "KSCAN_PASSWORD=s3cret=x");
}

TEST(Environment, FindsByWholeName) {
  Variables variables;
  const Environment environment(variables.list.data());
  EXPECT_EQ(environment.find("PATH"), "/bin");
  EXPECT_EQ(environment.find("PAT"), std::nullopt);
}

TEST(Environment, ReplacesAndErases) {
  Variables variables;
  Environment environment(variables.list.data());
  environment.set("PATH", "/usr/bin");
  environment.erase("KSCAN_PASSWORD");
  environment.set("HOME", "");
  EXPECT_THAT(texts(environment), ElementsAre("PATHS=no", "PATH=/usr/bin", "HOME="));
  EXPECT_EQ(environment.pointers().back(), nullptr);
}

TEST(Environment, ForgetsTheIdentitiesOfClouds) {
  std::string aws = "AWS_ROLE_ARN=arn:aws:iam::1:role/r";
  std::string azure = "AZURE_TENANT_ID=t";
  std::string google = "GOOGLE_APPLICATION_CREDENTIALS=/x";
  std::string path = "PATH=/bin";
  char* variables[] = {aws.data(), azure.data(), google.data(), path.data(), nullptr};
  Environment environment(variables);
  environment.forget_cloud_identity();
  for (const char* name : {"AWS_ROLE_ARN", "AZURE_TENANT_ID", "GOOGLE_APPLICATION_CREDENTIALS"})
    EXPECT_EQ(environment.find(name), std::nullopt) << name;
  EXPECT_EQ(environment.find("PATH"), "/bin");
  EXPECT_EQ(environment.find("AWS_EC2_METADATA_DISABLED"), "true");
  EXPECT_EQ(environment.find("GCE_METADATA_HOST"), "127.0.0.1:9");
}

}  // namespace
}  // namespace kscan::agent
