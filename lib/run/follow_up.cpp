#include "run/follow_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kscan::run {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds first_pause{5};
constexpr unsigned most_doublings = 4;

std::chrono::seconds pause_after(unsigned retries) {
  return first_pause * (1U << std::min(retries, most_doublings));
}

std::vector<std::size_t> scans_with(const GroupRun& group, Remedy remedy) {
  std::vector<std::size_t> result;
  for (std::size_t scan = 0; scan < group.scans(); ++scan)
    if (group.remedy(scan) == remedy) result.push_back(scan);
  return result;
}

Attempt next_attempt(const GroupRun& group, const std::vector<std::size_t>& scans) {
  Attempt next = group.attempt();
  next.origins.clear();
  next.delay = 0ms;
  for (const std::size_t scan : scans)
    next.origins.push_back(group.attempt().origins[scan]);
  return next;
}

void try_again(const GroupRun& group,
               const Machine::Options& options,
               std::vector<FollowUp>& result) {
  std::vector<std::size_t> scans = scans_with(group, Remedy::again);
  if (scans.empty() || group.attempt().retries >= options.limits.retries) return;
  Attempt next = next_attempt(group, scans);
  const auto pause = pause_after(next.retries++);
  next.delay = pause;
  std::string why = fmt::format(
      "trying again in {} s: {}", pause.count(), group.error_of(scans.front())->message());
  result.push_back({std::move(scans), std::move(next), std::move(why)});
}

void give_memory(const GroupRun& group,
                 const Machine::Options& options,
                 std::vector<FollowUp>& result) {
  std::vector<std::size_t> scans = scans_with(group, Remedy::more_memory);
  const bool may = options.limits.retries > 0 && group.attempt().memory_limit.empty();
  if (scans.empty() || !may || options.memory.second.empty()) return;
  Attempt next = next_attempt(group, scans);
  next.memory_limit = options.memory.second;
  std::string why = fmt::format("trying again with {} of memory: {}",
                                next.memory_limit,
                                group.error_of(scans.front())->message());
  result.push_back({std::move(scans), std::move(next), std::move(why)});
}

void halve(const GroupRun& group,
           const std::vector<std::size_t>& scans,
           std::vector<FollowUp>& result) {
  const auto middle = scans.begin() + static_cast<std::ptrdiff_t>(scans.size() / 2);
  const std::string why = fmt::format("trying again with fewer images in a job: {}",
                                      group.error_of(scans.front())->message());
  for (std::vector<std::size_t> half :
       {std::vector(scans.begin(), middle), std::vector(middle, scans.end())}) {
    Attempt next = next_attempt(group, half);
    result.push_back({std::move(half), std::move(next), why});
  }
}

void find_room(const GroupRun& group, bool company, std::vector<FollowUp>& result) {
  std::vector<std::size_t> scans = scans_with(group, Remedy::room);
  if (scans.empty()) return;
  const std::string words = group.error_of(scans.front())->message();
  if (scans.size() > 1 && fewer_containers_help(words)) return halve(group, scans, result);
  // Once it has been alone, nobody but others are in its way.
  if (!company || group.attempt().alone) return;
  Attempt next = next_attempt(group, scans);
  next.alone = true;
  result.push_back(
      {std::move(scans), std::move(next), "waiting for other jobs of this run: " + words});
}

// The runtime knows an image by its content, whatever repository it came from.
void take_tag(const GroupRun& group, std::vector<FollowUp>& result) {
  std::vector<std::size_t> scans = scans_with(group, Remedy::tag);
  if (scans.empty()) return;
  Attempt next = next_attempt(group, scans);
  std::string why = fmt::format("trying the tag, the digest that runs is another repository's: {}",
                                group.error_of(scans.front())->message());
  result.push_back({std::move(scans), std::move(next), std::move(why), true});
}

}  // namespace

std::vector<FollowUp>
follow_ups(const GroupRun& group, const Machine::Options& options, bool company) {
  std::vector<FollowUp> result;
  try_again(group, options, result);
  give_memory(group, options, result);
  find_room(group, company, result);
  take_tag(group, result);
  return result;
}

}  // namespace kscan::run
