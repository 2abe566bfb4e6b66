#include "drive/drive.hpp"

#include "base/json.hpp"
#include "drive/resource_of.hpp"
#include "handoff/handoff.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <variant>

namespace kscan::drive {

using nlohmann::json;

namespace {

/// The group that a pod of ours carries in its label; past the end if it carries none.
run::Group group_of(const json& pod) {
  const std::string text =
      text_member(member(member(pod, "metadata"), "labels"), manifest::label_group);
  run::Group group = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), group);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? group : static_cast<run::Group>(-1);
}

/// The UID of the object that manages the pod; empty if none does.
std::string controller_of(const json& pod) {
  for (const json& owner : array_member(member(pod, "metadata"), "ownerReferences"))
    if (const json& controls = member(owner, "controller");
        controls.is_boolean() && controls.get<bool>())
      return text_member(owner, "uid");
  return {};
}

/// Messages in the order of the events' last occurrence; RFC 3339 in UTC sorts as text.
std::vector<std::string> messages_of(const std::vector<json>& events) {
  std::vector<std::pair<std::string, std::string>> dated;
  for (const json& event : events)
    dated.emplace_back(text_member(event, "lastTimestamp"), text_member(event, "message"));
  std::sort(dated.begin(), dated.end());
  std::vector<std::string> messages;
  for (auto& [time, message] : dated)
    messages.push_back(std::move(message));
  return messages;
}

class Driver {
public:
  Driver(run::Machine& machine,
         const manifest::Settings& settings,
         const World& world,
         const std::map<run::Group, std::string>& jobs)
      : m_machine(machine),
        m_settings(settings),
        m_world(world) {
    for (const auto& [group, uid] : jobs)
      state_of(group).job_uid = uid;
  }

  void run() {
    std::vector<io::Ticket> listening;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
      listening.push_back(
          m_world.signals.on(signal, [this, signal] { feed(run::Interrupted{signal}); }));
    feed(run::Begin{});
    m_world.loop.run_until([this] { return m_finished; });
  }

private:
  /// What is under way for one group, and stops with it.
  struct Streams {
    std::map<std::string, io::Ticket, std::less<>> logs;
    std::vector<io::Ticket> timers;
  };

  struct GroupState {
    std::string job_uid;
    std::size_t owned_missing = 0;
    Streams streams;
  };
  /// The machine adds groups.
  GroupState& state_of(run::Group group) {
    if (m_groups.size() <= group) m_groups.resize(group + 1);
    return m_groups[group];
  }

  [[nodiscard]] manifest::Settings settings_of(const run::CreateJob& what) const {
    manifest::Settings settings = m_settings;
    if (!what.memory_limit.empty()) settings.pod.limits["memory"] = what.memory_limit;
    settings.replaces = what.replaces;
    return settings;
  }

  void feed(const run::Input& input) {
    for (const run::Effect& effect : m_machine.on(input))
      std::visit([this](const auto& what) { perform(what); }, effect);
  }

  const plan::Group& plan_of(run::Group group) const { return m_machine.plan().groups[group]; }
  manifest::Names names_of(run::Group group) const {
    return manifest::names_of(m_settings.run_id, group);
  }
  ObjectKey job_of(run::Group group) const { return {plan_of(group).ns, names_of(group).job}; }
  void keep(io::Ticket ticket) { m_calls.push_back(std::move(ticket)); }

  /// The answer of a call whose success is `good`.
  template<typename Input> kube::Done answer(run::Group group, run::Call call, Input good) {
    return [this, group, call, good](const Result<json>& result) {
      if (result)
        feed(good);
      else
        feed(run::CallFailed{group, call, result.error()});
    };
  }

  /// Labels can be copied; what a deletion that was missed leaves to be told has no owner.
  bool is_foreign(run::Group group, const json& pod) {
    if (group >= m_machine.plan().groups.size()) return true;
    const std::string uid = text_member(member(pod, "metadata"), "uid");
    const std::string owner = controller_of(pod);
    const std::string& job = state_of(group).job_uid;
    if (!owner.empty() && !job.empty() && owner != job) m_foreign.insert(uid);
    return m_foreign.contains(uid);
  }

  void pod_changed(kube::Change change, const json& pod) {
    const run::Group group = group_of(pod);
    if (is_foreign(group, pod)) return;
    if (change == kube::Change::deleted)
      feed(run::PodDeleted{group});
    else
      feed(run::PodChanged{group, run::pod_state(pod)});
  }

  void perform(const run::WatchPods& what) {
    const auto each = [this, ns = what.ns](const auto& feed_group) {
      for (run::Group group = 0; group < m_machine.plan().groups.size(); ++group)
        if (plan_of(group).ns == ns) feed_group(group);
    };
    const std::string selector = fmt::format("{}={}", handoff::label_run, m_settings.run_id);
    keep(m_world.client.watch(
        kube::pods,
        what.ns,
        {.labels = selector, .fields = {}},
        {.on_change = [this](kube::Change change, const json& pod) { pod_changed(change, pod); },
         .on_lost =
             [this, each](const Error& error) {
               each([&](run::Group group) {
                 feed(run::CallFailed{group, run::Call::watch_pods, error});
               });
             },
         .on_listed =
             [this, each] { each([this](run::Group group) { feed(run::PodsListed{group}); }); }}));
  }

  void perform(const run::CreateJob& what) {
    keep(m_world.client.create(
        kube::jobs,
        plan_of(what.group).ns,
        manifest::job(plan_of(what.group), what.group, settings_of(what)),
        [this, group = what.group](const Result<json>& result) {
          if (!result) return feed(run::CallFailed{group, run::Call::create_job, result.error()});
          state_of(group).job_uid = text_member(member(*result, "metadata"), "uid");
          feed(run::JobCreated{group});
        }));
  }

  void perform(const run::CreateOwned& what) {
    create_owned(what.group,
                 manifest::owned_objects(
                     plan_of(what.group), what.group, m_settings, state_of(what.group).job_uid));
  }

  void create_owned(run::Group group, std::vector<manifest::Owned> objects) {
    state_of(group).owned_missing += objects.size();
    for (manifest::Owned& object : objects)
      keep(m_world.client.create(
          resource_of(object.kind),
          plan_of(group).ns,
          std::move(object.body),
          [this, group, then = std::move(object.then)](const Result<json>& result) {
            if (!result)
              return feed(run::CallFailed{group, run::Call::create_owned, result.error()});
            create_owned(group, then);
            if (--state_of(group).owned_missing == 0) feed(run::OwnedCreated{group});
          }));
  }

  void perform(const run::Unsuspend& what) {
    const nlohmann::ordered_json change{
        {"metadata", {{"annotations", {{std::string(manifest::annotation_released), "true"}}}}},
        {"spec", {{"suspend", false}}}};
    keep(m_world.client.patch(
        kube::jobs,
        job_of(what.group),
        kube::PatchType::merge,
        change,
        answer(what.group, run::Call::unsuspend, run::Unsuspended{what.group})));
  }

  void perform(const run::ReadPodRefusals& what) {
    const std::string fields =
        fmt::format("involvedObject.kind=Job,involvedObject.name={},reason=FailedCreate",
                    names_of(what.group).job);
    keep(m_world.client.list(
        kube::events,
        plan_of(what.group).ns,
        {.labels = {}, .fields = fields},
        [this, group = what.group](const Result<std::vector<json>>& events) {
          // Who may not read events learns the reason when the time is up.
          feed(run::PodRefusals{group, events ? messages_of(*events) : std::vector<std::string>{}});
        }));
  }

  void perform(const run::FollowLog& what) {
    const run::Group group = what.group;
    kube::LogSink sink{.on_line =
                           [this, group, container = what.container](std::string_view line) {
                             feed(run::LogLine{group, container, std::string(line)});
                           },
                       .on_end =
                           [this, group, container = what.container](Result<> result) {
                             feed(run::LogEnded{group, container, std::move(result)});
                           }};
    state_of(group).streams.logs[what.container] =
        m_world.client.follow_log({plan_of(group).ns, what.pod}, what.container, std::move(sink));
  }

  void perform(const run::StopStreams& what) { state_of(what.group).streams = {}; }

  void perform(const run::DeleteSecret& what) {
    const ObjectKey secret{plan_of(what.group).ns, names_of(what.group).credential(what.scan)};
    keep(m_world.client.remove(
        kube::secrets,
        secret,
        {},
        answer(what.group, run::Call::delete_secret, run::SecretDeleted{what.group})));
  }

  void perform(const run::DeleteJob& what) {
    keep(m_world.client.remove(
        kube::jobs,
        job_of(what.group),
        {.uid = state_of(what.group).job_uid},
        answer(what.group, run::Call::delete_job, run::JobDeleted{what.group})));
  }

  void perform(const run::StartTimer& what) {
    const run::TimerFired fired{what.timer, what.group, what.container};
    io::Ticket ticket = m_world.loop.after(what.delay, [this, fired] { feed(fired); });
    if (run::is_of_run(what.timer)) return keep(std::move(ticket));
    state_of(what.group).streams.timers.push_back(std::move(ticket));
  }

  void perform(const run::Tell& what) { m_world.observer.on(what); }
  void perform(const run::ImageDone& what) {
    m_world.observer.on_image(m_machine.report_of(what.group, what.scan));
  }
  void perform(const run::Finish&) { m_finished = true; }

  run::Machine& m_machine;
  const manifest::Settings& m_settings;
  const World& m_world;
  std::deque<GroupState> m_groups;  // references stay
  std::set<std::string> m_foreign;  // UIDs of pods
  std::vector<io::Ticket> m_calls;
  bool m_finished = false;
};

}  // namespace

void drive(run::Machine& machine,
           const manifest::Settings& settings,
           const World& world,
           const std::map<run::Group, std::string>& jobs) {
  Driver(machine, settings, world, jobs).run();
}

}  // namespace kscan::drive
