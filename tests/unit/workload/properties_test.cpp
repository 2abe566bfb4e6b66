#include "unit/workload/fixtures.hpp"
#include "workload/input.hpp"
#include "workload/selection.hpp"
#include "workload/template.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

namespace kscan::workload {
namespace {

using nlohmann::json;

/// Every object of every fixture.
std::vector<json> all_objects() {
  std::vector<json> objects;
  for (const std::string_view name : test::fixtures) {
    const json document = test::fixture(name);
    if (!document.contains("items"))
      objects.push_back(document);
    else
      for (const json& item : document["items"])
        objects.push_back(item);
  }
  return objects;
}

std::vector<PodImages> read(const std::vector<const json*>& objects) {
  Input input({"default"});
  for (const json* object : objects)
    RC_ASSERT(bool(input.add(*object)));
  return std::move(input).take();
}

RC_GTEST_PROP(InputProperties, OrderDoesNotMatter, (unsigned seed)) {
  static const std::vector<json> objects = all_objects();
  std::vector<const json*> shuffled;
  for (const json& object : objects)
    shuffled.push_back(&object);
  static const std::vector<PodImages> expected = read(shuffled);
  std::ranges::shuffle(shuffled, std::mt19937(seed));
  RC_ASSERT(read(shuffled) == expected);
}

/// A pod with `sizes` containers in its four lists; names tell which they are.
json pod_with(const std::array<std::uint8_t, 4>& sizes) {
  constexpr std::array lists{"initContainers", "containers", "ephemeralContainers", "volumes"};
  json pod = {{"metadata", {{"name", "p"}}}, {"spec", json::object()}};
  for (std::size_t list = 0; list < lists.size(); ++list)
    for (int i = 0; i < sizes.at(list) % 5; ++i) {
      json entry = {{"name", lists.at(list) + std::to_string(i)}};
      if (list == 3)
        entry["image"]["reference"] = "image";
      else
        entry["image"] = "image";
      pod["spec"][lists.at(list)].push_back(std::move(entry));
    }
  return pod;
}

std::vector<std::string> names(const PodImages& pod) {
  std::vector<std::string> result;
  for (const ContainerImage& image : pod.containers)
    result.push_back(image.container);
  return result;
}

RC_GTEST_PROP(ImagesOfProperties,
              CoversEveryContainerExactlyOnce,
              (const std::array<std::uint8_t, 4>& sizes)) {
  const json pod = pod_with(sizes);
  const Result<PodImages> images = images_of(pod);
  RC_ASSERT(bool(images));
  std::vector<std::string> expected;
  for (const char* list : {"initContainers", "containers", "ephemeralContainers", "volumes"})
    for (const json& entry : pod["spec"].value(list, json::array()))
      expected.push_back(entry["name"].get<std::string>());
  RC_ASSERT(names(*images) == expected);
}

RC_GTEST_PROP(SelectionProperties,
              ANameAndItsAbsenceSplitThePod,
              (const std::array<std::uint8_t, 4>& sizes)) {
  PodImages pod = *images_of(pod_with(sizes));
  const std::size_t before = pod.containers.size();
  PodImages named = pod;
  ContainerSelection({.names = {"init*"}}).apply(named);
  ContainerSelection({.init = false}).apply(pod);
  RC_ASSERT(named.containers.size() + pod.containers.size() == before);
}

/// Values that the API server would never send where something else belongs.
json nonsense(unsigned which) {
  switch (which % 8) {
  case 0:
    return nullptr;
  case 1:
    return true;
  case 2:
    return -1;
  case 3:
    return "\xff\x1b[2J";
  case 4:
    return json::array({nullptr, json::array(), json::object()});
  case 5:
    return json::object({{"name", 1}, {"items", json::array({1})}});
  case 6:
    return std::string(1000, '/');
  default:
    return json::array();
  }
}

/// Replaces one value somewhere in the document.
void damage(json& document, std::mt19937& random) {
  json* at = &document;
  while (at->is_structured() && !at->empty() && random() % 8 != 0)
    at = &*std::next(at->begin(), static_cast<std::ptrdiff_t>(random() % at->size()));
  *at = nonsense(static_cast<unsigned>(random()));
}

RC_GTEST_PROP(HostileObjects, CrashNothing, (unsigned seed)) {
  static const std::vector<json> objects = all_objects();
  std::mt19937 random(seed);
  json object = objects[seed % objects.size()];
  for (int i = 0; i < 4; ++i)
    damage(object, random);
  if (const Result<PodImages> pod = images_of(object))
    for (const ContainerImage& image : pod->containers)
      RC_ASSERT(!target_of(*pod, image).container_kind.empty()
                && note_of(*pod, image).size() < 2000);
  RC_ASSERT(templates_of(object).size() < 10U);
  Input input({"default"});
  static_cast<void>(input.add(std::move(object)));
  static_cast<void>(std::move(input).take());
}

TEST(HostileObjects, MayBeNestedDeeply) {
  json deep = json::object({{"kind", "List"}, {"items", json::array()}});
  for (int i = 0; i < 100'000; ++i) {
    json outer = json::object({{"kind", "List"}});
    outer["items"].push_back(std::move(deep));
    deep = std::move(outer);
  }
  Input input({"default"});
  EXPECT_TRUE(input.add(std::move(deep)));
  EXPECT_TRUE(std::move(input).take().empty());
}

}  // namespace
}  // namespace kscan::workload
