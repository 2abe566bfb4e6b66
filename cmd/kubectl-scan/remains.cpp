#include "kubectl-scan/remains.hpp"

#include "manifest/manifest.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <ostream>

namespace kscan::cmd {

namespace {

/// A group's Job, and the line that removes it with all it owns.
struct Removal {
  std::string job;
  std::string command;
};
Removal removal_of(const run::Machine& machine, run::Group group, const std::string& run_id) {
  const std::string job = manifest::names_of(run_id, group).job;
  return {job, fmt::format("kubectl delete job {} -n {}", job, machine.plan().groups[group].ns)};
}

}  // namespace

void tell_remains(const run::Machine& machine,
                  const std::string& run_id,
                  std::chrono::seconds ttl,
                  std::ostream& err) {
  for (const run::Group group : machine.leftovers()) {
    const Removal removal = removal_of(machine, group, run_id);
    ui::print_warning(err,
                      fmt::format("job {} may still be there; to remove it with all it owns: {}",
                                  removal.job,
                                  removal.command));
  }
  for (const run::Group group : machine.kept()) {
    const Removal removal = removal_of(machine, group, run_id);
    err << fmt::format("scan: job {} stays for {} s after its end; to remove it now with all it "
                       "owns: {}\n",
                       removal.job,
                       ttl.count(),
                       removal.command);
  }
}

}  // namespace kscan::cmd
