// What becomes of a group's images.
#include "plan/scan_pod.hpp"
#include "report/image_digest.hpp"
#include "run/group_run.hpp"
#include "run/outcome.hpp"
#include "run/pull_failure.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::run {

namespace {

std::string counts(const report::Scan& scan) {
  const report::Totals found = report::totals(scan);
  if (found.all() == 0) return "done: no vulnerabilities";
  return fmt::format("done: {} critical, {} high, {} medium, {} low, {} unknown",
                     found[report::Severity::critical],
                     found[report::Severity::high],
                     found[report::Severity::medium],
                     found[report::Severity::low],
                     found[report::Severity::unknown]);
}

std::string_view work_of(std::string_view container) {
  return container == plan::database_container ? "download of the vulnerability database"
                                               : "choice of the registry credential";
}

Remedy either(Remedy one, Remedy other) {
  return one == Remedy::none ? other : one;
}

}  // namespace

void GroupRun::settled(ContainerLog& log) {
  const Result<ContainerReport> outcome = log.take_outcome();
  m_unread |= !outcome && !log.out_of_memory();
  if (const std::optional<std::size_t> scan = scan_of(log))
    settled_scan(*scan, log, outcome);
  else
    settled_init(log, outcome);
  finish_if_settled();
  m_exhausted = over() && !m_unread;
}

Error GroupRun::out_of_memory(std::string_view doing) const {
  const bool first = m_attempt.memory_limit.empty();
  const std::string& limit = first ? m_options.memory.first : m_attempt.memory_limit;
  const std::string& enough = first ? m_options.memory.second : m_options.memory.advised;
  return Error(Errc::unavailable,
               fmt::format("{} was killed: out of memory, its limit is {}", doing, limit))
      .hint(fmt::format("give it more: --limits memory={}", enough));
}

void GroupRun::settled_init(const ContainerLog& log, const Result<ContainerReport>& outcome) {
  const bool credentials = log.container() == plan::credentials_container;
  const Result<> success =
      outcome ? check_success(*outcome, work_of(log.container())) : Result<>(fail(outcome.error()));
  if (credentials && outcome) settled_credentials(*outcome);
  if (success) return;
  if (ended_from_outside())
    return fail_all(explained(success.error(), Source::pod), remedy_for_end(*m_pod));
  if (log.out_of_memory())
    return fail_all(out_of_memory(work_of(log.container())), Remedy::more_memory);
  const Error& error = success.error();
  fail_all(explained(error, credentials ? Source::credentials : Source::database),
           either(remedy_for(error), remedy_for_refusal(error.message())));
}

void GroupRun::settled_credentials(const ContainerReport& report) {
  Result<handoff::CredentialsReport> told = handoff::parse_credentials_report(report.payload);
  if (!told) return;  // the scanners will say what came of it
  m_credentials = *std::move(told);
  for (const auto& bad : m_credentials.bad_secrets)
    m_warnings.push_back(
        fmt::format("pull secret \"{}\" is malformed, the kubelet would refuse to pull with it: {}",
                    bad.name,
                    bad.problem));
  for (const std::string& missing : m_credentials.missing_secrets)
    m_warnings.push_back(fmt::format(
        "pull secret \"{}\" is not in namespace \"{}\", or has neither .dockerconfigjson nor "
        ".dockercfg",
        missing,
        plan().ns));
  for (const auto& image : m_credentials.images)
    if (std::string story = story_of_second_choice(image); !story.empty())
      m_warnings.push_back(std::move(story));
}

void GroupRun::settled_scan(std::size_t scan,
                            const ContainerLog& log,
                            const Result<ContainerReport>& told) {
  const std::string image = image_of(scan);
  Result<report::Scan> found =
      told ? interpret_scan(*told, image) : Result<report::Scan>(fail(told.error()));
  if (found) {
    found->scanner.digest = scanner_digest(log.container());
    return settle(scan, std::move(found), Remedy::none);
  }
  if (ended_from_outside())
    return settle(scan, fail(explained(found.error(), Source::scan)), remedy_for_end(*m_pod));
  if (log.out_of_memory())
    return settle(scan, fail(out_of_memory(fmt::format("scan of {}", image))), Remedy::more_memory);
  const Remedy remedy = lacks_digest(scan, found.error()) ? Remedy::tag : remedy_for(found.error());
  settle(scan, fail(noted(scan_failure(scan, found.error()), plan().scans[scan].notes)), remedy);
}

std::string GroupRun::scanner_digest(const std::string& container) const {
  const ContainerState* const state = m_pod ? m_pod->find(container) : nullptr;
  return state == nullptr ? std::string() : report::first_digest({state->image_id});
}

bool GroupRun::lacks_digest(std::size_t scan, const Error& error) const {
  return plan().scans[scan].digest_from_elsewhere
         && registry_answer(error.message()) == handoff::Answer::not_found;
}

// Where the pod was ended from outside (evicted, past its deadline), its containers only know that
// something killed them.
Error GroupRun::explained(Error error, Source source) const {
  if (ended_from_outside()) return advised(pod_failure(*m_pod), Source::pod, plan().ns);
  if (source == Source::credentials)
    error = advised_about_account(std::move(error), plan().ns, m_options.service_account);
  return advised(std::move(error), source, plan().ns);
}

Error GroupRun::scan_failure(std::size_t scan, const Error& error) const {
  const bool known = scan < m_credentials.images.size();
  const plan::Group& group = plan();
  const Pull pull{.group = group,
                  .scan = scan,
                  .chosen = known ? &m_credentials.images[scan] : nullptr,
                  .service_account = m_options.service_account};
  return explained(explain_pull(error, pull), Source::scan);
}

void GroupRun::settle(std::size_t scan, Result<report::Scan> found, Remedy remedy) {
  Fate& fate = m_fates[scan];
  if (fate.outcome) return;
  fate.outcome = std::move(found);
  fate.remedy = remedy;
  if (remedy == Remedy::none) announce(scan);
}

void GroupRun::fail_all(const Error& why, Remedy remedy) {
  for (std::size_t scan = 0; scan < scans(); ++scan)
    settle(scan, fail(why), remedy);
}

Remedy GroupRun::remedy(std::size_t scan) const noexcept {
  const Fate& fate = m_fates[scan];
  return fate.announced || fate.passed_on ? Remedy::none : fate.remedy;
}

std::optional<Error> GroupRun::error_of(std::size_t scan) const {
  const auto& outcome = m_fates[scan].outcome;
  return outcome && !*outcome ? std::optional(outcome->error()) : std::nullopt;
}

void GroupRun::announce(std::size_t scan) {
  Fate& fate = m_fates[scan];
  if (fate.passed_on || std::exchange(fate.announced, true)) return;
  // A refusal is the run's one error where nothing else could run either.
  if (fate.outcome && !m_refusal)
    tell(*fate.outcome ? counts(**fate.outcome) : "failed: " + fate.outcome->error().message(),
         image_of(scan));
  m_effects.emplace_back(ImageDone{m_index, scan});
}

report::ImageReport GroupRun::described(std::size_t scan) const {
  const plan::Scan& planned = plan().scans[scan];
  report::ImageReport result{.image = planned.image,
                             .pinned = planned.pinned,
                             .targets = planned.targets,
                             .scan = {},
                             .failure = {}};
  if (scan < m_credentials.images.size())
    result.credential = {m_credentials.images[scan].pull_secret, m_credentials.images[scan].key};
  const std::optional<Result<report::Scan>>& outcome = m_fates[scan].outcome;
  if (!outcome)
    result.failure = Error(Errc::interrupted, "not scanned: the run was interrupted");
  else if (!*outcome)
    result.failure = outcome->error();
  return result;
}

report::ImageReport GroupRun::report_of(std::size_t scan) const {
  report::ImageReport result = described(scan);
  if (result.scanned()) result.scan = **m_fates[scan].outcome;
  return result;
}

report::ImageReport GroupRun::take_report(std::size_t scan) {
  report::ImageReport result = described(scan);
  if (result.scanned()) result.scan = std::move(**m_fates[scan].outcome);
  return result;
}

}  // namespace kscan::run
