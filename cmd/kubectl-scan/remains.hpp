#pragma once
#include "run/machine.hpp"

#include <chrono>
#include <iosfwd>
#include <string>

namespace kscan::cmd {

/// What of a run that is over could not be deleted, and what stays on purpose, for `ttl` after its
/// end; each with the line that removes it.
void tell_remains(const run::Machine& machine,
                  const std::string& run_id,
                  std::chrono::seconds ttl,
                  std::ostream& err);

}  // namespace kscan::cmd
