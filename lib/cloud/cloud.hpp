#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Registries that a pod can log in to as the cloud identity of its ServiceAccount, without any
/// secret. What a scan pod needs for that is what trivy v0.70 pkg/fanal/image/registry asks for.
namespace kscan::cloud {

enum class Provider { aws, azure, google };

/// One such registry.
struct Registry {
  Provider provider;
  std::string region = {};  ///< of Amazon ECR, from its host name
};

/// The registry behind a host[:port]; nothing for one that is of no cloud, or is public
/// (public.ecr.aws, mirror.gcr.io).
[[nodiscard]] std::optional<Registry> registry_of(std::string_view host);

/// "Amazon ECR", "Azure Container Registry", "Google Artifact Registry".
[[nodiscard]] std::string_view service_name(Provider provider);

/// A member of a JSON object or a variable, by name and value.
using Pair = std::pair<std::string, std::string>;

/// Variables for the container that pulls from there.
[[nodiscard]] std::vector<Pair> environment(const Registry& registry);
/// What the pod must carry for the provider's admission webhook to act on it.
[[nodiscard]] std::vector<Pair> pod_labels(Provider provider);
/// What keeps the identity's token away from the containers of these names.
[[nodiscard]] std::vector<Pair> pod_annotations(Provider provider,
                                                std::span<const std::string> without_identity);

struct Account {
  std::string ns;
  std::string name;
};
/// "system:serviceaccount:shop:scanner": what the cloud has to trust.
[[nodiscard]] std::string subject(const Account& account);

/// Which annotation gives a ServiceAccount its identity.
[[nodiscard]] std::string_view account_annotation(Provider provider);
/// A warning before anything is created: the account's annotations lack that one, and how it is
/// set. Nothing when it is there.
[[nodiscard]] std::optional<std::string> missing_identity(Provider provider,
                                                          const Account& account,
                                                          std::span<const std::string> annotations);

/// What to do when the registry answers 401 or 403 to the account's identity.
[[nodiscard]] std::string refusal_hint(Provider provider, const Account& account);

}  // namespace kscan::cloud
