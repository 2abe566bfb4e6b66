#include "kubectl-scan-agent/payload.hpp"

extern "C" {
extern const char kscan_bootstrap_begin[];
extern const char kscan_bootstrap_end[];
extern const char kscan_agent_xz_begin[];
extern const char kscan_agent_xz_end[];
extern const char kscan_agent_sha256_begin[];
extern const char kscan_agent_sha256_end[];
}

namespace kscan::payload {

std::string_view bootstrap() noexcept {
  return {kscan_bootstrap_begin, kscan_bootstrap_end};
}
std::string_view agent_xz() noexcept {
  return {kscan_agent_xz_begin, kscan_agent_xz_end};
}
std::string_view agent_sha256() noexcept {
  return {kscan_agent_sha256_begin, kscan_agent_sha256_end};
}

}  // namespace kscan::payload
