#pragma once
#include "handoff/credentials_report.hpp"
#include "run/advice.hpp"
#include "run/container_log.hpp"
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
           const plan::Group& group,
           const Machine::Options& options,
           std::vector<Effect>& effects);
  GroupRun(const GroupRun&) = delete;  // the logs call back into this object
  GroupRun& operator=(const GroupRun&) = delete;

  void start();
  void interrupt();
  void on(const JobCreated&);
  void on(const OwnedCreated&);
  void on(const Unsuspended&);
  void on(const JobDeleted&);
  void on(const CallFailed& failed);
  void on(const PodChanged& changed);
  void on(const PodDeleted&);
  void on(const PodRefusals& refusals);
  void on(const LogLine& line);
  void on(const LogEnded& ended);
  void on(const TimerFired& fired);

  [[nodiscard]] bool queued() const noexcept { return m_stage == Stage::queued; }
  [[nodiscard]] bool active() const noexcept { return !queued() && !over(); }
  [[nodiscard]] bool over() const noexcept { return m_stage == Stage::over; }
  /// A create that is still unanswered may have happened.
  [[nodiscard]] bool leftover() const noexcept { return m_leftover || m_stage == Stage::creating; }
  [[nodiscard]] bool kept() const noexcept { return m_kept; }
  /// The API server's refusal of a call without which nothing could run.
  [[nodiscard]] const std::optional<Error>& refusal() const noexcept { return m_refusal; }
  [[nodiscard]] std::vector<report::ImageReport> take_reports();
  [[nodiscard]] std::vector<std::string> take_warnings() { return std::move(m_warnings); }

private:
  enum class Stage { queued, creating, equipping, starting, running, deleting, over };

  [[nodiscard]] report::ImageReport take_report(std::size_t scan);
  [[nodiscard]] bool running() const noexcept { return m_stage == Stage::running; }
  [[nodiscard]] ContainerLog* find_log(std::string_view container);
  [[nodiscard]] std::optional<std::size_t> scan_of(const ContainerLog& log) const;
  void read_statuses();
  void act(ContainerLog& log, ContainerLog::Next next);
  void settled(ContainerLog& log);
  void settled_credentials(const ContainerReport& report);
  void settled_init(std::string_view container, const Result<ContainerReport>& outcome);
  void settled_scan(std::size_t scan, const Result<ContainerReport>& outcome);
  [[nodiscard]] Error explained(Error error, Source source) const;
  [[nodiscard]] Error scan_failure(std::size_t scan, const Error& error) const;
  void check_pod_end();
  void release_secrets();
  void tell_waiting();
  void tell(std::string text, std::string image = {});
  void timer(Timer which, std::chrono::milliseconds delay, std::string container = {});
  void refused(const Error& why);
  void fail_all(const Error& why);
  void finish_if_settled();
  void finish();

  Group m_index;
  const plan::Group& m_plan;
  const Machine::Options& m_options;
  std::vector<Effect>& m_effects;
  Stage m_stage = Stage::queued;
  bool m_interrupted = false;
  bool m_leftover = false;
  bool m_kept = false;
  std::optional<Error> m_refusal;
  std::optional<PodState> m_pod;
  std::list<ContainerLog> m_logs;  ///< database, credentials, scan-0 ...
  std::vector<std::optional<Result<report::Scan>>> m_outcomes;
  std::vector<bool> m_secret_released;
  std::string m_told_waiting;
  handoff::CredentialsReport m_credentials;
  bool m_warned_of_secret = false;
  std::vector<std::string> m_warnings;
};

}  // namespace kscan::run
