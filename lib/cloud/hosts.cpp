#include "base/text.hpp"
#include "cloud/cloud.hpp"

#include <algorithm>
#include <array>

namespace kscan::cloud {

namespace {

/// The labels of a host name.
std::vector<std::string_view> labels_of(std::string_view host) {
  std::vector<std::string_view> labels;
  while (true) {
    const std::size_t dot = host.find('.');
    labels.push_back(host.substr(0, dot));
    if (dot == std::string_view::npos) return labels;
    host.remove_prefix(dot + 1);
  }
}

/// Where a region's name ends and Amazon's domain begins (trivy's ecr.go: ecrEndpointMatch).
constexpr std::array amazon_domains{std::string_view(".amazonaws.com"),
                                    std::string_view(".amazonaws.com.cn"),
                                    std::string_view(".sc2s.sgov.gov"),
                                    std::string_view(".c2s.ic.gov"),
                                    std::string_view(".on.aws")};

bool is_ecr(std::string_view service) {
  return service == "dkr.ecr" || service == "dkr.ecr-fips" || service == "dkr-ecr"
         || service == "dkr-ecr-fips";
}

/// ACCOUNT.dkr.ecr.REGION, ACCOUNT.dkr-ecr.REGION, and with -fips.
std::optional<Registry> ecr(std::string_view host) {
  const std::vector<std::string_view> labels = labels_of(host);
  if (labels.size() != 3 && labels.size() != 4) return std::nullopt;
  const std::string_view account = labels.front(), region = labels.back();
  if (account.empty() || region.empty()) return std::nullopt;
  const std::size_t between = host.size() - account.size() - region.size() - 2;
  if (!is_ecr(host.substr(account.size() + 1, between))) return std::nullopt;
  return Registry{Provider::aws, std::string(region)};
}

std::optional<Registry> amazon(std::string_view host) {
  for (const std::string_view domain : amazon_domains)
    if (host.ends_with(domain)) return ecr(host.substr(0, host.size() - domain.size()));
  return std::nullopt;
}

bool is_azure(std::string_view host) {
  constexpr std::array suffixes{".azurecr.io", ".azurecr.cn", ".azurecr.us"};
  return std::ranges::any_of(suffixes, [&](std::string_view end) { return host.ends_with(end); });
}

bool is_google(std::string_view host) {
  if (host == "mirror.gcr.io") return false;
  return host == "gcr.io" || host.ends_with(".gcr.io") || host.ends_with("-docker.pkg.dev");
}

}  // namespace

std::optional<Registry> registry_of(std::string_view host) {
  const std::string lower = to_lower_ascii(host);
  if (is_azure(lower)) return Registry{Provider::azure};
  if (is_google(lower)) return Registry{Provider::google};
  return amazon(lower);
}

}  // namespace kscan::cloud
