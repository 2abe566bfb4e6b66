#include "kubectl-scan/detach.hpp"

#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

namespace kscan::cmd {

namespace {

std::string attach_line(const run::Machine& machine, const std::string& run_id) {
  std::set<std::string> namespaces;
  for (const run::Group group : machine.away())
    namespaces.insert(machine.plan().groups[group].ns);
  const bool one = namespaces.size() == 1;
  return fmt::format("kubectl scan attach {} {}", run_id, one ? "-n " + *namespaces.begin() : "-A");
}

}  // namespace

int tell_detached(run::Machine& machine,
                  const std::string& run_id,
                  const std::vector<std::string>& warnings,
                  Surroundings& around) {
  for (const std::string& warning : warnings)
    ui::print_warning(around.err, warning);
  const report::Report rest = machine.take_report();
  for (const std::string& warning : rest.warnings)
    ui::print_warning(around.err, warning);
  for (const report::ImageReport& image : rest.images)
    if (image.failure)
      ui::print_error(around.err,
                      Error(*image.failure).because(report::full_name(image) + " is not scanned"));
  if (!machine.away().empty()) {
    around.err << fmt::format("scan: run {} goes on by itself; for its report: {}\n",
                              run_id,
                              attach_line(machine, run_id));
    around.out << run_id << '\n';
  }
  if (!around.out.flush()) throw Error(Errc::internal, "cannot write to standard output");
  if (const int signal = machine.signal(); signal != 0) return report::exit_code::signal + signal;
  return report::failures(rest) > 0 ? report::exit_code::incomplete : report::exit_code::ok;
}

}  // namespace kscan::cmd
