#include "cloud/cloud.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kscan::cloud {

namespace {

/// What a provider calls its things.
struct Words {
  std::string_view service;
  std::string_view annotation;
  std::string_view value;  ///< what the annotation holds
  std::string_view trust;  ///< what trusts the subject
  std::string_view grant;  ///< what allows it to pull
};

constexpr Words words_of(Provider provider) {
  switch (provider) {
  case Provider::aws:
    return {"Amazon ECR",
            "eks.amazonaws.com/role-arn",
            "arn:aws:iam::ACCOUNT:role/ROLE",
            "the IAM role's trust policy",
            "policy AmazonEC2ContainerRegistryReadOnly (ecr:GetAuthorizationToken, "
            "ecr:BatchGetImage, ecr:GetDownloadUrlForLayer)"};
  case Provider::azure:
    return {"Azure Container Registry",
            "azure.workload.identity/client-id",
            "CLIENT-ID",
            "a federated credential of the managed identity",
            "role AcrPull on the registry"};
  case Provider::google:
    return {"Google Artifact Registry",
            "iam.gke.io/gcp-service-account",
            "ACCOUNT@PROJECT.iam.gserviceaccount.com",
            "roles/iam.workloadIdentityUser of the Google service account",
            "roles/artifactregistry.reader on the repository"};
  }
  return {};
}

std::string joined(std::span<const std::string> names, char separator) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += separator;
    text += name;
  }
  return text;
}

// Not an error: these know ways of their own that leave no trace on the ServiceAccount.
std::string_view other_way(Provider provider) {
  switch (provider) {
  case Provider::aws:
    return " (not needed with EKS Pod Identity)";
  case Provider::google:
    return " (not needed where IAM trusts the ServiceAccount itself)";
  case Provider::azure:
    return "";
  }
  return "";
}

/// Google's own way to write the subject.
std::string pool_member(Provider provider, const Account& account) {
  if (provider != Provider::google) return {};
  return fmt::format(" (as PROJECT.svc.id.goog[{}/{}])", account.ns, account.name);
}

}  // namespace

std::string_view service_name(Provider provider) {
  return words_of(provider).service;
}

std::vector<Pair> environment(const Registry& registry) {
  // The admission webhook sets the cluster's region, where it sets none that is there already.
  if (registry.provider == Provider::aws) return {{"AWS_REGION", registry.region}};
  return {};
}

std::vector<Pair> pod_labels(Provider provider) {
  if (provider == Provider::azure) return {{"azure.workload.identity/use", "true"}};
  return {};
}

std::vector<Pair> pod_annotations(Provider provider,
                                  std::span<const std::string> without_identity) {
  if (without_identity.empty()) return {};
  switch (provider) {
  case Provider::aws:
    return {{"eks.amazonaws.com/skip-containers", joined(without_identity, ',')}};
  case Provider::azure:
    return {{"azure.workload.identity/skip-containers", joined(without_identity, ';')}};
  case Provider::google:
    break;  // its metadata server knows pods, not containers
  }
  return {};
}

std::string subject(const Account& account) {
  return fmt::format("system:serviceaccount:{}:{}", account.ns, account.name);
}

std::string_view account_annotation(Provider provider) {
  return words_of(provider).annotation;
}

std::optional<std::string> missing_identity(Provider provider,
                                            const Account& account,
                                            std::span<const std::string> annotations) {
  const Words words = words_of(provider);
  if (std::ranges::find(annotations, words.annotation) != annotations.end()) return std::nullopt;
  return fmt::format(
      "serviceaccount \"{0}\" has no annotation {1}, so {2} may not know it{3}: kubectl annotate "
      "serviceaccount {0} -n {4} {1}={5}",
      account.name,
      words.annotation,
      words.service,
      other_way(provider),
      account.ns,
      words.value);
}

std::string refusal_hint(Provider provider, const Account& account) {
  const Words words = words_of(provider);
  return fmt::format("{} must name the subject {}{}, and the identity needs {}",
                     words.trust,
                     subject(account),
                     pool_member(provider, account),
                     words.grant);
}

}  // namespace kscan::cloud
