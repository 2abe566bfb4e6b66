#include "manifest/manifest.hpp"

#include <fmt/format.h>

namespace kscan::manifest {

std::string Names::agent_part(std::size_t index) const {
  return fmt::format("{}-agent-{}", job, index);
}

std::string Names::credential(std::size_t scan) const {
  return fmt::format("{}-credential-{}", job, scan);
}

bool downloads_database(const Settings& settings) noexcept {
  return settings.scanner.server_url.empty() && settings.scanner.db_cache_pvc.empty();
}

Names names_of(std::string_view run_id, std::size_t group) {
  const std::string job = fmt::format("kubectl-scan-{}-{}", run_id, group);
  return {.job = job, .registry_ca = job + "-registry-ca"};
}

}  // namespace kscan::manifest
