#pragma once
#include "run/follow_up.hpp"
#include "run/group_run.hpp"
#include "run/machine.hpp"

#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

/// Private to lib/run.
namespace kscan::run {

struct Machine::Impl {
  Impl(plan::Plan the_plan, Options the_options);

  void on(const Begin&);
  void on(const Interrupted& interrupted);
  void on_own(const TimerFired& fired);
  template<typename GroupInput> void on(const GroupInput& input) {
    if constexpr (std::is_same_v<GroupInput, TimerFired>)
      if (is_of_run(input.timer)) return on_own(input);
    if constexpr (std::is_same_v<GroupInput, CallFailed>)
      if (input.call == Call::watch_pods) note_blindness(input.group);
    if (GroupRun* group = find(input.group)) group->on(input);
  }
  /// What follows from an input for the run as a whole.
  void go_on();

  [[nodiscard]] GroupRun* find(Group index) {
    return index < groups.size() ? &groups[index] : nullptr;
  }
  void note_blindness(Group index);
  void follow_up();
  void follow_up(Group index);
  void add(const GroupRun& before, const FollowUp& next);
  [[nodiscard]] bool may_follow_up(const GroupRun& group) const;
  [[nodiscard]] bool has_company(Group index) const;
  void start_next();
  [[nodiscard]] bool may_start(const GroupRun& group) const;
  [[nodiscard]] bool all_over() const;
  void heartbeat();
  void start_timer(Timer timer, std::chrono::milliseconds delay);
  void finish();

  template<typename Predicate> [[nodiscard]] std::vector<Group> groups_that(Predicate holds) const {
    std::vector<Group> result;
    for (Group index = 0; index < groups.size(); ++index)
      if (holds(groups[index])) result.push_back(index);
    return result;
  }

  plan::Plan plan;
  Options options;
  std::vector<Effect> effects;
  std::deque<GroupRun> groups;
  std::vector<bool> closed;     ///< groups that are over and were followed up
  std::set<std::string> blind;  ///< namespaces whose pods cannot be watched any more
  std::size_t images = 0;
  std::size_t images_done = 0;
  int signal = 0;
  bool begun = false;
  bool expired = false;
  bool told = false;  ///< since the last heartbeat
  bool echo_is_over = false;
  bool finished = false;
};

}  // namespace kscan::run
