#include "run/machine.hpp"

#include "run/advice.hpp"
#include "run/machine_impl.hpp"

#include <algorithm>
#include <utility>

namespace kscan::run {

namespace {

void take_reports(GroupRun& group, std::vector<std::pair<Origin, report::ImageReport>>& into) {
  for (std::size_t scan = 0; scan < group.scans(); ++scan)
    if (!group.passed_on(scan))
      into.emplace_back(group.attempt().origins[scan], group.take_report(scan));
}

void take_refused(const plan::Plan& plan, report::Report& report) {
  for (const plan::Refused& refused : plan.refused) {
    report::ImageReport image;
    image.image.repository = refused.image;
    image.targets = refused.targets;
    image.failure = noted(refused.error, refused.notes);
    report.images.push_back(std::move(image));
  }
}

// A group that was tried again says the same again.
void take_warnings(GroupRun& group, std::vector<std::string>& warnings) {
  for (std::string& warning : group.take_warnings())
    if (std::ranges::find(warnings, warning) == warnings.end())
      warnings.push_back(std::move(warning));
}

bool all_passed_on(const GroupRun& group) {
  for (std::size_t scan = 0; scan < group.scans(); ++scan)
    if (!group.passed_on(scan)) return false;
  return true;
}

}  // namespace

Machine::Machine(plan::Plan plan, Options options)
    : m_impl(std::make_unique<Impl>(std::move(plan), std::move(options))) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;

std::vector<Effect> Machine::on(const Input& input) {
  Impl& impl = *m_impl;
  if (impl.finished) return {};
  std::visit([&impl](const auto& what) { impl.on(what); }, input);
  if (!impl.finished) impl.go_on();
  for (const Effect& effect : impl.effects) {
    impl.told |= std::holds_alternative<Tell>(effect);
    if (std::holds_alternative<ImageDone>(effect)) ++impl.images_done;
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
  take_refused(m_impl->plan, report);
  std::vector<std::pair<Origin, report::ImageReport>> images;
  for (GroupRun& group : m_impl->groups) {
    take_reports(group, images);
    take_warnings(group, report.warnings);
  }
  std::ranges::stable_sort(images, {}, [](const auto& entry) { return entry.first; });
  for (auto& [origin, image] : images)
    report.images.push_back(std::move(image));
  return report;
}

report::ImageReport Machine::report_of(Group group, std::size_t scan) const {
  return m_impl->groups.at(group).report_of(scan);
}

std::optional<Error> Machine::refusal() const {
  std::optional<Error> first;
  for (const GroupRun& group : m_impl->groups) {
    if (group.away()) return std::nullopt;
    if (all_passed_on(group)) continue;
    if (!group.refusal()) return std::nullopt;
    if (!first) first = group.refusal();
  }
  return first;
}

std::vector<Group> Machine::kept() const {
  return m_impl->groups_that([](const GroupRun& group) { return group.kept(); });
}

std::vector<Group> Machine::away() const {
  return m_impl->groups_that([](const GroupRun& group) { return group.away(); });
}

std::vector<Group> Machine::unread() const {
  return m_impl->groups_that([](const GroupRun& group) { return !group.exhausted(); });
}

std::vector<Group> Machine::leftovers() const {
  return m_impl->groups_that([](const GroupRun& group) { return group.leftover(); });
}

}  // namespace kscan::run
