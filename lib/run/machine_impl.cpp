#include "run/machine_impl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kscan::run {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds signal_echo{300};

Attempt first_attempt(Group group, std::size_t scans) {
  Attempt attempt;
  for (std::size_t scan = 0; scan < scans; ++scan)
    attempt.origins.push_back({group, scan});
  return attempt;
}

plan::Group part_of(const plan::Group& group, const std::vector<std::size_t>& scans) {
  plan::Group part = group;
  part.scans.clear();
  for (const std::size_t scan : scans)
    part.scans.push_back(group.scans[scan]);
  return part;
}

}  // namespace

Machine::Impl::Impl(plan::Plan the_plan, Options the_options)
    : plan(std::move(the_plan)),
      options(std::move(the_options)) {
  for (Group index = 0; index < plan.groups.size(); ++index) {
    const std::size_t scans = plan.groups[index].scans.size();
    Attempt attempt = first_attempt(index, scans);
    if (const auto found = options.ended.find(index); found != options.ended.end())
      attempt.ended = found->second;
    attempt.suspended = options.suspended.contains(index);
    groups.emplace_back(index, plan, std::move(attempt), options, effects);
    images += scans;
  }
}

void Machine::Impl::start_timer(Timer timer, std::chrono::milliseconds delay) {
  effects.emplace_back(StartTimer{timer, 0, {}, delay});
}

void Machine::Impl::on(const Begin&) {
  if (std::exchange(begun, true)) return;
  std::set<std::string> namespaces;
  for (const plan::Group& group : plan.groups)
    if (!group.scans.empty() && namespaces.insert(group.ns).second)
      effects.emplace_back(WatchPods{group.ns});
  if (options.limits.run > 0s) start_timer(Timer::run_deadline, options.limits.run);
  if (options.limits.heartbeat > 0s) start_timer(Timer::heartbeat, options.limits.heartbeat);
}

void Machine::Impl::on(const Interrupted& interrupted) {
  if (signal != 0) {
    // The second time: leave at once. An echo of the first is none: timeout(1), for one, signals
    // its child and then the child's whole process group.
    if (echo_is_over) finish();
    return;
  }
  signal = interrupted.signal;
  start_timer(Timer::signal_echo, signal_echo);
  for (GroupRun& group : groups)
    group.interrupt();
  start_timer(Timer::cleanup_grace, options.limits.cleanup_grace);
}

void Machine::Impl::on_own(const TimerFired& fired) {
  if (fired.timer == Timer::cleanup_grace) return finish();
  if (fired.timer == Timer::signal_echo) echo_is_over = true;
  if (fired.timer == Timer::heartbeat) heartbeat();
  if (fired.timer != Timer::run_deadline || signal != 0 || std::exchange(expired, true)) return;
  const Error why =
      Error(Errc::timeout,
            fmt::format("not scanned: the run took longer than {} s", options.limits.run.count()))
          .hint("give it more time: --timeout 1h");
  for (GroupRun& group : groups)
    group.expire(why);
  start_timer(Timer::cleanup_grace, options.limits.cleanup_grace);
}

// CI systems take a long silence for a hang.
void Machine::Impl::heartbeat() {
  start_timer(Timer::heartbeat, options.limits.heartbeat);
  if (std::exchange(told, false)) return;
  effects.emplace_back(
      Tell{0, {}, fmt::format("still scanning, {} of {} images done", images_done, images)});
}

void Machine::Impl::go_on() {
  follow_up();
  start_next();
  if (all_over()) finish();
}

void Machine::Impl::note_blindness(Group index) {
  if (const GroupRun* group = find(index)) blind.insert(group->plan().ns);
}

void Machine::Impl::follow_up() {
  closed.resize(groups.size());
  for (Group index = 0; index < closed.size(); ++index) {
    if (closed[index] || !groups[index].over()) continue;
    closed[index] = true;
    follow_up(index);
  }
}

bool Machine::Impl::may_follow_up(const GroupRun& group) const {
  return options.mode != Mode::attach && signal == 0 && !expired
         && !blind.contains(group.plan().ns);
}

bool Machine::Impl::has_company(Group index) const {
  const std::string& ns = groups[index].plan().ns;
  return std::ranges::any_of(
      groups, [&](const GroupRun& group) { return !group.over() && group.plan().ns == ns; });
}

void Machine::Impl::follow_up(Group index) {
  GroupRun& group = groups[index];
  if (may_follow_up(group))
    for (const FollowUp& next : follow_ups(group, options, has_company(index))) {
      effects.emplace_back(Tell{index, {}, next.why});
      for (const std::size_t scan : next.scans)
        group.pass_on(scan);
      add(group, next);
    }
  for (std::size_t scan = 0; scan < group.scans(); ++scan)
    group.announce(scan);
}

void Machine::Impl::add(const GroupRun& before, const FollowUp& next) {
  plan::Group part = part_of(before.plan(), next.scans);
  if (next.by_tag)
    for (plan::Scan& scan : part.scans)
      scan = plan::by_tag(std::move(scan));
  plan.groups.push_back(std::move(part));
  groups.emplace_back(plan.groups.size() - 1, plan, next.attempt, options, effects);
}

// A Job that waits for room gets its namespace for itself.
bool Machine::Impl::may_start(const GroupRun& group) const {
  if (!group.queued()) return false;
  return std::ranges::none_of(groups, [&](const GroupRun& other) {
    return other.active() && (group.attempt().alone || other.attempt().alone)
           && other.plan().ns == group.plan().ns;
  });
}

void Machine::Impl::start_next() {
  auto active = static_cast<std::size_t>(
      std::ranges::count_if(groups, [](const GroupRun& group) { return group.active(); }));
  for (GroupRun& group : groups) {
    if (active >= options.limits.parallel) return;
    if (!may_start(group)) continue;
    group.start();
    ++active;
  }
}

bool Machine::Impl::all_over() const {
  return std::ranges::all_of(groups,
                             [](const GroupRun& group) { return group.over() || group.away(); });
}

void Machine::Impl::finish() {
  finished = true;
  for (GroupRun& group : groups)
    for (std::size_t scan = 0; scan < group.scans(); ++scan)
      group.announce(scan);
  effects.emplace_back(Finish{});
}

}  // namespace kscan::run
