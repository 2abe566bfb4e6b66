#include "kubectl-scan/attach.hpp"

#include "drive/drive.hpp"
#include "kubectl-scan/json_lines.hpp"
#include "kubectl-scan/output.hpp"
#include "kubectl-scan/remains.hpp"
#include "kubectl-scan/runs.hpp"
#include "kubectl-scan/session.hpp"
#include "manifest/quantity.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace kscan::cmd {

namespace {

using manifest::OwnJob;
using std::chrono::seconds;

/// Why there may be no pod of it, by now or ever; empty while there should be one.
std::string ended(const OwnJob& job) {
  switch (job.state) {
  case OwnJob::State::complete:
    return "the job is complete, and its pod is gone";
  case OwnJob::State::failed:
    return "the job has failed: " + job.ending;
  case OwnJob::State::waiting:
    return "the job was never released";
  case OwnJob::State::suspended:
  case OwnJob::State::running:
    return {};
  }
  return {};
}

run::Memory memory_of(const OwnJob& job) {
  run::Memory memory;
  if (!manifest::parse_quantity(job.memory_limit)) return memory;
  memory.first = job.memory_limit;
  memory.second = manifest::doubled(memory.first);
  return memory;
}

/// A run that somebody else may still wait for keeps its Jobs.
bool is_ours_to_delete(std::span<const OwnJob> jobs) {
  return std::ranges::all_of(jobs, &OwnJob::detached);
}

run::Limits limits_of(std::span<const OwnJob> jobs, const AttachOptions& options, SystemTime now) {
  constexpr seconds least{120};
  const SystemTime last = std::ranges::max(jobs, {}, &OwnJob::deadline).deadline;
  run::Limits limits;
  limits.parallel = jobs.size();
  limits.retries = 0;
  limits.run = options.timeout;
  limits.group_deadline = std::max(least, std::chrono::duration_cast<seconds>(last - now));
  return limits;
}

std::vector<OwnJob>
jobs_of(const AttachOptions& options, const Session& session, kube::Client& client) {
  const std::string ns = options.all_namespaces ? std::string() : session.ns();
  std::vector<OwnJob> jobs = own_jobs(client, ns);
  std::erase_if(jobs, [&](const OwnJob& job) { return job.run_id != options.run; });
  if (!jobs.empty()) return jobs;
  throw Error(Errc::not_found,
              ns.empty() ? fmt::format("run \"{}\" not found", options.run)
                         : fmt::format("run \"{}\" not found in namespace \"{}\"", options.run, ns))
      .hint("see which runs there are: kubectl scan list -A");
}

manifest::Settings settings_of(const OwnJob& job) {
  manifest::Settings settings;
  settings.run_id = job.run_id;
  settings.ttl = job.ttl;
  return settings;
}

report::Report
report_of(run::Machine& machine, std::span<const OwnJob> jobs, std::vector<std::string> warnings) {
  report::Report report = machine.take_report();
  const OwnJob& first = jobs.front();
  if (std::ranges::all_of(jobs, [&](const OwnJob& job) { return job.ns == first.ns; }))
    report.ns = first.ns;
  report.created = format_rfc3339(std::chrono::system_clock::now());
  report.scanner = {.name = first.scanner, .image = first.scanner_image};
  report.warnings.insert(report.warnings.begin(), warnings.begin(), warnings.end());
  return report;
}

}  // namespace

Result<Recovered>
recover(std::span<const OwnJob> jobs, const AttachOptions& options, SystemTime now) {
  Recovered run;
  run.options = {.run_id = options.run,
                 .keep = options.keep || !is_ours_to_delete(jobs),
                 .limits = limits_of(jobs, options, now),
                 .memory = memory_of(jobs.front()),
                 .mode = run::Mode::attach};
  std::size_t left_out = 0;
  for (const OwnJob& job : jobs) {
    if (!job.scans) {
      run.warnings.push_back(
          fmt::format("job {} is left alone: {}", job.name, job.scans.error().message()));
      continue;
    }
    if (run.plan.groups.size() <= job.group) run.plan.groups.resize(job.group + 1);
    run.plan.groups[job.group] = job.scans->group;
    left_out += job.scans->targets_left_out;
    if (std::string why = ended(job); !why.empty()) run.options.ended[job.group] = std::move(why);
  }
  if (run.plan.groups.empty())
    return fail(Errc::protocol, fmt::format("run \"{}\" does not say what it scans", options.run));
  if (left_out > 0)
    run.warnings.push_back(
        fmt::format("{} more containers run these images than the jobs could note", left_out));
  return run;
}

int attach(const AttachOptions& options,
           const Connection& connection,
           http::CurlEngine& engine,
           io::Signals& signals,
           Surroundings& around) {
  Session session(connection, engine, around);
  kube::Client client = session.patient_client();
  const std::vector<OwnJob> jobs = jobs_of(options, session, client);
  const SystemTime now = session.server_time().value_or(std::chrono::system_clock::now());
  Recovered recovered = value_or_throw(recover(jobs, options, now));
  run::Machine machine(std::move(recovered.plan), std::move(recovered.options));
  JsonLines lines(ui::make_line_observer(around.err), options.report, around.out);
  const manifest::Settings settings = settings_of(jobs.front());
  drive::drive(machine, settings, {client, engine, signals, lines});
  tell_remains(machine, settings.run_id, settings.ttl, around.err);
  const int code = deliver(report_of(machine, jobs, std::move(recovered.warnings)),
                           options.report,
                           around,
                           {.signal = machine.signal(), .lines = &lines});
  session.check_warnings();
  return code;
}

}  // namespace kscan::cmd
