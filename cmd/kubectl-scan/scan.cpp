#include "kubectl-scan/scan.hpp"

#include "base/time.hpp"
#include "discover/discover.hpp"
#include "drive/drive.hpp"
#include "io/random.hpp"
#include "kubectl-scan-agent/payload.hpp"
#include "kubectl-scan/exit_code.hpp"
#include "kubectl-scan/preflight.hpp"
#include "kubectl-scan/session.hpp"
#include "plan/plan.hpp"
#include "render/render.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <ostream>
#include <utility>

namespace kscan::cmd {

namespace {

constexpr std::size_t run_id_length = 8;
// Past the pod's own deadline and the Job's, which comes a minute later: then the server has failed
// to act.
constexpr std::chrono::seconds overtime{180};

/// The nodes that can run the agent: it was built for the same machine as this program.
constexpr std::string_view agent_architecture() {
#if defined(__x86_64__)
  return "amd64";
#elif defined(__aarch64__)
  return "arm64";
#else
#error "no name of this architecture in GOARCH's words"
#endif
}

void complete(manifest::Settings& settings) {
  settings.architecture = agent_architecture();
  settings.run_id = io::random_id(run_id_length);
  settings.payload = {.bootstrap = payload::bootstrap(),
                      .agent_xz = payload::agent_xz(),
                      .agent_sha256 = payload::agent_sha256()};
}

report::Report
finished_report(run::Machine& machine, const std::string& ns, const manifest::Settings& settings) {
  report::Report report = machine.take_report();
  report.ns = ns;
  report.created = format_rfc3339(std::chrono::system_clock::now());
  report.scanner = {.name = "trivy", .image = settings.scanner_image};
  return report;
}

/// A group's Job, and the line that removes it with all it owns.
struct Removal {
  std::string job;
  std::string command;
};
Removal removal_of(const run::Machine& machine, run::Group group, const std::string& run_id) {
  const std::string job = manifest::names_of(run_id, group).job;
  return {job, fmt::format("kubectl delete job {} -n {}", job, machine.plan().groups[group].ns)};
}

/// What could not be deleted, and what stays on purpose.
void tell_remains(const run::Machine& machine,
                  const manifest::Settings& settings,
                  std::ostream& err) {
  for (const run::Group group : machine.leftovers()) {
    const Removal removal = removal_of(machine, group, settings.run_id);
    ui::print_warning(err,
                      fmt::format("job {} may still be there; to remove it with all it owns: {}",
                                  removal.job,
                                  removal.command));
  }
  for (const run::Group group : machine.kept()) {
    const Removal removal = removal_of(machine, group, settings.run_id);
    err << fmt::format("scan: job {} stays for {} s after its end; to remove it now with all it "
                       "owns: {}\n",
                       removal.job,
                       settings.ttl.count(),
                       removal.command);
  }
}

void print(const report::Report& report, render::Format format, Surroundings& around) {
  for (const std::string& warning : report.warnings)
    ui::print_warning(around.err, warning);
  const auto& env = around.system.env;
  const ui::Terminal terminal =
      ui::detect(STDOUT_FILENO, env("NO_COLOR").has_value(), env("TERM").value_or(""));
  render::render(
      format, report, {.columns = terminal.columns, .color = terminal.color}, around.out);
  if (!around.out.flush())
    throw Error(Errc::internal, "cannot write the report to standard output");
}

}  // namespace

int scan(Options options, http::CurlEngine& engine, io::Signals& signals, Surroundings& around) {
  Session session(options.connection, engine, around);
  kube::Client impatient = session.impatient_client();
  const std::vector<workload::PodImages> pods =
      discover::pods(impatient, session.ns(), options.pods);
  plan::Plan plan = plan::make_plan(pods, options.plan);
  preflight(plan, options, impatient, engine, around);
  kube::Client client = session.patient_client();
  complete(options.manifest);
  run::Machine machine(std::move(plan),
                       {.run_id = options.manifest.run_id,
                        .keep = options.keep,
                        .limits = {.group_deadline = options.manifest.deadline + overtime},
                        .service_account = options.manifest.service_account});
  const std::unique_ptr<run::Observer> observer = ui::make_line_observer(around.err);
  drive::drive(machine, options.manifest, {client, engine, signals, *observer});

  tell_remains(machine, options.manifest, around.err);
  if (const std::optional<Error> refusal = machine.refusal(); refusal && machine.signal() == 0)
    throw *refusal;
  const report::Report report = finished_report(machine, session.ns(), options.manifest);
  print(report, options.format, around);
  session.check_warnings();
  return exit_code(report, machine.signal());
}

}  // namespace kscan::cmd
