#pragma once
#include "handoff/credentials_report.hpp"
#include "run/advice.hpp"
#include "run/attempt.hpp"
#include "run/container_log.hpp"
#include "run/group_fate.hpp"
#include "run/machine.hpp"

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::run {

/// One Job's life: suspended, equipped, running, deleted. The machine's other half.
class GroupRun {
public:
  GroupRun(Group index,
           const plan::Plan& plan,
           Attempt attempt,
           const Machine::Options& options,
           std::vector<Effect>& effects);
  GroupRun(const GroupRun&) = delete;  // the logs call back into this object
  GroupRun& operator=(const GroupRun&) = delete;

  void start();
  void interrupt();
  /// Time is up for the whole run.
  void expire(const Error& why);
  void on(const JobCreated&);
  void on(const OwnedCreated&);
  void on(const Unsuspended&);
  void on(const SecretDeleted&);
  void on(const JobDeleted&);
  void on(const CallFailed& failed);
  void on(const PodChanged& changed);
  void on(const PodsListed&);
  void on(const PodDeleted&);
  void on(const PodRefusals& refusals);
  void on(const LogLine& line);
  void on(const LogEnded& ended);
  void on(const TimerFired& fired);

  [[nodiscard]] bool queued() const noexcept { return m_stage == Stage::queued; }
  [[nodiscard]] bool over() const noexcept { return m_stage == Stage::over; }
  [[nodiscard]] bool active() const noexcept {
    return !queued() && !over() && m_stage != Stage::delayed && !(away() && m_ended_away);
  }
  /// Its pod needs no plugin any more, and none waits for it.
  [[nodiscard]] bool away() const noexcept { return m_stage == Stage::away; }
  /// A create that is still unanswered may have happened.
  [[nodiscard]] bool leftover() const noexcept { return m_leftover || m_stage == Stage::creating; }
  [[nodiscard]] bool kept() const noexcept { return m_kept; }
  /// Attached to: nothing more can be learnt from its Job.
  [[nodiscard]] bool exhausted() const noexcept { return m_fates.empty() || m_exhausted; }
  /// The API server's refusal of a call without which nothing could run.
  [[nodiscard]] const std::optional<Error>& refusal() const noexcept { return m_refusal; }
  [[nodiscard]] const plan::Group& plan() const { return m_plan.groups[m_index]; }
  [[nodiscard]] const Attempt& attempt() const noexcept { return m_attempt; }
  [[nodiscard]] std::vector<std::string> take_warnings() { return std::move(m_warnings); }

  // Each scan's fate.
  [[nodiscard]] std::size_t scans() const noexcept { return m_fates.size(); }
  /// What may help it; none for one that did not fail, or that was dealt with.
  [[nodiscard]] Remedy remedy(std::size_t scan) const noexcept;
  [[nodiscard]] std::optional<Error> error_of(std::size_t scan) const;
  /// Another group scans it.
  void pass_on(std::size_t scan) noexcept { m_fates[scan].passed_on = true; }
  [[nodiscard]] bool passed_on(std::size_t scan) const noexcept { return m_fates[scan].passed_on; }
  /// Says the last word about it, once.
  void announce(std::size_t scan);
  [[nodiscard]] report::ImageReport report_of(std::size_t scan) const;
  [[nodiscard]] report::ImageReport take_report(std::size_t scan);

private:
  [[nodiscard]] report::ImageReport described(std::size_t scan) const;
  [[nodiscard]] bool running() const noexcept { return m_stage == Stage::running; }
  [[nodiscard]] ContainerLog* find_log(std::string_view container);
  [[nodiscard]] std::optional<std::size_t> scan_of(const ContainerLog& log) const;
  [[nodiscard]] std::string image_of(std::size_t scan) const;
  void add_log(const std::string& container);
  void stop();
  void resume();
  void let_go();
  [[nodiscard]] bool may_stay() const;
  [[nodiscard]] bool needs_us() const;
  void watch_from_afar();
  void read_statuses();
  void act(ContainerLog& log, ContainerLog::Next next);
  void settled(ContainerLog& log);
  void settled_credentials(const ContainerReport& report);
  void settled_init(const ContainerLog& log, const Result<ContainerReport>& outcome);
  void settled_scan(std::size_t scan, const ContainerLog& log, const Result<ContainerReport>& told);
  void settle(std::size_t scan, Result<report::Scan> found, Remedy remedy);
  [[nodiscard]] Error explained(Error error, Source source) const;
  [[nodiscard]] Error scan_failure(std::size_t scan, const Error& error) const;
  /// Of the scanner's image as it ran; empty: unknown.
  [[nodiscard]] std::string scanner_digest(const std::string& container) const;
  [[nodiscard]] bool lacks_digest(std::size_t scan, const Error& error) const;
  [[nodiscard]] Error out_of_memory(std::string_view doing) const;
  [[nodiscard]] bool ended_from_outside() const;
  void check_pod_end();
  void check_pod_health();
  void pod_is_late();
  void watch_pod();
  void count_turn();
  [[nodiscard]] bool any_runs() const;
  void release_secrets();
  void delete_secret(std::size_t scan);
  void delete_secrets();
  void secret_is_gone();
  void tell_waiting();
  void tell(std::string text, std::string image = {});
  void timer(Timer which, std::chrono::milliseconds delay, std::string container = {});
  void refused(const Error& why);
  void fail_all(const Error& why, Remedy remedy = Remedy::none);
  void fail_pod(const Error& why, Remedy remedy = Remedy::none);
  void finish_if_settled();
  void finish();

  Group m_index;
  const plan::Plan& m_plan;  ///< grows: nothing may refer to one of its groups for long
  Attempt m_attempt;
  const Machine::Options& m_options;
  std::vector<Effect>& m_effects;
  Stage m_stage = Stage::queued;
  bool m_interrupted = false;
  bool m_stopping = false;  ///< nothing new is begun
  bool m_leftover = false;
  bool m_kept = false;
  bool m_ended_away = false;  ///< its pod has ended, and it is away
  bool m_unread = false;      ///< a container has told more than could be read
  bool m_exhausted = false;
  std::optional<Error> m_refusal;
  std::optional<PodState> m_pod;
  Patience m_patience;
  std::list<ContainerLog> m_logs;  ///< database, credentials, scan-0 ...
  std::vector<Fate> m_fates;       ///< of each scan
  std::string m_told_waiting;
  handoff::CredentialsReport m_credentials;
  std::size_t m_secrets_going = 0;  ///< asked to go, not answered yet
  bool m_warned_of_secret = false;
  std::vector<std::string> m_warnings;
};

}  // namespace kscan::run
