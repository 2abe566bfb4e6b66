#include "target.hpp"
#include "workload/input.hpp"
#include "yaml/yaml.hpp"

#include <nlohmann/json.hpp>

// What kubectl scan -f reads.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  auto objects = yaml::objects(fuzz::text_of(data, size));
  if (!objects) return 0;
  workload::Input input({.name = "default"});
  for (nlohmann::json& object : *objects)
    if (!input.add(std::move(object))) return 0;
  (void)std::move(input).take();
  return 0;
}
