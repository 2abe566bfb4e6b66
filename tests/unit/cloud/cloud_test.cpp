#include "cloud/cloud.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kscan::cloud {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct Row {
  const char* name;
  const char* host;
  std::optional<Provider> provider;
  const char* region = "";
};

class RegistryOf : public testing::TestWithParam<Row> {};

TEST_P(RegistryOf, KnowsTheClouds) {
  const std::optional<Registry> registry = registry_of(GetParam().host);
  ASSERT_EQ(registry.has_value(), GetParam().provider.has_value());
  if (!registry) return;
  EXPECT_EQ(registry->provider, GetParam().provider);
  EXPECT_EQ(registry->region, GetParam().region);
}

// Those of trivy's ecr_test.go, azure_test.go and google_test.go, and look-alikes.
INSTANTIATE_TEST_SUITE_P(
    Hosts,
    RegistryOf,
    testing::Values(
        Row{"Ecr", "123.dkr.ecr.eu-west-1.amazonaws.com", Provider::aws, "eu-west-1"},
        Row{"EcrFips",
            "1.dkr.ecr-fips.us-gov-east-1.amazonaws.com",
            Provider::aws,
            "us-gov-east-1"},
        Row{"EcrChina", "1.dkr.ecr.cn-north-1.amazonaws.com.cn", Provider::aws, "cn-north-1"},
        Row{"EcrDualStack", "1.dkr-ecr.us-east-2.on.aws", Provider::aws, "us-east-2"},
        Row{"EcrDualStackFips", "1.dkr-ecr-fips.us-east-2.on.aws", Provider::aws, "us-east-2"},
        Row{"EcrSecret", "1.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", Provider::aws, "us-isob-east-1"},
        Row{"EcrTopSecret", "1.dkr.ecr.us-iso-east-1.c2s.ic.gov", Provider::aws, "us-iso-east-1"},
        Row{"EcrUpperCase", "1.DKR.ECR.eu-west-1.AmazonAWS.com", Provider::aws, "eu-west-1"},
        Row{"EcrPublic", "public.ecr.aws", std::nullopt},
        Row{"EcrOfSomebodyElse", "1.dkr.ecr.eu-west-1.amazonaws.com.evil.org", std::nullopt},
        Row{"EcrWithoutAccount", "dkr.ecr.eu-west-1.amazonaws.com", std::nullopt},
        Row{"EcrWithoutRegion", "1.dkr.ecr.amazonaws.com", std::nullopt},
        Row{"EcrWithMoreLabels", "a.1.dkr.ecr.eu-west-1.amazonaws.com", std::nullopt},
        Row{"EcrOfAnotherService", "1.dkr.s3.eu-west-1.amazonaws.com", std::nullopt},
        Row{"EcrEmptyRegion", "1.dkr.ecr..amazonaws.com", std::nullopt},
        Row{"Acr", "shop.azurecr.io", Provider::azure},
        Row{"AcrChina", "shop.azurecr.cn", Provider::azure},
        Row{"AcrGovernment", "shop.azurecr.us", Provider::azure},
        Row{"AcrLookAlike", "shop.azurecr.io.evil.org", std::nullopt},
        Row{"AcrWithoutDot", "shopazurecr.io", std::nullopt},
        Row{"ArtifactRegistry", "europe-docker.pkg.dev", Provider::google},
        Row{"ContainerRegistry", "gcr.io", Provider::google},
        Row{"ContainerRegistryOfARegion", "eu.gcr.io", Provider::google},
        Row{"GoogleMirror", "mirror.gcr.io", std::nullopt},
        Row{"GoogleLookAlike", "notgcr.io", std::nullopt},
        Row{"DockerHub", "docker.io", std::nullopt},
        Row{"Nothing", "", std::nullopt},
        Row{"Dots", "....", std::nullopt}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Environment, TellsAmazonsToolsTheRegion) {
  EXPECT_THAT(environment({Provider::aws, "eu-west-1"}),
              ElementsAre(Pair("AWS_REGION", "eu-west-1")));
  EXPECT_THAT(environment({Provider::azure}), IsEmpty());
}

TEST(PodLabels, AskAzuresWebhookToAct) {
  EXPECT_THAT(pod_labels(Provider::azure),
              ElementsAre(Pair("azure.workload.identity/use", "true")));
  EXPECT_THAT(pod_labels(Provider::aws), IsEmpty());
}

TEST(PodAnnotations, NameContainersWithoutTheIdentity) {
  const std::vector<std::string> names{"database", "credentials"};
  EXPECT_THAT(pod_annotations(Provider::aws, names),
              ElementsAre(Pair("eks.amazonaws.com/skip-containers", "database,credentials")));
  EXPECT_THAT(pod_annotations(Provider::azure, names),
              ElementsAre(Pair("azure.workload.identity/skip-containers", "database;credentials")));
  EXPECT_THAT(pod_annotations(Provider::google, names), IsEmpty());
  EXPECT_THAT(pod_annotations(Provider::aws, {}), IsEmpty());
}

const Account scanner{"shop", "scanner"};

TEST(MissingIdentity, IsNoneWithTheAnnotation) {
  for (const Provider provider : {Provider::aws, Provider::azure, Provider::google}) {
    const std::vector<std::string> there{"other", std::string(account_annotation(provider))};
    EXPECT_EQ(missing_identity(provider, scanner, there), std::nullopt);
  }
}

TEST(MissingIdentity, SaysHowItIsGiven) {
  const auto warning = missing_identity(Provider::aws, scanner, {});
  ASSERT_TRUE(warning);
  EXPECT_THAT(*warning,
              HasSubstr("kubectl annotate serviceaccount scanner -n shop "
                        "eks.amazonaws.com/role-arn=arn:aws:iam::"));
  EXPECT_THAT(*warning, HasSubstr("EKS Pod Identity"));
}

TEST(RefusalHint, NamesTheSubjectAndWhatItNeeds) {
  const std::string subject = "system:serviceaccount:shop:scanner";
  EXPECT_THAT(refusal_hint(Provider::aws, scanner), HasSubstr(subject));
  EXPECT_THAT(refusal_hint(Provider::aws, scanner),
              HasSubstr("AmazonEC2ContainerRegistryReadOnly"));
  EXPECT_THAT(refusal_hint(Provider::azure, scanner), HasSubstr(subject));
  EXPECT_THAT(refusal_hint(Provider::azure, scanner), HasSubstr("AcrPull"));
  EXPECT_THAT(refusal_hint(Provider::google, scanner),
              HasSubstr("PROJECT.svc.id.goog[shop/scanner]"));
  EXPECT_THAT(refusal_hint(Provider::google, scanner), HasSubstr("roles/artifactregistry.reader"));
}

}  // namespace
}  // namespace kscan::cloud
