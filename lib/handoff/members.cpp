#include "handoff/members.hpp"

#include <fmt/format.h>

#include <limits>

namespace kscan::handoff {

using nlohmann::json;

std::string dump(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Members::Members(const json& object, std::string path)
    : m_object(object),
      m_path(std::move(path)) {
  if (!object.is_object()) m_error.emplace(Errc::protocol, m_path + " is not an object");
}

std::string Members::path_of(std::string_view key) const {
  return fmt::format("{}.{}", m_path, key);
}

void Members::reject(std::string_view key, std::string_view expected) {
  if (!m_error) m_error.emplace(Errc::protocol, fmt::format("{} {}", path_of(key), expected));
}

void Members::adopt(Members&& inner) {
  if (!m_error) m_error = std::move(inner.m_error);
}

const json* Members::find(std::string_view key) const {
  if (!m_object.is_object()) return nullptr;
  const auto found = m_object.find(key);
  return found == m_object.end() ? nullptr : &*found;
}

const json& Members::array(std::string_view key) {
  static const json empty = json::array();
  const json* value = find(key);
  if (value != nullptr && value->is_array()) return *value;
  reject(key, value == nullptr ? "is missing" : "is not an array");
  return empty;
}

void Members::required(std::string_view key, std::string& to) {
  if (find(key) == nullptr) reject(key, "is missing");
  optional(key, to);
}

void Members::optional(std::string_view key, std::string& to) {
  const json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_string()) return reject(key, "is not a string");
  to = value->get_ref<const std::string&>();
}

void Members::optional(std::string_view key, bool& to) {
  const json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_boolean()) return reject(key, "is not a boolean");
  to = value->get<bool>();
}

void Members::optional(std::string_view key, int& to) {
  const json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_number_integer()) return reject(key, "is not an integer");
  // Larger than any signed number only when unsigned; get<> would wrap around silently.
  const bool huge =
      value->is_number_unsigned()
      && value->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  const auto number = huge ? 0 : value->get<std::int64_t>();
  if (huge || number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
    return reject(key, "is out of range");
  to = static_cast<int>(number);
}

void Members::optional(std::string_view key, std::size_t& to) {
  const json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_number_unsigned()) return reject(key, "is not a natural number");
  to = value->get<std::size_t>();
}

void Members::strings(std::string_view key, const json& list, std::vector<std::string>& to) {
  for (const json& item : list) {
    if (!item.is_string()) return reject(key, "holds something that is not a string");
    to.push_back(item.get_ref<const std::string&>());
  }
}

void Members::required(std::string_view key, std::vector<std::string>& to) {
  strings(key, array(key), to);
}

void Members::optional(std::string_view key, std::vector<std::string>& to) {
  if (find(key) != nullptr) required(key, to);
}

void Members::required(std::string_view key, std::vector<std::vector<std::string>>& to) {
  for (const json& list : array(key)) {
    if (!list.is_array()) return reject(key, "holds something that is not an array");
    strings(key, list, to.emplace_back());
  }
}

}  // namespace kscan::handoff
