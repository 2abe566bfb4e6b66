#include "kubectl-scan/scan.hpp"

#include "base/time.hpp"
#include "drive/drive.hpp"
#include "io/random.hpp"
#include "kubectl-scan-agent/payload.hpp"
#include "kubectl-scan/detach.hpp"
#include "kubectl-scan/dry_run.hpp"
#include "kubectl-scan/json_lines.hpp"
#include "kubectl-scan/leftovers.hpp"
#include "kubectl-scan/output.hpp"
#include "kubectl-scan/platform.hpp"
#include "kubectl-scan/preflight.hpp"
#include "kubectl-scan/remains.hpp"
#include "kubectl-scan/session.hpp"
#include "kubectl-scan/targets.hpp"
#include "plan/plan.hpp"
#include "plan/platform.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr std::size_t run_id_length = 8;

void complete(manifest::Settings& settings) {
  settings.architecture = own_architecture();
  settings.run_id = io::random_id(run_id_length);
  settings.payload = {.bootstrap = payload::bootstrap(),
                      .agent_xz = payload::agent_xz(),
                      .agent_sha256 = payload::agent_sha256()};
}

/// What is found, planned, and what of that is known before anything runs.
struct Prepared {
  bool found = false;  ///< anything at all
  plan::Plan plan;
  std::string ns;  ///< the one that everything is in; empty: there are several
  std::vector<std::string> warnings;
};

/// Empty if there are several.
std::string namespace_of(const std::vector<workload::PodImages>& pods, const std::string& own) {
  if (pods.empty()) return own;
  const std::string& ns = pods.front().pod.ns;
  const bool one = std::ranges::all_of(pods, [&](const auto& pod) { return pod.pod.ns == ns; });
  return one ? ns : std::string();
}

Prepared
prepare(const Options& options, Session& session, http::CurlEngine& engine, Surroundings& around) {
  discover::Discovered found =
      find_targets(options.targets, options.connection, session, engine, around);
  Prepared prepared{.found = !found.pods.empty(),
                    .plan = plan::make_plan(found.pods, options.plan),
                    .ns = namespace_of(found.pods, session.ns()),
                    .warnings = std::move(found.warnings)};
  plan::refuse_windows(prepared.plan);
  for (std::string& line : skipped_lines(prepared.plan))
    prepared.warnings.push_back(std::move(line));
  kube::Client client = session.impatient_client();
  kube::Discovery types = session.types(client);
  place_beside(prepared.plan, {client, engine, types});
  // Many questions at once, which the server may put off.
  kube::Client patient = session.patient_client();
  preflight(prepared.plan, options, patient, engine, around);
  return prepared;
}

report::Report
finished_report(run::Machine& machine, Prepared&& prepared, const manifest::Settings& settings) {
  report::Report report = machine.take_report();
  report.ns = std::move(prepared.ns);
  report.created = format_rfc3339(std::chrono::system_clock::now());
  report.scanner = {.name = std::string(settings.scanner.profile->name),
                    .image = settings.scanner_image};
  report.warnings.insert(
      report.warnings.begin(), prepared.warnings.begin(), prepared.warnings.end());
  if (settings.java_db_repository.empty())
    if (std::string warning = report::jar_warning(report); !warning.empty())
      report.warnings.push_back(std::move(warning));
  return report;
}

std::set<std::string> namespaces_of(const plan::Plan& plan) {
  std::set<std::string> namespaces;
  for (const plan::Group& group : plan.groups)
    namespaces.insert(group.ns);
  return namespaces;
}

/// What would run, and what would not.
int try_plan(const Prepared& prepared,
             const Options& options,
             const Server& server,
             Surroundings& around) {
  for (const std::string& warning : prepared.warnings)
    ui::print_warning(around.err, warning);
  for (const plan::Refused& refused : prepared.plan.refused)
    ui::print_error(around.err,
                    Error(refused.error).because(refused.image + " would not be scanned"));
  const int code = dry_run(prepared.plan, options.manifest, options.dry_run, server, around);
  const bool incomplete = code == report::exit_code::ok && !prepared.plan.refused.empty();
  return incomplete ? report::exit_code::incomplete : code;
}

/// Runs what is planned, to its end.
run::Machine run_plan(plan::Plan plan,
                      const Options& options,
                      kube::Client& client,
                      http::CurlEngine& engine,
                      io::Signals& signals,
                      run::Observer& observer) {
  run::Machine machine(std::move(plan),
                       {.run_id = options.manifest.run_id,
                        .keep = options.keep,
                        .limits = options.run.limits,
                        .service_account = options.manifest.service_account,
                        .memory = options.run.memory,
                        .mode = options.run.detach ? run::Mode::detach : run::Mode::scan});
  drive::drive(machine, options.manifest, {client, engine, signals, observer});
  return machine;
}

}  // namespace

int scan(Options options, http::CurlEngine& engine, io::Signals& signals, Surroundings& around) {
  Session session(options.connection, engine, around);
  Prepared prepared = prepare(options, session, engine, around);
  if (!prepared.found) around.err << nothing_found(options.targets, session.ns()) << '\n';
  kube::Client client = session.patient_client();
  complete(options.manifest);
  for (const plan::Group& group : prepared.plan.groups)
    ++options.manifest.jobs[group.ns];
  options.manifest.pod.cluster_chooses_user = prepared.found && chooses_users(client);
  if (options.dry_run.mode != DryRun::none) {
    const int code = try_plan(prepared, options, {client, engine}, around);
    session.check_warnings();
    return code;
  }
  sweep(namespaces_of(prepared.plan), session, engine, around);
  JsonLines lines(ui::make_line_observer(around.err), options.report, around.out);
  run::Machine machine =
      run_plan(std::exchange(prepared.plan, {}), options, client, engine, signals, lines);
  tell_remains(machine, options.manifest.run_id, options.manifest.ttl, around.err);
  if (const std::optional<Error> refusal = machine.refusal(); refusal && machine.signal() == 0)
    throw *refusal;
  if (options.run.detach && prepared.found) {
    const int code = tell_detached(machine, options.manifest.run_id, prepared.warnings, around);
    session.check_warnings();
    return code;
  }
  Delivery delivery{.signal = machine.signal(), .lines = &lines};
  if (!prepared.found) delivery.show = [](const auto&...) {};
  const int code = deliver(finished_report(machine, std::move(prepared), options.manifest),
                           options.report,
                           around,
                           delivery);
  session.check_warnings();
  return code;
}

}  // namespace kscan::cmd
