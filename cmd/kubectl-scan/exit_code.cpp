#include "kubectl-scan/exit_code.hpp"

namespace kscan::cmd {

int exit_code(const report::Report& report, int signal) noexcept {
  if (signal != 0) return exit_signal + signal;
  int code = exit_ok;
  for (const report::ImageReport& image : report.images) {
    if (image.scanned()) continue;
    if (image.failure->code() == Errc::timeout) return exit_timeout;
    code = exit_incomplete;
  }
  return code;
}

}  // namespace kscan::cmd
