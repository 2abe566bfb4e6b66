#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace kscan {

using nlohmann::json;

const json& member(const json& object, std::string_view key) {
  static const json null;
  if (!object.is_object()) return null;
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

std::string text_member(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_string() ? value.get_ref<const std::string&>() : std::string();
}

const json& array_member(const json& object, std::string_view key) {
  static const json empty = json::array();
  const json& value = member(object, key);
  return value.is_array() ? value : empty;
}

std::int64_t integer_member(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

}  // namespace kscan
