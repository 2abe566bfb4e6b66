#include "support/golden.hpp"
#include "unit/workload/fixtures.hpp"
#include "workload/input.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace kscan::workload {
namespace {

std::string scanned_as(const ContainerImage& image) {
  const Result<image::Running> scan = running(image);
  if (!scan) return "! " + scan.error().message();
  std::string text = scan->reference.pinned();
  if (!scan->pinned) text += " (tag)";
  if (scan->other_repository) text += " (other repository)";
  return text;
}

std::string describe(const PodImages& pod, const ContainerImage& image) {
  std::string text = "  " + std::string(to_string(image.kind)) + " " + image.container + ": "
                     + image.image + "\n    scan " + scanned_as(image) + "\n";
  const std::string note = note_of(pod, image);
  return note.empty() ? text : text + "    note " + note + "\n";
}

std::string state(const PodState& state) {
  constexpr std::array phases{"unknown", "pending", "running", "succeeded", "failed"};
  std::string text = phases.at(static_cast<std::size_t>(state.phase));
  if (state.terminating) text += ", terminating";
  if (state.mirror) text += ", mirror";
  return text;
}

std::string describe(const PodImages& pod) {
  const Target target = target_of(pod, {});
  std::string text = target.ns + " " + target.kind + "/" + target.name + ": "
                     + (pod.is_template() ? "template"
                                          : "pod " + pod.pod.name + " on " + pod.node + " ("
                                                + state(pod.state) + ")")
                     + "\n  account " + pod.service_account + "; secrets";
  for (const std::string& secret : pod.pull_secrets)
    text += " " + secret;
  if (!pod.unmerged_account.empty()) text += "; and those of " + pod.unmerged_account;
  text += "\n";
  if (pod.skip != Skip::none) text += "  skipped: " + std::string(to_string(pod.skip)) + "\n";
  for (const ContainerImage& image : pod.containers)
    text += describe(pod, image);
  return text;
}

class Fixtures : public testing::TestWithParam<std::string_view> {};

TEST_P(Fixtures, AreUnderstood) {
  Input input({"default"});
  ASSERT_TRUE(input.add(test::fixture(GetParam())));
  std::string text;
  for (const PodImages& pod : std::move(input).take())
    text += describe(pod);
  kscan::test::expect_golden("workload/" + std::string(GetParam()) + ".txt", text);
}

INSTANTIATE_TEST_SUITE_P(Files, Fixtures, testing::ValuesIn(test::fixtures), [](const auto& row) {
  std::string name(row.param);
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace kscan::workload
