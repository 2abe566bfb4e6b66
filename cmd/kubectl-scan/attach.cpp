#include "kubectl-scan/attach.hpp"

#include "drive/drive.hpp"
#include "kubectl-scan/json_lines.hpp"
#include "kubectl-scan/leftovers.hpp"
#include "kubectl-scan/output.hpp"
#include "kubectl-scan/remains.hpp"
#include "kubectl-scan/runs.hpp"
#include "kubectl-scan/session.hpp"
#include "manifest/quantity.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
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
  constexpr seconds most{24 * 3600};
  const SystemTime last = std::ranges::max(jobs, {}, &OwnJob::deadline).deadline;
  run::Limits limits;
  limits.parallel = jobs.size();
  limits.retries = 0;
  limits.run = options.timeout;
  limits.group_deadline = std::clamp(std::chrono::duration_cast<seconds>(last - now), least, most);
  // Its time begins when it is let go.
  if (std::ranges::find(jobs, OwnJob::State::suspended, &OwnJob::state) != jobs.end())
    limits.group_deadline = most;
  return limits;
}

std::vector<OwnJob>
jobs_of(const AttachOptions& options, const Session& session, kube::Client& client) {
  const std::string ns = options.all_namespaces ? std::string() : session.ns();
  std::vector<OwnJob> jobs = own_jobs(client, ns);
  const auto one =
      std::ranges::find_if(jobs, [&](const OwnJob& job) { return is_named(job, options.run); });
  const std::string run_id = one == jobs.end() ? std::string() : one->run_id;
  std::erase_if(jobs, [&](const OwnJob& job) { return job.run_id != run_id; });
  if (!jobs.empty()) return jobs;
  throw Error(Errc::not_found,
              ns.empty() ? fmt::format("run \"{}\" not found", options.run)
                         : fmt::format("run \"{}\" not found in namespace \"{}\"", options.run, ns))
      .hint("see which runs there are: kubectl scan list -A");
}

/// A plugin is at work between the creation of a Job and its release.
bool is_being_set_up(const OwnJob& job, SystemTime now) {
  return job.state == OwnJob::State::waiting && now <= job.deadline;
}

bool has_twins(std::span<const OwnJob> jobs) {
  std::set<std::size_t> groups;
  return !std::ranges::all_of(jobs,
                              [&](const OwnJob& job) { return groups.insert(job.group).second; });
}

Result<> check(std::span<const OwnJob> jobs, SystemTime now) {
  const std::string& run = jobs.front().run_id;
  if (has_twins(jobs))
    return fail(Errc::invalid, fmt::format("run \"{}\" is in several namespaces: use -n", run));
  if (std::ranges::any_of(jobs, [&](const OwnJob& job) { return is_being_set_up(job, now); }))
    return fail(Error(Errc::unavailable, fmt::format("run \"{}\" is still being set up", run))
                    .hint("wait until scan --detach has printed the run's id"));
  return {};
}

/// Why it cannot be told what the Job found.
std::optional<Error> unreadable(const OwnJob& job) {
  constexpr std::size_t most_groups = 10'000;
  std::optional<Error> why;
  if (!job.scans)
    why = job.scans.error();
  else if (job.group > most_groups)
    why = Error(Errc::protocol, fmt::format("it has no reasonable number: {}", job.group));
  if (why)
    why = Error(why->code(), why->message())
              .hint(fmt::format("to delete it: kubectl scan cleanup {}", job.run_id));
  return why;
}

/// Jobs that the run was planned to have here and that are neither there nor tried again by another
/// one: their TTL is over, somebody has deleted them, or the run's plugin has not come to them yet.
std::optional<plan::Refused> absent(std::span<const OwnJob> jobs, bool all_namespaces) {
  const auto count = all_namespaces ? &OwnJob::jobs_of_run : &OwnJob::jobs_in_namespace;
  const OwnJob& first = jobs.front();
  const std::size_t all = first.*count;
  std::set<std::size_t> there;
  for (const OwnJob& job : jobs) {
    if (job.replaces.empty() && job.group < job.jobs_of_run) there.insert(job.group);
    there.insert(job.replaces.begin(), job.replaces.end());
  }
  if (there.size() >= all) return std::nullopt;
  return plan::Refused{.image = fmt::format("run {}", first.run_id),
                       .error =
                           Error(Errc::gone,
                                 fmt::format("{} of its {} jobs missing: deleted, or not begun yet",
                                             all - there.size(),
                                             all)),
                       .targets = {}};
}

manifest::Settings settings_of(const OwnJob& job) {
  manifest::Settings settings;
  settings.run_id = job.run_id;
  settings.ttl = job.ttl;
  return settings;
}

std::map<run::Group, std::string> uids_of(std::span<const OwnJob> jobs) {
  std::map<run::Group, std::string> uids;
  for (const OwnJob& job : jobs)
    uids[job.group] = job.uid;
  return uids;
}

/// Neither an error in writing it nor a signal has come between.
bool is_delivered(int code) {
  return code != report::exit_code::error && code < report::exit_code::signal;
}

void delete_jobs(std::span<const OwnJob> jobs,
                 kube::Client& client,
                 io::Loop& loop,
                 std::ostream& err) {
  const std::vector<Result<>> results = remove_jobs(jobs, client, loop);
  for (std::size_t i = 0; i < jobs.size(); ++i)
    if (!results[i])
      ui::print_warning(
          err,
          fmt::format("job {} may still be there: {}", jobs[i].name, results[i].error().message()));
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
  if (Result<> sound = check(jobs, now); !sound) return fail(std::move(sound).error());
  Recovered run;
  run.deletable = !options.keep && is_ours_to_delete(jobs);
  run.options = {.run_id = jobs.front().run_id,
                 .limits = limits_of(jobs, options, now),
                 .memory = memory_of(jobs.front()),
                 .mode = run::Mode::attach};
  std::size_t left_out = 0;
  for (const OwnJob& job : jobs) {
    if (const std::optional<Error> why = unreadable(job)) {
      run.plan.refused.push_back({.image = "job " + job.name, .error = *why, .targets = {}});
      run.deletable = false;
      continue;
    }
    if (run.plan.groups.size() <= job.group) run.plan.groups.resize(job.group + 1);
    run.plan.groups[job.group] = job.scans->group;
    left_out += job.scans->targets_left_out;
    if (std::string why = ended(job); !why.empty()) run.options.ended[job.group] = std::move(why);
    if (job.state == OwnJob::State::suspended) run.options.suspended.insert(job.group);
  }
  if (run.plan.groups.empty())
    return fail(Error(Errc::protocol,
                      fmt::format("run \"{}\" does not say what it scans", run.options.run_id))
                    .hint("to delete it: kubectl scan cleanup " + run.options.run_id));
  if (std::optional<plan::Refused> refused = absent(jobs, options.all_namespaces)) {
    run.plan.refused.push_back(*std::move(refused));
    run.deletable = false;
  }
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
  drive::drive(machine, settings, {client, engine, signals, lines}, uids_of(jobs));
  if (const std::optional<Error> refusal = machine.refusal(); refusal && machine.signal() == 0)
    throw *refusal;
  const int code = deliver(report_of(machine, jobs, std::move(recovered.warnings)),
                           options.report,
                           around,
                           {.signal = machine.signal(), .lines = &lines});
  if (recovered.deletable && machine.unread().empty() && is_delivered(code))
    delete_jobs(jobs, client, engine, around.err);
  else
    tell_remains(machine, settings.run_id, settings.ttl, around.err);
  session.check_warnings();
  return code;
}

}  // namespace kscan::cmd
