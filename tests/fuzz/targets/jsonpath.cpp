#include "jsonpath/jsonpath.hpp"

#include "target.hpp"

#include <nlohmann/json.hpp>

// Line 1: a template, as -o jsonpath or as a custom column has it; the rest: what it is asked of.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  const auto [path, text] = fuzz::cut(fuzz::text_of(data, size));
  const auto value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded()) return 0;
  if (const auto read = jsonpath::Template::parse(path)) (void)read->execute(value);
  if (const auto strict = jsonpath::relaxed(path))
    if (const auto read = jsonpath::Template::parse(*strict)) (void)read->values(value);
  return 0;
}
