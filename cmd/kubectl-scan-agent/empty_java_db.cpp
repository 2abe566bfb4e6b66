#include "kubectl-scan-agent/empty_java_db.hpp"

extern "C" {
extern const char kscan_java_db_begin[];
extern const char kscan_java_db_end[];
}

namespace kscan::agent {

std::string_view empty_java_db() noexcept {
  return {kscan_java_db_begin, kscan_java_db_end};
}

}  // namespace kscan::agent
