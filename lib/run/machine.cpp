#include "run/machine.hpp"

#include "run/group_run.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <type_traits>
#include <utility>

namespace kscan::run {

namespace {

constexpr std::chrono::milliseconds signal_echo{300};

}  // namespace

struct Machine::Impl {
  Impl(plan::Plan the_plan, Options the_options)
      : plan(std::move(the_plan)),
        options(std::move(the_options)) {
    for (Group index = 0; index < plan.groups.size(); ++index)
      groups.emplace_back(index, plan.groups[index], options, effects);
  }

  GroupRun* find(Group index) { return index < groups.size() ? &groups[index] : nullptr; }

  void on(const Begin&) {
    std::set<std::string> namespaces;
    for (const plan::Group& group : plan.groups)
      if (namespaces.insert(group.ns).second) effects.emplace_back(WatchPods{group.ns});
  }

  void on(const Interrupted& interrupted) {
    if (signal != 0) {
      // The second time: leave at once. An echo of the first is none: timeout(1), for one, signals
      // its child and then the child's whole process group.
      if (echo_is_over) finish();
      return;
    }
    signal = interrupted.signal;
    effects.emplace_back(StartTimer{Timer::signal_echo, 0, {}, signal_echo});
    for (GroupRun& group : groups)
      group.interrupt();
    effects.emplace_back(StartTimer{Timer::cleanup_grace, 0, {}, options.limits.cleanup_grace});
  }

  template<typename GroupInput> void on(const GroupInput& input) {
    if constexpr (std::is_same_v<GroupInput, TimerFired>) {
      if (input.timer == Timer::cleanup_grace) return finish();
      if (input.timer == Timer::signal_echo) echo_is_over = true;
    }
    if (GroupRun* group = find(input.group)) group->on(input);
  }

  void start_next() {
    auto active = static_cast<std::size_t>(std::count_if(
        groups.begin(), groups.end(), [](const GroupRun& group) { return group.active(); }));
    for (GroupRun& group : groups) {
      if (active >= options.limits.parallel) return;
      if (!group.queued()) continue;
      group.start();
      ++active;
    }
  }

  [[nodiscard]] bool all_over() const {
    return std::all_of(
        groups.begin(), groups.end(), [](const GroupRun& group) { return group.over(); });
  }

  template<typename Predicate> [[nodiscard]] std::vector<Group> groups_that(Predicate holds) const {
    std::vector<Group> result;
    for (Group index = 0; index < groups.size(); ++index)
      if (holds(groups[index])) result.push_back(index);
    return result;
  }

  void finish() {
    finished = true;
    effects.emplace_back(Finish{});
  }

  plan::Plan plan;
  Options options;
  std::vector<Effect> effects;
  std::deque<GroupRun> groups;
  int signal = 0;
  bool echo_is_over = false;
  bool finished = false;
};

Machine::Machine(plan::Plan plan, Options options)
    : m_impl(std::make_unique<Impl>(std::move(plan), std::move(options))) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;

std::vector<Effect> Machine::on(const Input& input) {
  Impl& impl = *m_impl;
  if (impl.finished) return {};
  std::visit([&impl](const auto& what) { impl.on(what); }, input);
  if (!impl.finished) {
    impl.start_next();
    if (impl.all_over()) impl.finish();
  }
  return std::exchange(impl.effects, {});
}

const plan::Plan& Machine::plan() const noexcept {
  return m_impl->plan;
}

int Machine::signal() const noexcept {
  return m_impl->signal;
}

report::Report Machine::take_report() {
  report::Report report;
  for (const plan::Refused& refused : m_impl->plan.refused) {
    report::ImageReport image;
    image.image.repository = refused.image;
    image.targets = refused.targets;
    image.failure = refused.error;
    report.images.push_back(std::move(image));
  }
  for (GroupRun& group : m_impl->groups) {
    for (report::ImageReport& image : group.take_reports())
      report.images.push_back(std::move(image));
    for (std::string& warning : group.take_warnings())
      report.warnings.push_back(std::move(warning));
  }
  return report;
}

std::optional<Error> Machine::refusal() const {
  const auto& groups = m_impl->groups;
  const bool none_started = std::all_of(
      groups.begin(), groups.end(), [](const GroupRun& group) { return group.refusal(); });
  if (groups.empty() || !none_started) return std::nullopt;
  return groups.front().refusal();
}

std::vector<Group> Machine::kept() const {
  return m_impl->groups_that([](const GroupRun& group) { return group.kept(); });
}

std::vector<Group> Machine::leftovers() const {
  return m_impl->groups_that([](const GroupRun& group) { return group.leftover(); });
}

}  // namespace kscan::run
