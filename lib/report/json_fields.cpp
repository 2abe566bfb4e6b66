#include "report/json_fields.hpp"

#include <algorithm>
#include <utility>

namespace kscan::report {

ByteSource whole(std::string_view text) {
  return [text]() mutable { return std::exchange(text, {}); };
}

JsonFields::Inside& JsonFields::inside(Place place) {
  const auto index = static_cast<std::size_t>(place);
  if (m_places.size() <= index) m_places.resize(index + 1);
  return m_places[index];
}

JsonFields& JsonFields::add(Place place, Field field) {
  inside(place).fields.push_back(field);
  return *this;
}

JsonFields& JsonFields::object(Place place, std::string_view key, Place inside) {
  return add(place, {key, Kind::object, inside});
}

JsonFields& JsonFields::array(Place place, std::string_view key, Place inside) {
  return add(place, {key, Kind::array, inside});
}

JsonFields& JsonFields::text(Place place, std::string_view key, std::string& slot) {
  return add(place, {key, Kind::text, elsewhere, &slot});
}

JsonFields&
JsonFields::texts(Place place, std::string_view key, std::vector<std::string>& slot, Place inside) {
  return array(place, key, inside).add(inside, {any, Kind::text, elsewhere, &slot});
}

JsonFields& JsonFields::number(Place place, std::string_view key, double& slot) {
  return add(place, {key, Kind::number, elsewhere, &slot});
}

JsonFields& JsonFields::boolean(Place place, std::string_view key, bool& slot) {
  return add(place, {key, Kind::boolean, elsewhere, &slot});
}

JsonFields& JsonFields::at_end(Place place, Ended ended) {
  inside(place).ended = std::move(ended);
  return *this;
}

const JsonFields::Field* JsonFields::find(Place place, std::string_view key) const noexcept {
  const auto index = static_cast<std::size_t>(place);
  if (index >= m_places.size()) return nullptr;
  const auto& fields = m_places[index].fields;
  const auto found = std::ranges::find_if(
      fields, [key](const Field& field) { return field.key == key || field.key == any; });
  return found == fields.end() ? nullptr : &*found;
}

const JsonFields::Ended* JsonFields::ended(Place place) const noexcept {
  const auto index = static_cast<std::size_t>(place);
  if (index >= m_places.size() || !m_places[index].ended) return nullptr;
  return &m_places[index].ended;
}

}  // namespace kscan::report
