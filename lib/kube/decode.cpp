#include "kube/decode.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

/// Brackets open at once, outside of strings.
int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<nlohmann::json> decode_object(std::string_view text) {
  constexpr int deepest_allowed = 200;
  if (depth_of(text) > deepest_allowed) {
    return fail(Errc::protocol, "the server sent JSON nested too deeply");
  }
  auto value = nlohmann::json::parse(text, nullptr, false);
  if (!value.is_object()) return fail(Errc::protocol, "the server sent no JSON object");
  return value;
}

}  // namespace kscan::kube
